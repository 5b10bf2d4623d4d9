"""The second of two stages: queries that know their boxes look around there (Zhang et al. 2023, "DINO")."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.deformable.attention import Pyramid
from rvos_studio.networks.deformable.decoder import (
    DEFORMABLE_DECODER_NAMES,
    DeformableDecoderLayer,
    refine,
)
from rvos_studio.networks.names import Rules, under
from rvos_studio.networks.transformer import Perceptron

DECODER_NAMES: Rules = (
    (r"content", "transformer.tgt_embed.weight"),
    (r"position_expand", "transformer.decoder.ref_point_head.layers.0"),
    (r"position_reduce", "transformer.decoder.ref_point_head.layers.1"),
    (r"box_heads", "bbox_embed"),
    *under("", "transformer.decoder", DEFORMABLE_DECODER_NAMES),
)
"""The names that UNINEXT's checkpoints have."""

_TEMPERATURE = 10000.0


class Decoded(NamedTuple):
    """What became of the queries."""

    state: Tensor
    """N x Q x C."""
    reference: Tensor
    """N x Q x 4, where the last layer looked: centre x, y, width, height, 0..1 of what is not padding."""
    box: Tensor
    """N x Q x 4, likewise, as the last layer moved them."""


class Decoder(nn.Module):
    """Layers of queries; each moves its box, which gives it its position in the next layer.

    The k-th best proposal gets the k-th of `queries` learnt contents: nothing of the proposal but its box.
    """

    def __init__(self, layers: int, channels: int, heads: int, inner: int, queries: int) -> None:
        super().__init__()
        self.content = nn.Parameter(torch.randn(queries, channels))
        self.position_expand = nn.Linear(2 * channels, channels)
        self.position_reduce = nn.Linear(channels, channels)
        self.layers = nn.ModuleList(
            DeformableDecoderLayer(channels, heads, inner) for _ in range(layers)
        )
        self.box_heads = nn.ModuleList(Perceptron(channels, 4) for _ in range(layers))

    def forward(self, box: Tensor, memory: Tensor, pyramid: Pyramid) -> Decoded:
        """From boxes N x Q x 4 in rank order, Q at most `queries`, in `memory`, N x L x C."""
        *_, last = self.every(box, memory, pyramid)
        return last

    def every(self, box: Tensor, memory: Tensor, pyramid: Pyramid) -> Iterator[Decoded]:
        """Likewise, what became of the queries in each layer."""
        x = self.content[: box.shape[1]].expand(len(box), -1, -1)
        reference = box
        for layer, head in zip(self.layers, self.box_heads, strict=True):
            x = layer(x, self._position(reference, pyramid), reference, memory, pyramid)
            change = head(x)
            # What a layer answers teaches the box head before it too, and no layer further back.
            yield Decoded(x, box, refine(box, change))
            box = refine(reference, change)
            reference = box.detach()

    def _position(self, reference: Tensor, pyramid: Pyramid) -> Tensor:
        # In shares of the first map, padding included.
        codes = box_codes(pyramid.scaled(reference)[:, :, 0], self.content.shape[1] // 2)
        position: Tensor = self.position_reduce(F.relu(self.position_expand(codes)))
        return position


def box_codes(box: Tensor, channels: int) -> Tensor:
    """Sines and cosines of centre x, y, width, height: ... x 4 -> ... x 4 `channels`, with y first."""
    pairs = channels // 2
    frequencies = _TEMPERATURE ** (torch.arange(pairs, device=box.device) / pairs)
    x, y, width, height = box.unbind(-1)
    angles = torch.stack([y, x, width, height], -1)[..., None] * (2 * math.pi) / frequencies
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(-3)
