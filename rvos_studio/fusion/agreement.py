"""Whether the expressions of an object mean the same thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from rvos_studio.masks import Mask

ALIKE = 0.5
"""Two expressions whose fused masks have a lower mean IoU are taken to mean different things."""


@dataclass(frozen=True)
class Disagreement:
    """Two expressions that seem to mean different things."""

    first: int
    second: int
    """Ids of the expressions."""
    iou: float
    """Mean over the frames on which either was found, 0..1."""


def disagreements(
    tracks: Mapping[int, Mapping[int, Mask]], alike: float = ALIKE
) -> list[Disagreement]:
    """Every two expressions whose fused masks overlap less than `alike`, the worst first.

    `tracks` is expression -> frame -> mask. Only frames that both have count, and of them those on which either mask
    has a pixel; where there is none of these, nothing is said.
    """
    found = []
    for first, second in combinations(tracks, 2):
        one, other = tracks[first], tracks[second]
        common = one.keys() & other.keys()
        ious = [one[f].iou(other[f]) for f in sorted(common) if one[f] or other[f]]
        if ious and (mean := sum(ious) / len(ious)) < alike:
            found.append(Disagreement(first, second, mean))
    return sorted(found, key=lambda each: each.iou)
