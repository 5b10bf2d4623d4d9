"""Queries look into maps of several scales, and each layer moves their boxes."""

from typing import NamedTuple

from torch import Tensor, nn

from rvos_studio.networks.deformable.attention import (
    DEFORMABLE_ATTENTION_NAMES,
    DeformableAttention,
    Pyramid,
)
from rvos_studio.networks.names import Rules, under
from rvos_studio.networks.transformer import Perceptron, PostNormAttention, PostNormPerceptron, plus

_LAYER_NAMES: Rules = (
    (r"self_attention\.attention", "self_attn"),
    (r"self_attention\.norm", "norm2"),
    *under("cross_attention", "cross_attn", DEFORMABLE_ATTENTION_NAMES),
    (r"cross_attention_norm", "norm1"),
    (r"perceptron\.expand", "linear1"),
    (r"perceptron\.reduce", "linear2"),
    (r"perceptron\.norm", "norm3"),
)

DEFORMABLE_DECODER_NAMES: Rules = (
    *((rf"layers\.(\d+)\.(?:{ours})", rf"layers.\1.{theirs}") for ours, theirs in _LAYER_NAMES),
    (r"box_heads", "bbox_embed"),
)
"""The names of Deformable DETR."""

_NO_INFINITY = 1e-5


class Refined(NamedTuple):
    """What one layer of a decoder answers."""

    state: Tensor
    """N x Q x C."""
    box: Tensor
    """N x Q x 4: centre x, y, width, height, 0..1 of what is not padding."""


class DeformableDecoderLayer(nn.Module):
    """Attention among the queries, then of each around its reference, then a perceptron."""

    def __init__(
        self, channels: int, heads: int, inner: int, levels: int = 4, points: int = 4
    ) -> None:
        super().__init__()
        self.self_attention = PostNormAttention(channels, heads)
        self.cross_attention = DeformableAttention(channels, heads, levels, points)
        self.cross_attention_norm = nn.LayerNorm(channels)
        self.perceptron = PostNormPerceptron(channels, inner)

    def forward(
        self,
        x: Tensor,
        position: Tensor | None,
        reference: Tensor,
        memory: Tensor,
        pyramid: Pyramid,
    ) -> Tensor:
        x = self.self_attention(x, position=position)
        y = self.cross_attention(plus(x, position), pyramid.scaled(reference), memory, pyramid)
        return self.perceptron(self.cross_attention_norm(x + y))


class DeformableDecoder(nn.Module):
    """Layers, each with a head that refines the references for the next one; no gradient goes from one to another."""

    def __init__(self, layers: int, channels: int, heads: int, inner: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            DeformableDecoderLayer(channels, heads, inner) for _ in range(layers)
        )
        self.box_heads = nn.ModuleList(Perceptron(channels, 4) for _ in range(layers))

    def forward(
        self,
        x: Tensor,
        position: Tensor | None,
        reference: Tensor,
        memory: Tensor,
        pyramid: Pyramid,
    ) -> list[Refined]:
        """One answer a layer, of queries N x Q x C in `memory`, N x L x C.

        The first `reference` may be points, N x Q x 2, or boxes, N x Q x 4.
        """
        answers = []
        for layer, head in zip(self.layers, self.box_heads, strict=True):
            x = layer(x, position, reference, memory, pyramid)
            box = refine(reference, head(x))
            answers.append(Refined(x, box))
            reference = box.detach()
        return answers


def refine(reference: Tensor, change: Tensor) -> Tensor:
    """Boxes of references, points or boxes, moved by `change`, ... x 4, in logits; a point gets its size from it."""
    logits = reference.clamp(0, 1)
    logits = (logits.clamp(min=_NO_INFINITY) / (1 - logits).clamp(min=_NO_INFINITY)).log()
    known = reference.shape[-1]
    return nn.functional.pad(logits, (0, 4 - known)).add(change).sigmoid()
