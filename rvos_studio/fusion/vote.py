"""The pixel-wise vote of models, as the winners of the 5th LSVOS challenge used it (arXiv 2401.00663), and more."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import msgspec
import numpy as np

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask


class Mode(StrEnum):
    """What is counted at a pixel."""

    VOTES = "votes"
    """Masks that have it: enough of them make it foreground."""
    MEAN = "mean"
    """Probability: foreground where the mean is above the threshold."""


class Range(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Frames on which others take part than elsewhere: 'frames 40-72: SOC only'."""

    first: int
    last: int
    """Belongs to the range, too."""
    members: tuple[str, ...]
    weights: tuple[float, ...] = ()
    threshold: float | None = None
    """As elsewhere if not given."""


@dataclass(frozen=True)
class Vote:
    """Who votes, and which share of the votes a pixel needs.

    Every mask of a member casts one vote: a member that answered two expressions of an object votes twice.
    """

    members: tuple[str, ...]
    threshold: float = 0.5
    weights: tuple[float, ...] = ()
    """What a vote of each member counts, in the order of the members; none given: 1."""
    mode: Mode = Mode.VOTES
    ranges: tuple[Range, ...] = ()
    """The last one that holds a frame decides on it."""

    def __post_init__(self) -> None:
        check_rule(self.members, self.weights, self.threshold)
        if len(set(self.members)) < len(self.members):
            raise BadInput(f"A member votes once: {', '.join(self.members)} names one twice.")
        for each in self.ranges:
            if not 0 <= each.first <= each.last:
                raise BadInput(
                    f"Frames {each.first} to {each.last} are no range; give the first frame, then the last."
                )
            check_rule(
                each.members,
                each.weights,
                self.threshold if each.threshold is None else each.threshold,
            )

    def at(self, frame: int) -> "Vote":
        """The vote that holds on one frame, without ranges."""
        for each in reversed(self.ranges):
            if each.first <= frame <= each.last:
                threshold = self.threshold if each.threshold is None else each.threshold
                return Vote(each.members, threshold, each.weights, self.mode)
        return replace(self, ranges=()) if self.ranges else self

    @property
    def everybody(self) -> tuple[str, ...]:
        """Members anywhere in the clip, in the order in which they are named."""
        named = (self.members, *(each.members for each in self.ranges))
        return tuple(dict.fromkeys(member for members in named for member in members))

    @property
    def weighted(self) -> dict[str, float]:
        """Member -> what one of its votes counts."""
        return dict(zip(self.members, self.weights or (1.0,) * len(self.members), strict=True))

    def data(self) -> dict[str, Any]:
        """Plain values for JSON; what is as usual is left out."""
        found: dict[str, Any] = {"members": list(self.members), "threshold": self.threshold}
        if self.weights:
            found["weights"] = list(self.weights)
        if self.mode is not Mode.VOTES:
            found["mode"] = self.mode.value
        if self.ranges:
            found["ranges"] = msgspec.to_builtins(self.ranges)
        return found

    @classmethod
    def from_data(cls, found: Mapping[str, Any]) -> "Vote":
        """What `data` gave."""
        ranges = msgspec.convert(found.get("ranges", ()), tuple[Range, ...])
        mode = Mode(found.get("mode", Mode.VOTES))
        weights = tuple(found.get("weights", ()))
        return cls(tuple(found["members"]), found["threshold"], weights, mode, ranges)


def check_rule(members: Sequence[str], weights: Sequence[float], threshold: float) -> None:
    """Raises `BadInput` for a threshold or for weights that no vote can have."""
    if not 0 < threshold <= 1:
        raise BadInput(
            f"The vote's threshold is a share above 0 and at most 1; {threshold:g} is not."
        )
    if not weights:
        return
    if len(weights) != len(members):
        raise BadInput(
            f"{len(members)} members need {len(members)} weights, in the same order; there are {len(weights)}."
        )
    if not all(math.isfinite(weight) and weight >= 0 for weight in weights) or not any(weights):
        raise BadInput("Weights are numbers from 0, and at least one of them is above 0.")


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
