"""Swin Transformer for pictures (Liu et al. 2021), any number of stages."""

from collections.abc import Sequence
from functools import lru_cache

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
        self.window = window
        self.shift = shift
        self.attention_norm = nn.LayerNorm(channels)
        self.attention = _WindowAttention(channels, heads, window)
        self.perceptron_norm = nn.LayerNorm(channels)
        self.expand = nn.Linear(channels, 4 * channels)
        self.reduce = nn.Linear(4 * channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self._attend(self.attention_norm(x))
        y: Tensor = self.reduce(F.gelu(self.expand(self.perceptron_norm(x))))
        return x + y

    def _attend(self, x: Tensor) -> Tensor:
        n, height, width, channels = x.shape
        window, shift = self.window, self.shift
        # Padding comes after the norm, so the added cells are keys like any other.
        x = F.pad(x, (0, 0, 0, -width % window, 0, -height % window))
        mask = None
        if shift:
            x = x.roll((-shift, -shift), (1, 2))
            mask = _shift_mask(x.shape[1], x.shape[2], window, shift, x.device)
        rows, columns = x.shape[1] // window, x.shape[2] // window
        x = x.view(n, rows, window, columns, window, channels).transpose(2, 3)
        x = self.attention(x.reshape(n, rows * columns, window * window, channels), mask)
        x = x.view(n, rows, columns, window, window, channels).transpose(2, 3)
        x = x.reshape(n, rows * window, columns * window, channels)
        if shift:
            x = x.roll((shift, shift), (1, 2))
        return x[:, :height, :width]


class _WindowAttention(nn.Module):
    """Multi-head attention among the cells of a window, with a bias learnt for every offset."""

    offsets: Tensor

    def __init__(self, channels: int, heads: int, window: int) -> None:
        super().__init__()
        self.heads = heads
        self.position_bias = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        self.qkv = nn.Linear(channels, 3 * channels)
        self.projection = nn.Linear(channels, channels)
        self.register_buffer("offsets", _offsets(window), persistent=False)
        nn.init.trunc_normal_(self.position_bias, std=0.02)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """`x`: N x windows x cells x C; `mask`: windows x 1 x cells x cells, added to the logits."""
        n, windows, cells, channels = x.shape
        q, k, v = (
            self.qkv(x)
            .view(n * windows, cells, 3, self.heads, channels // self.heads)
            .permute(2, 0, 3, 1, 4)
        )
        bias = self.position_bias[self.offsets].permute(2, 0, 1)[None]
        if mask is not None:
            bias = (bias + mask).repeat(n, 1, 1, 1)
        x = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        projected: Tensor = self.projection(x.transpose(1, 2).reshape(n, windows, cells, channels))
        return projected


def _offsets(window: int) -> Tensor:
    """Number of the offset between each two cells of a window: cells x cells, rows first."""
    row, column = torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij")
    row, column = row.flatten(), column.flatten()
    span = 2 * window - 1
    return (row[:, None] - row + window - 1) * span + (column[:, None] - column + window - 1)


@lru_cache(maxsize=16)
def _shift_mask(height: int, width: int, window: int, shift: int, device: torch.device) -> Tensor:
    """Keeps cells apart that a shifted window brings together from opposite borders.

    windows x 1 x cells x cells: 0 between neighbours, `_MASKED` between others.
    """
    # Made outside inference mode, so that a later training step may use it too.
    with torch.inference_mode(False):
        row, column = (
            (torch.arange(size) >= size - window).int() + (torch.arange(size) >= size - shift).int()
            for size in (height, width)
        )
        region = row[:, None] * 3 + column
        cells = region.view(height // window, window, width // window, window)
        cells = cells.transpose(1, 2).reshape(-1, 1, window * window)
        apart = cells[..., :, None] != cells[..., None, :]
        return torch.where(apart, _MASKED, 0.0).to(device)
