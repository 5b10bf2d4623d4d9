"""Sines and cosines of a place, in a sentence or a map, of which a part may be padding (Carion et al. 2020)."""

import math

import torch
from torch import Tensor

_TEMPERATURE = 10000.0
_NO_DIVISION_BY_ZERO = 1e-6


def sine_positions_1d(present: Tensor, channels: int) -> Tensor:
    """Codes of tokens, B x S x channels; `present`: B x S, false where a sentence is padded.

    Places count from 1 and reach 2 pi at the last token present.
    """
    place = present.float().cumsum(1)
    return _codes(place / (place[:, -1:] + _NO_DIVISION_BY_ZERO), channels)


def sine_positions_2d(present: Tensor, channels: int) -> Tensor:
    """Codes of rows, then of columns: N x channels x h x w; `present`: N x h x w, false where a map is padded.

    A cell's place is its middle; 2 pi is half a cell beyond the last one present.
    """
    present = present.float()
    row, column = present.cumsum(1), present.cumsum(2)
    row = (row - 0.5) / (row[:, -1:] + _NO_DIVISION_BY_ZERO)
    column = (column - 0.5) / (column[:, :, -1:] + _NO_DIVISION_BY_ZERO)
    half = channels // 2
    return torch.cat([_codes(row, half), _codes(column, half)], -1).permute(0, 3, 1, 2)


def _codes(turns: Tensor, channels: int) -> Tensor:
    """Sine and cosine alternate along a new last axis."""
    pairs = channels // 2
    frequencies = _TEMPERATURE ** (torch.arange(pairs, device=turns.device) / pairs)
    angles = (turns * (2 * math.pi))[..., None] / frequencies
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(-2)
