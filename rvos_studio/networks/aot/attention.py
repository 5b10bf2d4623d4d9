"""Attention over whole memories and over the neighbourhood of a cell, shared by AOT and DeAOT."""

import math
from functools import lru_cache
from typing import NamedTuple, Protocol

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.onednn import matmul

WINDOW = 15
"""Cells along each side of the neighbourhood."""
_REACH = WINDOW // 2
_TILE = 8
"""Queries along each side of a tile; all of a tile look at one patch of keys."""
_PATCH = _TILE + 2 * _REACH


class Grid(NamedTuple):
    """Rows and columns of a map; its cells stand row by row in a sequence of tokens."""

    height: int
    width: int


class Bound(NamedTuple):
    """What one block remembers of a frame whose cells are bound to objects."""

    key: Tensor
    """N x L x c."""
    value: Tensor
    """N x L x v."""


def as_map(tokens: Tensor, grid: Grid) -> Tensor:
    """N x L x C -> N x C x h x w, in `channels_last` order in memory."""
    return tokens.unflatten(1, grid).permute(0, 3, 1, 2)


def as_tokens(cells: Tensor) -> Tensor:
    """N x C x h x w -> N x L x C."""
    return cells.flatten(2).transpose(1, 2)


class Values(Protocol):
    """Values that weigh in by themselves."""

    def weighed(self, weights: Tensor) -> Tensor:
        """The product of N x L x M weights and the values, N x M x v."""
        ...


def attend(
    query: Tensor, key: Tensor, value: Tensor | Values, heads: int, block: int = 0
) -> Tensor:
    """Softmax attention of N x L x c queries over N x M x c keys with N x M x v values: N x L x v.

    With `block`, so many queries at a time: the same answer in less memory.
    """
    if block and query.shape[1] > block:
        parts = [attend(part, key, value, heads) for part in query.split(block, dim=1)]
        return torch.cat(parts, dim=1)
    if heads == 1:
        # torch has no fast way for values that are wider than keys.
        weights = matmul(query / math.sqrt(query.shape[-1]), key.mT).softmax(-1)
        return matmul(weights, value) if isinstance(value, Tensor) else value.weighed(weights)
    assert isinstance(value, Tensor)
    query, key, value = (_split(tokens, heads) for tokens in (query, key, value))
    return _join(F.scaled_dot_product_attention(query, key, value))


