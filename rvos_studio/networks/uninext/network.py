"""A whole UNINEXT: both encoders, fusion, proposals, decoder, masks, and the choice of one query a frame."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.deformable.attention import Pyramid
from rvos_studio.networks.deformable.encoder import DEFORMABLE_ENCODER_NAMES, DeformableEncoder
from rvos_studio.networks.evidence import Evidence, refined
from rvos_studio.networks.frozen_norm import fold_norms
from rvos_studio.networks.grounding import Asked, Grounded
from rvos_studio.networks.names import Rules, published, under
from rvos_studio.networks.positions import sine_positions_2d
from rvos_studio.networks.uninext.decoder import DECODER_NAMES, Decoded, Decoder
from rvos_studio.networks.uninext.encoders import (
    ENCODER_CHANNELS,
    ENCODER_NAMES,
    build_encoder,
)
from rvos_studio.networks.uninext.fusion import FUSION_NAMES, EarlyFusion
from rvos_studio.networks.uninext.language import Bert
from rvos_studio.networks.uninext.masks import MASKS_NAMES, Masks
from rvos_studio.networks.uninext.proposals import PROPOSALS_NAMES, Proposals
from rvos_studio.networks.uninext.variants import Variant

MATCH_NAMES: Rules = (
    (r"project", "dot_product_projection_text"),
    (r"text_bias", "bias_lang"),
    (r"bias", "bias0"),
    (r"log_scale", "log_scale"),
)
"""The names that UNINEXT's checkpoints have, of one layer's."""

LEVELS = 4
_GROUPS = 32


@dataclass(frozen=True)
class Encoded:
    """What the network computes of frames before it knows of any expression."""

    tokens: Tensor
    """N x L x C, of all maps."""
    position: Tensor
    """1 x L x C."""
    pyramid: Pyramid
    size: tuple[int, int]
    """Rows and columns of the frames that are not padding."""
    maps: tuple[Tensor, ...] = ()
    """Where a network hears evidence: all maps as they came."""


@dataclass(frozen=True)
class Fused:
    """Frames and an expression that know of each other."""

    memory: Tensor
    """N x L x C."""
    words: Tensor
    """N x S x text channels."""
    encoded: Encoded
    present: Tensor | None = None
    """N x S, false after the end of shorter sentences; None where all are equally long."""
    grounded: Grounded | None = None
    """Logits that all masks begin with."""


@dataclass(frozen=True)
class Answer:
    """The query that suits the expression best, on each of N frames."""

    query: Tensor
    """N: its rank among the proposals."""
    score: Tensor
    """N, 0..1; there is always a query, however low it is."""
    box: Tensor
    """N x 4: centre x, y, width, height, 0..1 of what is not padding."""
    logits: Tensor
    """N x h x w, of its mask, 4 pixels of the input a cell."""


class Network(nn.Module):
    """One variant, with random weights until a state is loaded.

    Frames are answered one by one: nothing goes from one to another.
    """

    def __init__(self, variant: Variant) -> None:
        super().__init__()
        size = variant.size
        self.variant = variant
        if not variant.lite:
            self.language = Bert(size.text, size.text_layers, size.text_heads, size.words)
            self.encoder = build_encoder(variant.encoder)
        channels = ENCODER_CHANNELS[variant.encoder]
        self.projections = nn.ModuleList(
            _projection(inputs, size.channels, 1) for inputs in channels
        )
        self.projections.append(_projection(channels[-1], size.channels, 3))
        self.level_codes = nn.Parameter(torch.randn(LEVELS, size.channels))
        self.fusion = EarlyFusion(size.channels, size.text, size.fused, size.heads)
        self.look_around = DeformableEncoder(
            size.encoder_layers or size.layers,
            size.channels,
            size.heads,
            size.inner,
            size.points,
        )
        self.propose = Proposals(size.channels)
        self.decoder = Decoder(size.layers, size.channels, size.heads, size.inner, size.queries)
        self.match = Match(size.channels, size.text)
        self.overlap = nn.Linear(size.channels, 1)
        self.masks = Masks(size.channels)
        if variant.lite:
            self.evidence = Evidence(variant.evidence, (size.channels,) * LEVELS, size.text)
            self.masks.begin_alike()
            # Most cells propose nothing.
            nn.init.constant_(self.propose.logit.bias, -math.log(99))

    @classmethod
    def from_published(cls, variant: Variant, state: Mapping[str, Tensor]) -> "Network":
        """For inference, with a published state; `RuntimeError` if names or shapes differ.

        Frozen norms are folded into their convolutions, so its own parameters have other names.
        """
        with torch.device("meta"):
            network = cls(variant)
        ours = {theirs: name for name, theirs in published_names(variant).items()}
        renamed = {ours.get(name, name): value for name, value in state.items()}
        network.load_state_dict(renamed, assign=True)
        fold_norms(network.eval().requires_grad_(False))
        return network

    def read(self, tokens: Tensor) -> Tensor:
        """What is known of the words of an expression: 1 x S ids, 1 x S x text channels."""
        words: Tensor = self.language(tokens)
        return words

    def encode(self, pictures: Tensor, size: tuple[int, int] | None = None) -> Encoded:
        """Of normalised RGB, N x 3 x H x W, multiples of `encoder.multiple`.

        Only `size` rows and columns of them, all if it is None, are pictures; zeros follow right and below.
        """
        whole = (pictures.shape[-2], pictures.shape[-1])
        return self.take(self.encoder(pictures), whole, size)

    def take(
        self, maps: Sequence[Tensor], whole: tuple[int, int], size: tuple[int, int] | None = None
    ) -> Encoded:
        """Of an encoder's maps of pictures of `whole` rows and columns, of which `size` are no padding.

        Where a network hears evidence another map comes first, of 4 pixels a cell.
        """
        kept: tuple[Tensor, ...] = ()
        if self.variant.lite:
            kept, maps = tuple(maps), maps[1:]
        # The coarsest map is made of the one before as it was before its projection.
        projected = [
            project(one) for project, one in zip(self.projections, (*maps, maps[-1]), strict=True)
        ]
        size = size or whole
        present = torch.zeros(1, *whole, dtype=torch.bool, device=projected[0].device)
        present[:, : size[0], : size[1]] = True
        presents = [_shrunk(present, one) for one in projected[:-1]]
        presents.append(_shrunk(presents[0], projected[-1]))
        position = [
            _tokens(sine_positions_2d(one, len(code))) + code
            for one, code in zip(presents, self.level_codes, strict=True)
        ]
        return Encoded(
            torch.cat([_tokens(one) for one in projected], 1),
            torch.cat(position, 1),
            Pyramid.of(projected, None if size == whole else [~one for one in presents]),
            size,
            kept,
        )

    def fuse(
        self,
        encoded: Encoded,
        words: Tensor,
        present: Tensor | None = None,
        evidence: Tensor | None = None,
        frames: int = 1,
    ) -> Fused:
        """Frames with what `read` knows of an expression, or of one a frame: 1 or N x S x text channels.

        `present`: N x S, false after the end of shorter ones. `evidence`: N x E x h x w, of each frame.
        So many `frames` one after the other are of one clip, which only evidence heeds.
        """
        words = words.expand(len(encoded.tokens), -1, -1)
        tokens, grounded = encoded.tokens, None
        if evidence is not None:
            asked = Asked(words, present, frames)
            heard = self.evidence(encoded.maps, asked, evidence, encoded.pyramid.shapes)
            tokens = tokens + torch.cat([_tokens(one) for one in heard.levels], 1)
            grounded = heard.grounded
        tokens, words = self.fusion(tokens, words, present)
        memory = self.look_around(tokens, encoded.position, encoded.pyramid)
        return Fused(memory, words, encoded, present, grounded)

    def decode(self, fused: Fused, cells: Tensor | None = None) -> Decoded:
        """The queries of the best proposals, or of those of `cells`, N x Q, in this order."""
        pyramid = fused.encoded.pyramid
        proposed = self.propose(fused.memory, pyramid)
        if cells is None:
            cells = proposed.best(self.variant.size.queries)
        return self.decoder(proposed.boxes(cells), fused.memory, pyramid)

    def scores(self, fused: Fused, decoded: Decoded) -> Tensor:
        """N x Q, 0..1: mean of how well a query suits the expression and how well its mask is expected to fit."""
        suits = self.match(decoded.state, fused.words, fused.present).sigmoid()
        fits = self.overlap(decoded.state).squeeze(2).sigmoid()
        return (suits * fits).sqrt()

    def mask_features(self, fused: Fused) -> Tensor:
        """What the masks of all queries are made of: N x 8 x h x w, 8 pixels of the input a cell."""
        pyramid = fused.encoded.pyramid
        tokens = fused.memory.split(pyramid.lengths, 1)
        fine, middle, coarse = (
            part.mT.unflatten(2, shape)
            for part, shape in zip(tokens[:3], pyramid.shapes[:3], strict=True)
        )
        return self.masks.shared(fine, middle, coarse)

    def mask_logits(self, fused: Fused, decoded: Decoded, queries: Tensor) -> Tensor:
        """Logits of the masks of `queries`, N x K ranks: N x K x h x w, 4 pixels of the input a cell."""
        height, width = fused.encoded.size
        centre = _chosen(decoded.reference, queries)[..., :2]
        centre = centre * centre.new_tensor([width, height])
        logits = self.masks.logits(
            self.mask_features(fused), _chosen(decoded.state, queries), centre
        )
        return logits if fused.grounded is None else refined(fused.grounded.fine, logits)

    def choose(self, fused: Fused, decoded: Decoded) -> Answer:
        """Only the best query gets a mask."""
        score, query = self.scores(fused, decoded).max(1)
        best = query[:, None]
        return Answer(
            query,
            score,
            _chosen(decoded.box, best)[:, 0],
            self.mask_logits(fused, decoded, best)[:, 0],
        )

    def forward(self, encoded: Encoded, words: Tensor) -> Answer:
        """Answer one expression, as `read` knows it, on encoded frames."""
        fused = self.fuse(encoded, words)
        return self.choose(fused, self.decode(fused))


class Match(nn.Module):
    """How well each query suits an expression, by the mean of its fused words (Li et al. 2022, "GLIP")."""

    def __init__(self, channels: int, text: int) -> None:
        super().__init__()
        self.project = nn.Linear(text, channels)
        self.text_bias = nn.Parameter(torch.zeros(text))
        self.bias = nn.Parameter(torch.full((1,), -math.log(99)))
        self.log_scale = nn.Parameter(torch.zeros(1))

    def forward(self, state: Tensor, words: Tensor, present: Tensor | None = None) -> Tensor:
        """Logits, N x Q, of queries N x Q x C and words N x S x text; `present`: N x S, none counts that is not."""
        if present is not None:
            words = words * present[..., None]  # their mean is only asked for its direction
        sentence = F.normalize(words.mean(1, keepdim=True), dim=2)
        # Halved for the comparison and not for the bias: so it was trained.
        alike = (state @ self.project(sentence / 2).mT).squeeze(2)
        return alike / self.log_scale.exp() + sentence @ self.text_bias + self.bias


def _projection(inputs: int, outputs: int, kernel: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, 1 if kernel == 1 else 2, kernel // 2),
        nn.GroupNorm(min(_GROUPS, outputs // 2), outputs),
    )


def _tokens(cells: Tensor) -> Tensor:
    return cells.flatten(2).mT


def _shrunk(present: Tensor, to: Tensor) -> Tensor:
    return F.interpolate(present[None].float(), to.shape[-2:], mode="nearest")[0].bool()


def _chosen(of_queries: Tensor, queries: Tensor) -> Tensor:
    return of_queries.gather(1, queries[..., None].expand(-1, -1, of_queries.shape[2]))


def published_names(variant: Variant) -> dict[str, str]:
    """The name in published checkpoints of each of our parameters."""
    with torch.device("meta"):
        network = Network(variant)
    rules: Rules = (
        (r"language\.model", "text_encoder.body.model"),
        *under("encoder.network", "detr.detr.backbone.0.backbone", ENCODER_NAMES[variant.encoder]),
        (r"projections", "detr.detr.input_proj"),
        (r"level_codes", "detr.detr.transformer.level_embed"),
        *under("fusion", "detr.detr.transformer.encoder.vl_layers.0.b_attn", FUSION_NAMES),
        *under("look_around", "detr.detr.transformer.encoder", DEFORMABLE_ENCODER_NAMES),
        *under("propose", "detr.detr", PROPOSALS_NAMES),
        *under("decoder", "detr.detr", DECODER_NAMES),
        *under("match", "detr.detr.class_embed.5", MATCH_NAMES),
        (r"overlap", "detr.detr.iou_head.5"),
        *under("masks", "detr", MASKS_NAMES),
    )
    return {name: published(name, rules) for name in network.state_dict()}


OPTIONAL: tuple[str, ...] = (
    # Said twice: the names without `decoder` count.
    r"detr\.detr\.transformer\.decoder\.(class|bbox)_embed\..*",
    # Answers of layers but the last, which only training asks for.
    r"detr\.detr\.(class_embed|iou_head)\.[0-4]\..*",
    # Other tasks: tracking, an object given on a first frame.
    r"detr\.detr\.ref_backbone\..*",
    r"detr\.(sot_fuser|adjust_layer|reid_embed_head)\..*",
    # Of the sentence as a whole, multiplied by zero.
    r"detr\.(detr\.transformer\.)?resizer\..*",
    r"criterion\._iter",
    r"text_encoder\.body\.model\.embeddings\.position_ids",
)
"""Regular expressions for published names that nothing here depends on."""
