"""Plain Vision Transformer for dense prediction (Dosovitskiy et al. 2021; Li et al. 2022, "ViTDet")."""

from collections.abc import Collection

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.names import Rules

_EPSILON = 1e-6
_PATCH = 16

VIT_NAMES: Rules = (
    (r"positions", "pos_embed"),
    (r"embedding", "patch_embed.proj"),
    (r"blocks\.(\d+)\.attention_norm", r"blocks.\1.norm1"),
    (r"blocks\.(\d+)\.attention\.rows", r"blocks.\1.attn.rel_pos_h"),
    (r"blocks\.(\d+)\.attention\.columns", r"blocks.\1.attn.rel_pos_w"),
    (r"blocks\.(\d+)\.attention\.projection", r"blocks.\1.attn.proj"),
    (r"blocks\.(\d+)\.attention", r"blocks.\1.attn"),
    (r"blocks\.(\d+)\.perceptron_norm", r"blocks.\1.norm2"),
    (r"blocks\.(\d+)\.expand", r"blocks.\1.mlp.fc1"),
    (r"blocks\.(\d+)\.reduce", r"blocks.\1.mlp.fc2"),
    (r"finer", "fpn1.0"),
)
"""The names that UNINEXT's checkpoints have."""


class ViT(nn.Module):
    """A Vision Transformer and its simple feature pyramid.

    Input: normalised RGB, N x 3 x H x W, both multiples of 32. Output: three maps, N x c x H / s x W / s,
    with half the width, the width and the width as c, and s = 8, 16, 32.
    """

    def __init__(
        self,
        width: int,
        depth: int,
        heads: int,
        window: int,
        windowed: Collection[int],
        pretrained_grid: int = 14,
        largest_grid: int = 64,
    ) -> None:
        """Blocks numbered in `windowed` attend within windows of `window` cells a side, the others everywhere.

        The positions are published for square grids of so many cells a side and resized to the actual one.
        """
        super().__init__()
        self.embedding = nn.Conv2d(3, width, _PATCH, _PATCH)
        # The first position is that of a class token, which a pyramid has no use for.
        self.positions = nn.Parameter(torch.zeros(1, 1 + pretrained_grid**2, width))
        self.blocks = nn.ModuleList(
            _Block(width, heads, window, window)
            if number in windowed
            else _Block(width, heads, None, largest_grid)
            for number in range(depth)
        )
        self.finer = nn.ConvTranspose2d(width, width // 2, 2, 2)
        nn.init.trunc_normal_(self.positions, std=0.02)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        x = self.embedding(x).permute(0, 2, 3, 1)
        x = x + _resized(self.positions[:, 1:], *x.shape[1:3])
        for block in self.blocks:
            x = block(x)
        x = x.permute(0, 3, 1, 2)
        return self.finer(x), x, F.max_pool2d(x, 2)


# Inside, maps are N x h x w x C.


class _Block(nn.Module):
    def __init__(self, channels: int, heads: int, window: int | None, grid: int) -> None:
        super().__init__()
        self.window = window
        self.attention_norm = nn.LayerNorm(channels, _EPSILON)
        self.attention = _Attention(channels, heads, grid)
        self.perceptron_norm = nn.LayerNorm(channels, _EPSILON)
        self.expand = nn.Linear(channels, 4 * channels)
        self.reduce = nn.Linear(4 * channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self._attend(self.attention_norm(x))
        y: Tensor = self.reduce(F.gelu(self.expand(self.perceptron_norm(x))))
        return x + y

    def _attend(self, x: Tensor) -> Tensor:
        """Windows reach beyond the map, right and below, and what lies there is zero but attended to."""
        if self.window is None:
            attended: Tensor = self.attention(x)
            return attended
        side = self.window
        n, height, width, _ = x.shape
        x = F.pad(x, (0, 0, 0, -width % side, 0, -height % side))
        rows, columns = x.shape[1] // side, x.shape[2] // side
        x = x.unflatten(2, (columns, side)).unflatten(1, (rows, side)).transpose(2, 3)
        x = self.attention(x.flatten(0, 2)).unflatten(0, (n, rows, columns))
        return x.transpose(2, 3).flatten(3, 4).flatten(1, 2)[:, :height, :width]


class _Attention(nn.Module):
    """Multi-head attention among all cells, with a bias of the query for every offset in rows and in columns."""

    def __init__(self, channels: int, heads: int, grid: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(channels, 3 * channels)
        self.projection = nn.Linear(channels, channels)
        self.rows = nn.Parameter(torch.zeros(2 * grid - 1, channels // heads))
        self.columns = nn.Parameter(torch.zeros(2 * grid - 1, channels // heads))
        nn.init.trunc_normal_(self.rows, std=0.02)
        nn.init.trunc_normal_(self.columns, std=0.02)

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[1:3]
        qkv = self.qkv(x).flatten(1, 2).unflatten(2, (3, self.heads, -1))
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        # Offsets weigh in by the unscaled query.
        cells = q.unflatten(2, (height, width))
        down = torch.einsum("nhyxc,yuc->nhyxu", cells, _offsets(self.rows, height).to(q.dtype))
        right = torch.einsum("nhyxc,xwc->nhyxw", cells, _offsets(self.columns, width).to(q.dtype))
        bias = (down[..., :, None] + right[..., None, :]).flatten(4).flatten(2, 3)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        y = y.transpose(1, 2).flatten(2).unflatten(1, (height, width))
        projected: Tensor = self.projection(y)
        return projected


def _resized(positions: Tensor, height: int, width: int) -> Tensor:
    """1 x side^2 x C, on a square grid -> 1 x height x width x C."""
    side = round(positions.shape[1] ** 0.5)
    square = positions.unflatten(1, (side, side))
    if (height, width) == (side, side):
        return square
    stretched = F.interpolate(square.permute(0, 3, 1, 2), (height, width), mode="bicubic")
    return stretched.permute(0, 2, 3, 1)


def _offsets(table: Tensor, size: int) -> Tensor:
    """The row of `table` for every query (from 0) and key along one side: size x size x c.

    A table for another size is stretched or shrunk to this one's 2 * size - 1 offsets.
    """
    count = 2 * size - 1
    if len(table) != count:
        table = F.interpolate(table.T[None], count, mode="linear")[0].T
    place = torch.arange(size, device=table.device)
    return table[place[:, None] - place + size - 1]
