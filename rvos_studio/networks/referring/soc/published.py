"""Networks of SOC from their published states."""

from collections.abc import Mapping
from dataclasses import replace

import torch
from torch import Tensor

from rvos_studio.networks.language import TEXT_PROJECTION_NAMES
from rvos_studio.networks.names import Rules, published, under
from rvos_studio.networks.referring.published import OPTIONAL, published_rules
from rvos_studio.networks.referring.soc.network import Soc
from rvos_studio.networks.referring.soc.pixel_decoder import PLAIN_PIXEL_DECODER_NAMES
from rvos_studio.networks.referring.temporal import INTERACTION_NAMES
from rvos_studio.networks.referring.variants import Variant

__all__ = ["OPTIONAL", "from_published", "published_names"]

_CLASSES = "class_embed.0.bias"
_CLUSTER, _CLUSTER_ELSEWHERE = "voc.", "vita."
"""How the names of one part begin, here and in a second release."""


def from_published(variant: Variant, state: Mapping[str, Tensor]) -> Soc:
    """For inference, with a published state; `RuntimeError` if names or shapes differ.

    The state says how many classes there are.
    """
    if _CLASSES in state:
        variant = replace(variant, classes=len(state[_CLASSES]))
    with torch.device("meta"):
        network = Soc(variant)
    ours = {theirs: name for name, theirs in published_names(variant).items()}
    renamed = {}
    for name, value in state.items():
        if name.startswith(_CLUSTER_ELSEWHERE):
            name = _CLUSTER + name.removeprefix(_CLUSTER_ELSEWHERE)
        renamed[ours.get(name, name)] = value
    network.load_state_dict(renamed, assign=True)
    network.eval().requires_grad_(False)
    return network


def published_names(variant: Variant) -> dict[str, str]:
    """The name in published checkpoints of each of our parameters."""
    with torch.device("meta"):
        network = Soc(variant)
    rules: Rules = (
        *under("project_text", "txt_proj", TEXT_PROJECTION_NAMES),
        (r"fuse\.attention", "vlf.multihead_attn"),
        (r"fuse_words\.attention", "lvf.multihead_attn"),
        *under("pixel_decoder", "spatial_decoder", PLAIN_PIXEL_DECODER_NAMES),
        *under("cluster", _CLUSTER.removesuffix("."), INTERACTION_NAMES),
        *published_rules(variant),
    )
    return {name: published(name, rules) for name in network.state_dict()}