class LocalAttention(nn.Module):
    """Softmax attention of every cell over the 15 x 15 cells around it, with learnt relative positions.

    An offset's index is (dy + 7) * 15 + dx + 7, for a key at query + (dy, dx); there is nothing beyond
    the border. Relative positions weigh in on the logits by the unscaled query and, if `offset_values`,
    on the values too (Yang et al. 2021, section 4.3).

    The map is cut into tiles of 8 x 8 queries, each with the 22 x 22 keys that any of them may see: dense
    products of moderate size, which a CPU and a GPU both like.
    """

    def __init__(self, heads: int, channels: int, offset_values: bool) -> None:
        """`channels` of the queries, all heads together; of the values too, if `offset_values`."""
        super().__init__()
        self.heads = heads
        self.offset_keys = nn.Conv2d(channels, heads * WINDOW**2, 1, groups=heads)
        self.offset_values = (
            nn.Parameter(torch.zeros(heads, channels // heads, WINDOW**2))
            if offset_values
            else None
        )

    def forward(self, query: Tensor, key: Tensor, value: Tensor, grid: Grid) -> Tensor:
        """N x L x c queries and keys, N x L x v values, all on `grid`: N x L x v."""
        offsets = as_tokens(self.offset_keys(as_map(query, grid)))
        query = query / math.sqrt(query.shape[-1] // self.heads)
        query, offsets = (_tiles(tokens, grid, self.heads) for tokens in (query, offsets))
        key, value = (_patches(tokens, grid, self.heads) for tokens in (key, value))
        outside = _outside(grid, str(query.device)).to(query.dtype)
        weights = (_laid_out(offsets) + outside + matmul(query, key.mT)).softmax(-1)
        found = matmul(weights, value)
        if self.offset_values is not None:
            picked = _windows(weights).flatten(-2).flatten(-3, -2)
            found = found + picked @ self.offset_values.transpose(1, 2)
        return _untiled(found, grid)


def _split(tokens: Tensor, heads: int) -> Tensor:
    return tokens.unflatten(2, (heads, -1)).transpose(1, 2)


def _join(tokens: Tensor) -> Tensor:
    return tokens.transpose(1, 2).flatten(2)


def _padded(tokens: Tensor, grid: Grid, margin: int) -> Tensor:
    """N x h' x w' x C with zeros beyond the map: `margin` all round, and up to whole tiles."""
    right, below = -grid.width % _TILE, -grid.height % _TILE
    cells = tokens.unflatten(1, grid)
    return F.pad(cells, (0, 0, margin, margin + right, margin, margin + below))


def _tiles(tokens: Tensor, grid: Grid, heads: int) -> Tensor:
    """N x L x (heads * c) -> N x rows x columns of tiles x heads x 64 x c."""
    cells = _padded(tokens, grid, 0)
    cells = cells.unflatten(1, (-1, _TILE)).unflatten(3, (-1, _TILE)).unflatten(5, (heads, -1))
    return cells.permute(0, 1, 3, 5, 2, 4, 6).flatten(4, 5)


def _untiled(tiles: Tensor, grid: Grid) -> Tensor:
    """The inverse of `_tiles`, without what was added to fill the tiles."""
    cells = tiles.unflatten(4, (_TILE, _TILE)).permute(0, 1, 4, 2, 5, 3, 6)
    cells = cells.flatten(5, 6).flatten(3, 4).flatten(1, 2)
    return cells[:, : grid.height, : grid.width].flatten(1, 2)


def _patches(tokens: Tensor, grid: Grid, heads: int) -> Tensor:
    """What the queries of each tile may see: N x L x (heads * c) -> N x rows x columns x heads x 484 x c.

    Patches of a column of tiles overlap in memory.
    """
    cells = _padded(tokens, grid, _REACH).unflatten(3, (heads, -1))
    columns = cells.unfold(2, _PATCH, _TILE).permute(0, 2, 3, 1, 5, 4).contiguous()
    return columns.unfold(3, _PATCH, _TILE).permute(0, 3, 1, 2, 6, 4, 5).flatten(4, 5)


def _laid_out(offsets: Tensor) -> Tensor:
    """Numbers by offset, ... x 64 x 225, put where their keys are: ... x 64 x 484, -inf elsewhere."""
    patches = offsets.new_full((*offsets.shape[:-1], _PATCH**2), -torch.inf)
    windows = offsets.unflatten(-1, (WINDOW, WINDOW)).unflatten(-3, (_TILE, _TILE))
    _windows(patches).copy_(windows)
    return patches


def _windows(patches: Tensor) -> Tensor:
    """The numbers by offset among numbers by key, ... x 64 x 484, as a view: ... x 8 x 8 x 15 x 15."""
    sizes = (*patches.shape[:-2], _TILE, _TILE, WINDOW, WINDOW)
    # From a query to the next one its window moves by one cell, in the patch of the next query.
    down, right = _TILE * _PATCH**2 + _PATCH, _PATCH**2 + 1
    return patches.as_strided(sizes, (*patches.stride()[:-2], down, right, _PATCH, 1))


@lru_cache(maxsize=8)
def _outside(grid: Grid, device: str) -> Tensor:
    """-inf for the keys of a patch that are no cells of the map, else 0: 1 x rows x columns x 1 x 1 x 484."""
    inside = torch.ones(1, grid.height * grid.width, 1, device=device)
    return torch.zeros(()).to(device).where(_patches(inside, grid, 1) > 0, -torch.inf).mT
