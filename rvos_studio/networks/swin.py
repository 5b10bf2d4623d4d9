"""Swin Transformer for pictures (Liu et al. 2021), any number of stages."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.names import Rules

SWIN_NAMES: Rules = (
    (r"embedding\.projection", "patch_embed.proj"),
    (r"embedding\.norm", "patch_embed.norm"),
    (r"stages\.(\d+)\.(\d+)\.attention_norm", r"layers.\1.blocks.\2.norm1"),
    (
        r"stages\.(\d+)\.(\d+)\.attention\.position_bias",
        r"layers.\1.blocks.\2.attn.relative_position_bias_table",
    ),
    (r"stages\.(\d+)\.(\d+)\.attention\.projection", r"layers.\1.blocks.\2.attn.proj"),
    (r"stages\.(\d+)\.(\d+)\.attention", r"layers.\1.blocks.\2.attn"),
    (r"stages\.(\d+)\.(\d+)\.perceptron_norm", r"layers.\1.blocks.\2.norm2"),
    (r"stages\.(\d+)\.(\d+)\.expand", r"layers.\1.blocks.\2.mlp.fc1"),
    (r"stages\.(\d+)\.(\d+)\.reduce", r"layers.\1.blocks.\2.mlp.fc2"),
    (r"mergings\.(\d+)", r"layers.\1.downsample"),
    (r"output_norms\.(\d+)", r"norm\1"),
)
"""The names of the authors, which published checkpoints have."""

SWIN_OPTIONAL = (r"layers\.\d+\.blocks\.\d+\.attn\.relative_position_index",)
"""Regular expressions for published names that are not loaded: the network counts for itself."""

_PATCH = 4
_MASKED = -100.0


class Swin(nn.Module):
    """Swin with one stage for every entry of `depths` (blocks) and `heads`.

    Input: normalised RGB, N x 3 x H x W, any size. Output: one map a stage, N x c x h x w, with `width`
    channels and 4 pixels a cell in the first; each stage has twice the channels and half the size,
    rounded up, of the one before.
    """

    def __init__(
        self, width: int, depths: Sequence[int], heads: Sequence[int], window: int
    ) -> None:
        super().__init__()
        channels = [width * 2**stage for stage in range(len(depths))]
        self.embedding = _Embedding(width)
        self.stages = nn.ModuleList(
            nn.Sequential(
                *(_Block(c, count, window, window // 2 * (block % 2)) for block in range(depth))
            )
            for c, depth, count in zip(channels, depths, heads, strict=True)
        )
        self.mergings = nn.ModuleList(_Merging(c) for c in channels[:-1])
        self.output_norms = nn.ModuleList(nn.LayerNorm(c) for c in channels)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        x = self.embedding(x)
        maps = []
        for number, (stage, norm) in enumerate(zip(self.stages, self.output_norms, strict=True)):
            if number > 0:
                x = self.mergings[number - 1](x)
            x = stage(x)
            maps.append(norm(x).permute(0, 3, 1, 2))
        return tuple(maps)


# Inside, maps are N x h x w x C.


class _Embedding(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.projection = nn.Conv2d(3, width, _PATCH, _PATCH)
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        x = F.pad(x, (0, -width % _PATCH, 0, -height % _PATCH))
        embedded: Tensor = self.norm(self.projection(x).permute(0, 2, 3, 1))
        return embedded


class _Merging(nn.Module):
    """Four cells become one of twice the channels."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(4 * channels)
        self.reduction = nn.Linear(4 * channels, 2 * channels, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[1:3]
        x = F.pad(x, (0, 0, 0, width % 2, 0, height % 2))
        corners = [x[:, row::2, column::2] for column in (0, 1) for row in (0, 1)]
        merged: Tensor = self.reduction(self.norm(torch.cat(corners, -1)))
        return merged


class _Block(nn.Module):
    """Attention within windows, which lie `shift` cells further right and below, then a perceptron."""

    def __init__(self, channels: int, heads: int, window: int, shift: int) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(channels)
        self.attention = _WindowAttention(channels, heads, window, shift)
        self.perceptron_norm = nn.LayerNorm(channels)
        self.expand = nn.Linear(channels, 4 * channels)
        self.reduce = nn.Linear(4 * channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.attention_norm(x))
        y: Tensor = self.reduce(F.gelu(self.expand(self.perceptron_norm(x))))
        return x + y


class _WindowAttention(nn.Module):
    """Multi-head attention among the cells of a window, with a bias learnt for every offset."""

    def __init__(self, channels: int, heads: int, window: int, shift: int) -> None:
        super().__init__()
        self.heads = heads
        self.window = window
        self.shift = shift
        self.position_bias = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        self.qkv = nn.Linear(channels, 3 * channels)
        self.projection = nn.Linear(channels, channels)
        nn.init.trunc_normal_(self.position_bias, std=0.02)

    def forward(self, x: Tensor) -> Tensor:
        n, height, width, channels = x.shape
        tiling = _tile(height, width, self.window, self.shift, x.device)
        cells = self.window**2
        qkv = self.qkv(x).flatten(1, 2)
        # Padding is zero before this layer, so that an added cell has the values of its bias.
        added = self.qkv.bias.to(qkv.dtype).expand(n, 1, -1)
        qkv = torch.cat((qkv, added), 1).index_select(1, tiling.order)
        q, k, v = qkv.view(-1, cells, 3, self.heads, channels // self.heads).permute(2, 0, 3, 1, 4)
        bias = self.position_bias[_offsets(self.window, x.device)].permute(2, 0, 1)[None]
        if tiling.apart is not None:
            bias = (bias + tiling.apart).repeat(n, 1, 1, 1)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        y = y.transpose(1, 2).reshape(n, -1, channels).index_select(1, tiling.places)
        projected: Tensor = self.projection(y.view(n, height, width, channels))
        return projected


@lru_cache(maxsize=4)
def _offsets(window: int, device: torch.device) -> Tensor:
    """Number of the offset between each two cells of a window: cells x cells, rows first."""
    with torch.inference_mode(False):
        row, column = torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij")
        row, column = row.flatten(), column.flatten()
        span = 2 * window - 1
        offsets = (row[:, None] - row + window - 1) * span + (column[:, None] - column + window - 1)
        return offsets.to(device)


class _Tiling(NamedTuple):
    """How the cells of a map lie in its windows."""

    order: Tensor
    """The cell at every place of every window; the number of cells where the map is padded."""
    places: Tensor
    """The place of every cell in `order`."""
    apart: Tensor | None
    """windows x 1 x cells x cells, for shifted windows: `_MASKED` between cells that are no neighbours, else 0."""


@lru_cache(maxsize=12)
def _tile(height: int, width: int, window: int, shift: int, device: torch.device) -> _Tiling:
    """Windows that lie `shift` cells further right and below; the last ones continue at the first cells."""
    # Made outside inference mode, so that a later training step may use it too.
    with torch.inference_mode(False):
        number = torch.arange(height * width).view(height, width)
        padding = (0, -width % window, 0, -height % window)
        number = F.pad(number, padding, value=height * width).roll((-shift, -shift), (0, 1))
        order = _windows(number, window).flatten()
        places = order.argsort()[: height * width]
        apart = None
        if shift:
            row, column = (
                (torch.arange(n) >= n - window).int() + (torch.arange(n) >= n - shift).int()
                for n in number.shape
            )
            region = _windows(3 * row[:, None] + column, window)
            apart = torch.where(region[:, None, :, None] == region[:, None, None], 0.0, _MASKED)
            apart = apart.to(device)
        return _Tiling(order.to(device), places.to(device), apart)


def _windows(x: Tensor, window: int) -> Tensor:
    """Cut an h x w map, both multiples of `window`, into windows x cells."""
    height, width = x.shape
    x = x.view(height // window, window, width // window, window)
    return x.transpose(1, 2).reshape(-1, window * window)
