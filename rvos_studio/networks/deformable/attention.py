"""Multi-scale deformable attention: each query looks at a few points of every map."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.deformable import gathering
from rvos_studio.networks.names import Rules
from rvos_studio.networks.onednn import Linear

DEFORMABLE_ATTENTION_NAMES: Rules = (
    (r"offsets", "sampling_offsets"),
    (r"weights", "attention_weights"),
    (r"value", "value_proj"),
    (r"output", "output_proj"),
)

Shape = tuple[int, int]
"""Rows and columns of a map."""

_AT_ONCE = 2**25
"""Values sampled at once: many frames have no room for theirs."""


@dataclass(frozen=True)
class Pyramid:
    """How maps of several scales lie one after the other in a sequence of L tokens, row by row."""

    shapes: tuple[Shape, ...]
    padding: Tensor | None = None
    """N x L, true on padding; None where there is none."""
    ratios: Tensor | None = None
    """Share of each map that is not padding, along x and y: N x levels x 2; None where all of it is."""

    @classmethod
    def of(cls, maps: Sequence[Tensor], paddings: Sequence[Tensor] | None = None) -> "Pyramid":
        """Of maps N x C x h x w and their paddings, N x h x w, right and below only."""
        shapes = tuple((one.shape[-2], one.shape[-1]) for one in maps)
        if paddings is None:
            return cls(shapes)
        ratios = [torch.stack([_share(~p[:, 0]), _share(~p[:, :, 0])], -1) for p in paddings]
        return cls(shapes, torch.cat([p.flatten(1) for p in paddings], 1), torch.stack(ratios, 1))

    @property
    def lengths(self) -> list[int]:
        """Tokens of each map."""
        return [height * width for height, width in self.shapes]

    def scaled(self, reference: Tensor) -> Tensor:
        """References, N x Q x 2 or 4 in shares of what is not padding, in shares of each map: N x Q x levels x ..."""
        if self.ratios is None:
            return reference[:, :, None].expand(-1, -1, len(self.shapes), -1)
        repeats = reference.shape[-1] // 2
        return reference[:, :, None] * self.ratios.repeat(1, 1, repeats)[:, None]

    def centres(self, like: Tensor) -> Tensor:
        """The middle of every cell as a reference for each level, N or 1 x L x levels x 2."""
        maps = []
        for level, (height, width) in enumerate(self.shapes):
            y = (torch.arange(height, device=like.device, dtype=like.dtype) + 0.5) / height
            x = (torch.arange(width, device=like.device, dtype=like.dtype) + 0.5) / width
            places = torch.stack([x.expand(height, width), y[:, None].expand(height, width)], -1)
            centres = places.flatten(0, 1)[None]
            maps.append(centres if self.ratios is None else centres / self.ratios[:, level, None])
        return self.scaled(torch.cat(maps, 1))


class DeformableAttention(nn.Module):
    """Each of `heads` looks at `points` learnt points of each of `levels` maps, around a reference."""

    def __init__(self, channels: int, heads: int, levels: int = 4, points: int = 4) -> None:
        super().__init__()
        self.heads, self.levels, self.points = heads, levels, points
        self.offsets = Linear(channels, heads * levels * points * 2)
        self.weights = Linear(channels, heads * levels * points)
        self.value = Linear(channels, channels)
        self.output = Linear(channels, channels)
        self._initialise()

    def forward(self, query: Tensor, reference: Tensor, memory: Tensor, pyramid: Pyramid) -> Tensor:
        """N x Q x C, of queries with their position, N x Q x C, in `memory`, N x L x C.

        `reference`: N or 1 x Q x levels x 2 (a point x, y) or 4 (a box: centre, width and height), 0..1 of each map.
        """
        n, queries = query.shape[:2]
        value = self.value(memory)
        if pyramid.padding is not None:
            value = value.masked_fill(pyramid.padding[..., None], 0)
        offsets = self.offsets(query).view(n, queries, self.heads, self.levels, self.points, 2)
        weights = self.weights(query).view(n, queries, self.heads, -1).softmax(-1)
        centre, box = reference[:, :, None, :, None, :2], reference[:, :, None, :, None, 2:]
        if box.shape[-1]:
            # The first offsets learnt reach `points` cells far: that is half the box.
            places = centre + offsets / self.points * box * 0.5
        else:
            cells = torch.tensor(pyramid.shapes, device=query.device, dtype=query.dtype).flip(-1)
            places = centre + offsets / cells[:, None]
        return self.output(
            sample(
                value.unflatten(-1, (self.heads, -1)),
                pyramid,
                places,
                weights.view(n, queries, self.heads, self.levels, self.points),
            )
        )

    def _initialise(self) -> None:
        """Every head begins by looking in a direction of its own, its points ever further."""
        angles = torch.arange(self.heads) * (2 * math.pi / self.heads)
        directions = torch.stack([angles.cos(), angles.sin()], -1)
        directions = directions / directions.abs().amax(-1, keepdim=True)
        steps = torch.arange(1, self.points + 1)[:, None]
        bias = directions[:, None, None] * steps.expand(self.levels, -1, -1)
        with torch.no_grad():
            self.offsets.weight.zero_()
            self.offsets.bias.copy_(bias.flatten())
            self.weights.weight.zero_()
            self.weights.bias.zero_()


def sample(value: Tensor, pyramid: Pyramid, places: Tensor, weights: Tensor) -> Tensor:
    """Weighted sums of values at places between the cells, N x Q x (heads c).

    `value`: N x L x heads x c. `places`: N x Q x heads x levels x points x 2, x before y, 0..1 from border to border
    of a map; beyond it values are zero. `weights`: N x Q x heads x levels x points.
    """
    n, _, heads, channels = value.shape
    queries, points = places.shape[1], places.shape[4]
    step = max(1, _AT_ONCE // (heads * channels * queries * points))
    if n > step:
        split = zip(value.split(step), places.split(step), weights.split(step), strict=True)
        return torch.cat([sample(v, pyramid, p, w) for v, p, w in split])
    if gathering.suits(value):
        return gathering.gathered(value, pyramid.shapes, places, weights)
    # Torch samples contiguous places four times as fast, and sums faster over an axis that is not the last.
    grids = (2 * places - 1).permute(3, 0, 2, 4, 1, 5).flatten(1, 2).to(value.dtype).contiguous()
    shares = weights.permute(3, 0, 2, 4, 1).flatten(1, 2).contiguous()
    total: Tensor | None = None
    for level, (cells, shape) in enumerate(
        zip(value.split(pyramid.lengths, 1), pyramid.shapes, strict=True)
    ):
        one = cells.permute(0, 2, 3, 1).reshape(n * heads, channels, *shape)
        found = F.grid_sample(one, grids[level], padding_mode="zeros", align_corners=False)
        found = (found * shares[level][:, None]).sum(2)
        total = found if total is None else total + found
    assert total is not None
    return total.view(n, heads * channels, queries).transpose(1, 2)


def _share(present: Tensor) -> Tensor:
    return present.sum(1) / present.shape[1]
