"""The pixel-wise vote of binary masks, as the winners of the 5th LSVOS challenge used it (arXiv 2401.00663)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask


@dataclass(frozen=True)
class Vote:
    """Who votes, and which share of the votes a pixel needs.

    Every mask of a member casts one vote: a member that answered two expressions of an object votes twice.
    """

    members: tuple[str, ...]
    threshold: float = 0.5

    def __post_init__(self) -> None:
        if not 0 < self.threshold <= 1:
            raise BadInput(
                f"The vote's threshold is a share above 0 and at most 1; {self.threshold:g} is not."
            )


def votes_needed(votes: int, threshold: float) -> int:
    """The smallest count that reaches the share: half of 5 votes are 3, half of 6 are 3; always at least 1."""
    return max(1, math.ceil(threshold * votes - 1e-9))


def fuse(masks: Sequence[Mask], threshold: float) -> Mask:
    """Foreground where at least `threshold` of the masks are foreground. Raises `BadInput` without masks."""
    if not masks:
        raise BadInput("There is nothing to fuse: no member of the vote has a mask here.")
    height, width = masks[0].shape
    if any(mask.shape != (height, width) for mask in masks):
        raise BadInput("Masks of different sizes cannot be fused.")
    needed = votes_needed(len(masks), threshold)
    if needed == len(masks) == 1:
        return masks[0]
    count = np.zeros((height, width), np.uint16)
    for mask in masks:
        if mask:
            count += mask.array()
    return Mask.from_array(count >= needed)
