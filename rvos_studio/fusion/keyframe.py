"""From which frame a track is propagated."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import combinations

from rvos_studio.masks import Mask


class Rule(StrEnum):
    """What makes a frame the keyframe; the first of several as good."""

    CONFIDENCE = "confidence"
    """A model's confidence, or the sum of several models'."""
    PRODUCT = "product"
    """The product of several models' confidences."""
    AGREEMENT = "agreement"
    """How alike several models' masks are: the mean IoU of every two."""
    HAND = "by hand"
    """The frames that a person drew or confirmed; several if there are several."""


def best_frame(goodness: Mapping[int, float]) -> int | None:
    """The first frame of the largest value; None where there is none."""
    return max(sorted(goodness), key=goodness.__getitem__) if goodness else None


def summed(confidences: Sequence[Mapping[int, float]]) -> dict[int, float]:
    """Frame -> the sum of the confidences, on frames for which all are known."""
    return {f: sum(each[f] for each in confidences) for f in _common(confidences)}


def product(confidences: Sequence[Mapping[int, float]]) -> dict[int, float]:
    """Frame -> the product of the confidences, on frames for which all are known."""
    found = dict.fromkeys(_common(confidences), 1.0)
    for each in confidences:
        for frame in found:
            found[frame] *= each[frame]
    return found


def agreement(tracks: Sequence[Mapping[int, Mask]]) -> dict[int, float]:
    """Frame -> the mean IoU of every two tracks' masks, on frames that all have; 0 where all are empty."""
    found = {}
    for frame in _common(tracks):
        masks = [track[frame] for track in tracks]
        pairs = list(combinations(masks, 2))
        alike = sum(one.iou(other) for one, other in pairs) / len(pairs) if pairs else 1.0
        found[frame] = alike if any(masks) else 0.0
    return found


def _common(each: Sequence[Mapping[int, object]]) -> list[int]:
    if not each:
        return []
    return sorted(set(each[0]).intersection(*each[1:]))
