"""Long-term memories made ready for many looks, on a CPU.

In DeAOT's first block what a cell is bound to depends on the labels it sees, and on nothing else: all cells deep
inside an object are bound to the same. Their weights are summed before they meet those numbers, which is the same
sum with fewer products.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from rvos_studio.networks.aot.attention import Bound
from rvos_studio.networks.onednn import factor, matmul, suits

_MANY = 16
"""Cells that agree, from which on they are worth a sum of their own."""


class Folded(NamedTuple):
    """Values of cells of which many agree in their last channels: these stand at the end, those that agree together."""

    varied: Tensor
    """The first channels of every cell, a factor of products."""
    distinct: Tensor
    """The last channels, once for each cell that stands alone and then once for each run."""
    alone: int
    """Cells that agree with none, or with few."""
    runs: list[int]
    """Lengths of the runs of cells that agree."""

    def weighed(self, weights: Tensor) -> Tensor:
        """The product of 1 x L x M weights and the values."""
        alone, *runs = weights.split([self.alone, *self.runs], -1)
        sums = torch.cat([alone, *(run.sum(-1, keepdim=True) for run in runs)], -1)
        return torch.cat([matmul(weights, self.varied), matmul(sums, self.distinct)], -1)


class Lasting(NamedTuple):
    """What one block remembers, in any order of its cells."""

    key: Tensor
    """1 x M x c."""
    value: Tensor | Folded


def lasting(bound: Bound, varied: int) -> Bound | Lasting:
    """`bound`, whose values are told apart by their first `varied` channels; itself where nothing is to be gained."""
    if not suits(bound.value) or len(bound.value) != 1:
        return bound
    rows = bound.value[0, :, varied:]
    _, group, counts = rows.sum(-1).unique(return_inverse=True, return_counts=True)
    member = torch.empty_like(counts).scatter_(0, group, torch.arange(len(group)))
    agrees = (counts[group] >= _MANY) & (rows == rows[member[group]]).all(-1)
    alone = int((~agrees).sum())
    if 2 * alone > len(rows):
        return Lasting(bound.key, factor(bound.value))
    order = torch.where(agrees, group, -1).argsort(stable=True)
    of_runs, runs = group[agrees].unique(return_counts=True)
    distinct = torch.cat([rows[order[:alone]], rows[member[of_runs]]])
    value = Folded(
        factor(bound.value[:, order, :varied]), factor(distinct[None]), alone, runs.tolist()
    )
    return Lasting(bound.key[:, order], value)
