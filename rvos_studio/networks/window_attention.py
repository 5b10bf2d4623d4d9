"""Attention within windows of a picture or a video, the core of Swin and Video Swin (Liu et al. 2021 and 2022)."""

import math
from functools import lru_cache
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

Size = tuple[int, ...]
"""Rows and columns; before them frames, where there are several."""

_MASKED = -100.0
_AT_ONCE = 2**24
"""Weights that are held at once: a long video has thousands of windows."""


class WindowAttention(nn.Module):
    """Multi-head attention among the cells of a window, with a bias learnt for every offset.

    Input and output: N x (t x) h x w x C. Shifted windows lie half a window further along every axis.
    """

    def __init__(
        self, channels: int, heads: int, window: Size, shifted: bool, shrinking: bool = False
    ) -> None:
        """With `shrinking`, a window is no longer than the map, and not shifted along an axis that it spans."""
        super().__init__()
        self.heads = heads
        self.window = window
        self.shifted = shifted
        self.shrinking = shrinking
        offsets = math.prod(2 * length - 1 for length in window)
        self.position_bias = nn.Parameter(torch.zeros(offsets, heads))
        self.qkv = nn.Linear(channels, 3 * channels)
        self.projection = nn.Linear(channels, channels)
        nn.init.trunc_normal_(self.position_bias, std=0.02)

    def forward(self, x: Tensor) -> Tensor:
        n, *size, channels = x.shape
        window, shift = self._window(tuple(size))
        tiling = _tile(tuple(size), window, shift, x.device)
        cells = math.prod(window)
        qkv = self.qkv(x).flatten(1, -2)
        # Padding is zero before this layer, so that an added cell has the values of its bias.
        added = self.qkv.bias.to(qkv.dtype).expand(n, 1, -1)
        qkv = torch.cat((qkv, added), 1).index_select(1, tiling.order)
        qkv = qkv.view(n, -1, cells, 3, self.heads, channels // self.heads)
        # Published weights of shrunken windows were learnt with the corner of the full window's table.
        offsets = _offsets(self.window, x.device)[:cells, :cells]
        bias = self.position_bias[offsets].permute(2, 0, 1)
        step = max(1, _AT_ONCE // (n * self.heads * cells**2))
        parts = [
            _attend(qkv[:, i : i + step], bias, tiling.region[i : i + step] if any(shift) else None)
            for i in range(0, qkv.shape[1], step)
        ]
        y = torch.cat(parts, 1).flatten(1, 2).index_select(1, tiling.places)
        projected: Tensor = self.projection(y.view(x.shape))
        return projected

    def _window(self, size: Size) -> tuple[Size, Size]:
        """The window on a map of this size, and how far it is shifted."""
        half = tuple(length // 2 if self.shifted else 0 for length in self.window)
        if not self.shrinking:
            return self.window, half
        pairs = list(zip(size, self.window, strict=True))
        spanned = [cells <= length for cells, length in pairs]
        return (
            tuple(min(pair) for pair in pairs),
            tuple(0 if all_of_it else h for all_of_it, h in zip(spanned, half, strict=True)),
        )


def _attend(qkv: Tensor, bias: Tensor, region: Tensor | None) -> Tensor:
    """N x windows x cells x C of N x windows x cells x 3 x heads x c; a region for each cell of shifted windows."""
    n, windows = qkv.shape[:2]
    q, k, v = qkv.flatten(0, 1).permute(2, 0, 3, 1, 4)
    bias = bias[None]
    if region is not None:
        together = region[:, None, :, None] == region[:, None, None]
        bias = (bias + torch.where(together, 0.0, _MASKED)).repeat(n, 1, 1, 1)
    y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
    return y.transpose(1, 2).flatten(2).unflatten(0, (n, windows))


@lru_cache(maxsize=4)
def _offsets(window: Size, device: torch.device) -> Tensor:
    """Number of the offset between each two cells of a window: cells x cells, the last axis fastest."""
    with torch.inference_mode(False):
        axes = torch.meshgrid(*(torch.arange(length) for length in window), indexing="ij")
        number = torch.zeros((), dtype=torch.long)
        for axis, length in zip(axes, window, strict=True):
            place = axis.flatten()
            number = number * (2 * length - 1) + (place[:, None] - place + length - 1)
        return number.to(device)


class _Tiling(NamedTuple):
    """How the cells of a map lie in its windows."""

    order: Tensor
    """The cell at every place of every window; the number of cells where the map is padded."""
    places: Tensor
    """The place of every cell in `order`."""
    region: Tensor
    """windows x cells: cells of different regions are neighbours only because the map goes round."""


@lru_cache(maxsize=12)
def _tile(size: Size, window: Size, shift: Size, device: torch.device) -> _Tiling:
    """Windows that lie `shift` cells further; the last ones continue at the first cells."""
    # Made outside inference mode, so that a later training step may use it too.
    with torch.inference_mode(False):
        count = math.prod(size)
        number = torch.arange(count).view(size)
        padding: list[int] = []
        for cells, length in zip(reversed(size), reversed(window), strict=True):
            padding += (0, -cells % length)
        number = F.pad(number, padding, value=count)
        number = number.roll([-s for s in shift], list(range(len(size))))
        region = torch.zeros((), dtype=torch.int8)
        for cells, length, moved in zip(number.shape, window, shift, strict=True):
            place = torch.arange(cells)
            seam = (place >= cells - length).to(torch.int8) + (place >= cells - moved)
            region = 3 * region[..., None] + seam
        order = _windows(number, window).flatten()
        places = order.argsort()[:count]
        return _Tiling(order.to(device), places.to(device), _windows(region, window).to(device))


def _windows(x: Tensor, window: Size) -> Tensor:
    """Cut a map, its sides multiples of those of `window`, into windows x cells."""
    axes = range(len(window))
    cut = [part for axis in axes for part in (x.shape[axis] // window[axis], window[axis])]
    x = x.reshape(cut).permute([2 * axis for axis in axes] + [2 * axis + 1 for axis in axes])
    return x.reshape(-1, math.prod(window))
