"""What others think an expression refers to: small networks begin with it and learn to correct it."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.grounding import Asked, Grounded, Grounding, scaled, silent

_HIDDEN = 32
_UNIT = 4.0
"""A logit that counts like a sure map of evidence."""
_LIMIT = 1.0
"""Logits that queries may add to what masks begin with: they decide where it is in doubt."""


class Heard(NamedTuple):
    """Evidence as a network uses it."""

    levels: list[Tensor]
    """N x c x h x w, to be added to each level's features."""
    grounded: Grounded
    """What masks begin with, and whether there is anything."""


class Evidence(nn.Module):
    """Maps of evidence, N x E x h x w, in which zero says nothing, for levels of several scales.

    At first features stay as they are, and masks begin with the evidence as far as it is trusted.
    """

    def __init__(self, maps: int, channels: Sequence[int], text: int) -> None:
        """`channels`: of each level; `text`: of a word."""
        super().__init__()
        self.grounding = Grounding(maps, text)
        self.look = nn.Conv2d(maps + 1, _HIDDEN, 3, padding=1)
        self.levels = nn.ModuleList(silent(_HIDDEN, c) for c in channels)

    def forward(
        self,
        maps: Sequence[Tensor],
        asked: Asked,
        evidence: Tensor,
        sizes: Sequence[tuple[int, int]],
    ) -> Heard:
        """For levels of these sizes, rows and columns; the rest is as `Grounding` takes it."""
        grounded: Grounded = self.grounding(maps, asked, evidence)
        said = torch.cat([evidence, grounded.coarse.detach() / _UNIT], 1)
        seen = F.relu(self.look(said))
        levels = [scaled(level(seen), size) for level, size in zip(self.levels, sizes, strict=True)]
        return Heard(levels, grounded)


def refined(begun: Tensor, logits: Tensor) -> Tensor:
    """Masks of N x Q queries: what all begin with, N x 1 x h x w, and what each adds, bounded.

    The beginning does not learn from them: it has a loss of its own, and what few steps teach queries would spoil it.
    """
    return begun.detach() + _LIMIT * torch.tanh(logits / _LIMIT)
