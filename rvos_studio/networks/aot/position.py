"""The code of a cell's place that AOT's self-attention adds to queries and keys."""

import math
from functools import lru_cache

import torch
from torch import Tensor

from rvos_studio.networks.aot.attention import Grid

_TEMPERATURE = 10000.0


def sine_position(grid: Grid, like: Tensor, channels: int = 256) -> Tensor:
    """Sines and cosines of a cell's row, then of its column: 1 x L x C, on the device of `like`.

    As in DETR (Carion et al. 2020), but places count from 0 and reach 2 pi at the last row and column.
    """
    return _sine_position(grid, str(like.device), channels // 4).to(like.dtype)


@lru_cache(maxsize=8)
def _sine_position(grid: Grid, device: str, frequencies: int) -> Tensor:
    codes = [_codes(length, frequencies) for length in grid]
    rows = codes[0][:, None].expand(-1, grid.width, -1)
    columns = codes[1][None].expand(grid.height, -1, -1)
    return torch.cat([rows, columns], -1).flatten(0, 1)[None].to(device)


def _codes(length: int, frequencies: int) -> Tensor:
    """Length x (2 frequencies): sine and cosine alternate."""
    places = torch.arange(length) / (length - 1 + 1e-6) * (2 * math.pi)
    periods = _TEMPERATURE ** (torch.arange(frequencies) / frequencies)
    angles = places[:, None] / periods
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)
