"""What others think an expression refers to: small networks begin with it and learn to correct it."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

_HIDDEN = 32
_FIRST_TRUST = (0.5, 0.0, 0.25, 0.0)
"""How much of each map the masks begin with."""


class Heard(NamedTuple):
    """Evidence as a network uses it."""

    levels: list[Tensor]
    """N x c x h x w, to be added to each level's features."""
    prior: Tensor
    """N x 1 x h x w, to be added to the logits of masks."""


class Evidence(nn.Module):
    """Maps of evidence, N x E x h x w, in which zero says nothing, for levels of several scales.

    At first features stay as they are, and masks begin with the evidence as far as it is trusted.
    """

    def __init__(self, maps: int, channels: Sequence[int]) -> None:
        """`channels`: of each level."""
        super().__init__()
        self.look = nn.Conv2d(maps, _HIDDEN, 3, padding=1)
        self.levels = nn.ModuleList(_silent(c) for c in channels)
        trust = [*_FIRST_TRUST, *[0.0] * maps][:maps]
        self.trust = nn.Parameter(torch.tensor(trust))

    def forward(
        self, evidence: Tensor, sizes: Sequence[tuple[int, int]], masks: tuple[int, int]
    ) -> Heard:
        """For levels and masks of these sizes, rows and columns."""
        seen = F.relu(self.look(evidence))
        levels = [scaled(level(seen), size) for level, size in zip(self.levels, sizes, strict=True)]
        prior = (evidence * self.trust[:, None, None]).sum(1, keepdim=True)
        return Heard(levels, scaled(prior, masks))


def _silent(channels: int) -> nn.Conv2d:
    level = nn.Conv2d(_HIDDEN, channels, 1)
    nn.init.zeros_(level.weight)
    assert level.bias is not None
    nn.init.zeros_(level.bias)
    return level


def scaled(maps: Tensor, size: tuple[int, int]) -> Tensor:
    """N x C x h x w at another size: means of cells where it is smaller, between them where it is larger."""
    if size[0] < maps.shape[-2]:
        return F.adaptive_avg_pool2d(maps, size)
    return F.interpolate(maps, size, mode="bilinear", align_corners=False)
