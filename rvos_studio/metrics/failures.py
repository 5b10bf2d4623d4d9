"""Why a track scores badly: tags found from its frames. docs/evaluation.md says each in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks import Mask
from rvos_studio.metrics.score import Score
from rvos_studio.metrics.stability import steadiness
from rvos_studio.metrics.statistics import first_and_last

LOST = 0.1
"""J below this: the prediction is elsewhere."""
FOUND = 0.5
"""Mean J from this on: the object was found."""
DRIFTED = 0.25
"""Loss of mean J from the first to the last quarter."""
WELL_PLACED, FRAYED = 0.7, 0.1
"""Mean J from the first on with an F that is lower by the second: only the outline is bad."""
UNCONFIRMED, QUIET = 0.5, 0.75
"""Steadiness of a prediction below the first where the truth's is at least the second: a flicker."""
FLICKERS, FLICKER_SHARE = 2, 0.05
"""So many frames, and this share of all, make a track flicker."""


class Tag(StrEnum):
    """What went wrong."""

    NOT_FOUND = "not found"
    WRONG_OBJECT = "wrong object"
    DRIFT = "drift"
    BOUNDARY = "boundary"
    MISSED_REENTRY = "missed re-entry"
    FLICKER = "flicker"


@dataclass(frozen=True)
class Failure:
    """A tag and the frames that earned it."""

    tag: Tag
    frames: tuple[int, ...]


def failures(
    prediction: Sequence[Mask], truth: Sequence[Mask], score: Score
) -> tuple[Failure, ...]:
    """The tags of a track, in the order of `Tag`; a track may have several or none."""
    region, boundary = np.array(score.region), np.array(score.boundary)
    visible = np.array([bool(mask) for mask in truth])
    both = visible & [bool(mask) for mask in prediction]
    found = (
        (Tag.NOT_FOUND, np.flatnonzero(visible) if not any(prediction) else _NONE),
        (Tag.WRONG_OBJECT, _wrong_object(region, both)),
        (Tag.DRIFT, _drift(region, visible)),
        (Tag.BOUNDARY, _boundary(region, boundary, both)),
        (Tag.MISSED_REENTRY, _missed_reentry(region, visible)),
        (Tag.FLICKER, _flicker(prediction, truth)),
    )
    return tuple(Failure(tag, tuple(frames.tolist())) for tag, frames in found if frames.size)


_Frames = NDArray[np.intp]
_NONE: _Frames = np.array([], np.intp)


def _wrong_object(region: NDArray[np.float64], both: NDArray[np.bool_]) -> _Frames:
    """Elsewhere on more than half of the frames on which something is predicted and there."""
    elsewhere = both & (region < LOST)
    return np.flatnonzero(elsewhere) if elsewhere.sum() > both.sum() / 2 else _NONE


def _drift(region: NDArray[np.float64], visible: NDArray[np.bool_]) -> _Frames:
    """Found at first, and much of it lost by the end."""
    frames = np.flatnonzero(visible)
    if frames.size < 4:
        return _NONE
    first, last = (frames[part] for part in first_and_last(frames.size))
    begun = region[first].mean()
    return last if begun >= FOUND and begun - region[last].mean() >= DRIFTED else _NONE


def _boundary(
    region: NDArray[np.float64], boundary: NDArray[np.float64], both: NDArray[np.bool_]
) -> _Frames:
    """In the right place with a bad outline."""
    if not both.any():
        return _NONE
    j, f = region[both].mean(), boundary[both].mean()
    frayed = both & (boundary <= region - FRAYED)
    return np.flatnonzero(frayed) if j >= WELL_PLACED and f <= j - FRAYED else _NONE


def _missed_reentry(region: NDArray[np.float64], visible: NDArray[np.bool_]) -> _Frames:
    """Found before the object left, and not when it was back."""
    missed, found = [], False
    for frames in _stretches(visible):
        lost = frames[region[frames] < LOST]
        if found and lost.size > frames.size / 2:
            missed.append(lost)
        found = found or region[frames].mean() >= FOUND
    return np.concatenate(missed) if missed else _NONE


def _flicker(prediction: Sequence[Mask], truth: Sequence[Mask]) -> _Frames:
    """Frames that both neighbours contradict while the truth moves quietly."""
    shaky = np.array(steadiness(prediction)) < UNCONFIRMED
    if shaky.sum() < max(FLICKERS, FLICKER_SHARE * len(truth)):
        return _NONE
    shaky &= np.array(steadiness(truth)) >= QUIET
    return (
        np.flatnonzero(shaky) if shaky.sum() >= max(FLICKERS, FLICKER_SHARE * len(truth)) else _NONE
    )


def _stretches(visible: NDArray[np.bool_]) -> Iterator[_Frames]:
    """Runs of frames on which the object is visible."""
    frames = np.flatnonzero(visible)
    if frames.size:
        yield from np.split(frames, np.flatnonzero(np.diff(frames) > 1) + 1)
