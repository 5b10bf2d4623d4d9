"""Networks of ReferFormer and MUTR from their published states."""

from collections.abc import Mapping

import torch
from torch import Tensor

from rvos_studio.networks.deformable.decoder import DEFORMABLE_DECODER_NAMES
from rvos_studio.networks.deformable.encoder import DEFORMABLE_ENCODER_NAMES
from rvos_studio.networks.frozen_norm import fold_norms
from rvos_studio.networks.language import ROBERTA_OPTIONAL, TEXT_PROJECTION_NAMES
from rvos_studio.networks.names import Rules, published, under
from rvos_studio.networks.referring.backbones import BACKBONE_OPTIONAL, BACKBONES
from rvos_studio.networks.referring.mutr import Mutr
from rvos_studio.networks.referring.network import ReferringNetwork
from rvos_studio.networks.referring.pixel_decoder import PIXEL_DECODER_NAMES
from rvos_studio.networks.referring.referformer import ReferFormer
from rvos_studio.networks.referring.temporal import AGGREGATION_NAMES, INTERACTION_NAMES
from rvos_studio.networks.referring.variants import Variant


def build(variant: Variant) -> ReferringNetwork:
    """With random weights."""
    return Mutr(variant) if variant.interactive else ReferFormer(variant)


def from_published(variant: Variant, state: Mapping[str, Tensor]) -> ReferringNetwork:
    """For inference, with a published state; `RuntimeError` if names or shapes differ.

    Frozen norms are folded into their convolutions, so its own parameters have other names.
    """
    with torch.device("meta"):
        network = build(variant)
    ours = {theirs: name for name, theirs in published_names(variant).items()}
    renamed = {ours.get(name, name): value for name, value in state.items()}
    network.load_state_dict(renamed, assign=True)
    fold_norms(network.eval().requires_grad_(False))
    return network


def published_names(variant: Variant) -> dict[str, str]:
    """The name in published checkpoints of each of our parameters."""
    with torch.device("meta"):
        network = build(variant)
    rules = published_rules(variant)
    return {name: published(name, rules) for name in network.state_dict()}


def published_rules(variant: Variant) -> Rules:
    """How they are found; SOC has most of them too."""
    return (
        *under("backbone.network", "backbone.0.body", BACKBONES[variant.backbone].names),
        (r"text_encoder\.model", "text_encoder"),
        *under("project_text", "resizer", TEXT_PROJECTION_NAMES),
        (r"project\.levels", "input_proj"),
        (r"fuse\.attention", "fusion_module.multihead_attn"),
        (r"level_codes", "transformer.level_embed"),
        *under("encoder", "transformer.encoder", DEFORMABLE_ENCODER_NAMES),
        (r"query_positions", "query_embed"),
        (r"reference", "transformer.reference_points"),
        (r"decoder\.box_heads", "bbox_embed"),
        *under("decoder", "transformer.decoder", DEFORMABLE_DECODER_NAMES),
        *under("pixel_decoder", "pixel_decoder", PIXEL_DECODER_NAMES),
        (r"class_heads", "class_embed"),
        (r"mask_parameters", "controller"),
        *under("aggregate", "MTA", AGGREGATION_NAMES),
        *under("interact", "mti", INTERACTION_NAMES),
    )


OPTIONAL: tuple[str, ...] = (
    r"transformer\.decoder\.bbox_embed\..*",
    r".*\.?total_(?:ops|params)",
    *(rf"text_encoder\.{pattern}" for pattern in ROBERTA_OPTIONAL),
    *(rf"backbone\.0\.body\.{pattern}" for pattern in BACKBONE_OPTIONAL),
)
"""Regular expressions for published names that nothing depends on, or that say again what others say."""
