"""The code of a cell's place that AOT's self-attention adds to queries and keys."""

import math
from functools import lru_cache

import torch
from torch import Tensor

from rvos_studio.networks.aot.attention import Grid

_FREQUENCIES = 64
_TEMPERATURE = 10000.0


def sine_position(grid: Grid, like: Tensor) -> Tensor:
    """Sines and cosines of a cell's row, then of its column: 1 x L x 256, on the device of `like`.

    As in DETR (Carion et al. 2020), but places count from 0 and reach 2 pi at the last row and column.
    """
    return _sine_position(grid, str(like.device)).to(like.dtype)


@lru_cache(maxsize=8)
def _sine_position(grid: Grid, device: str) -> Tensor:
    codes = [_codes(length) for length in grid]
    rows = codes[0][:, None].expand(-1, grid.width, -1)
    columns = codes[1][None].expand(grid.height, -1, -1)
    return torch.cat([rows, columns], -1).flatten(0, 1)[None].to(device)


def _codes(length: int) -> Tensor:
    """Length x 128: sine and cosine alternate."""
    places = torch.arange(length) / (length - 1 + 1e-6) * (2 * math.pi)
    frequencies = _TEMPERATURE ** (torch.arange(_FREQUENCIES) / _FREQUENCIES)
    angles = places[:, None] / frequencies
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)
