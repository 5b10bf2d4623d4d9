"""Which frames of an object a person should look at next, and why.

Five reasons make a frame suspicious, each measured by a value of 0 (nothing to see) to 1:

* **disagreement**: one minus the mean IoU of every two models' masks;
* **drift**: how unlike the mask's size is to that on the last frame drawn by hand (the next one where none came
  before): one minus the IoU of their boxes laid over each other centre on centre, or one minus the ratio of their
  areas, whichever is more;
* **jump**: one minus the ratio of the areas of this frame's mask and the one before;
* **flicker**: how much of the mask its two neighbours contradict (one minus `metrics.steadiness`);
* **confidence**: how far the models' mean confidence is below one half, doubled.

Of a value, only what exceeds the reason's floor counts, stretched to 0..1, times the reason's weight. A reason that
was a false alarm n times in this project weighs `PATIENCE / (PATIENCE + n)` of that. The sum over the reasons is the
frame's score; the reason that gives most of it is named.

Frames that a person drew or that are marked as checked or as needing work are no problems. Of frames close to each
other (half a second), only the worst is one: who mends it has the others propagated again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from rvos_studio.metrics import steadiness
from rvos_studio.project import Kind, State, TrackShapes
from rvos_studio.studio.answer_curves import AnswerCurves
from rvos_studio.studio.session import Session

Values = NDArray[np.float64]
"""One value per frame of the clip, 0..1."""

PATIENCE = 4
"""False alarms after which a reason weighs half."""
LEAST = 0.02
"""A score below this is no problem."""
_CHUNK = 256


class Reason(StrEnum):
    """Why a frame is suspicious."""

    DISAGREEMENT = "disagreement"
    DRIFT = "drift"
    JUMP = "jump"
    FLICKER = "flicker"
    CONFIDENCE = "confidence"


FLOORS: Mapping[Reason, float] = {
    Reason.DISAGREEMENT: 0.15,
    Reason.DRIFT: 0.35,
    Reason.JUMP: 0.25,
    Reason.FLICKER: 0.25,
    Reason.CONFIDENCE: 0.0,
}
WEIGHTS: Mapping[Reason, float] = {
    Reason.DISAGREEMENT: 1.0,
    Reason.DRIFT: 0.5,
    Reason.JUMP: 0.8,
    Reason.FLICKER: 0.8,
    Reason.CONFIDENCE: 0.4,
}


@dataclass(frozen=True)
class Problem:
    """A frame that looks wrong."""

    object_id: int
    frame: int
    reason: Reason
    """What gives most of the score."""
    score: float
    sentence: str
    """Why, for a person."""


@dataclass(frozen=True, eq=False)
class Signals:
    """What the ranking looks at, all per frame of the clip."""

    values: Mapping[Reason, Values]
    open: NDArray[np.bool_]
    """Frames on which somebody has still to look."""
    origin: NDArray[np.int64]
    """The frame drawn by hand that drift is measured from; -1 where there is none."""
    shapes: TrackShapes


class Steadiness:
    """How steady tracks are on every frame; of a changed track, only what changed is computed again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[int, tuple[NDArray[np.int64], Values]] = {}

    def of(self, object_id: int, shapes: TrackShapes) -> Values:
        """The share of each mask that its neighbours confirm, 0..1; 1 where one of the three is missing."""
        around = np.full((len(shapes.mask), 3), -1, np.int64)
        around[1:-1] = np.stack([shapes.mask[:-2], shapes.mask[1:-1], shapes.mask[2:]], axis=1)
        around[(around < 0).any(axis=1)] = -1
        before, values = self._known.get(
            object_id, (np.full_like(around, -1), np.ones(len(around)))
        )
        values = np.where(around[:, 0] < 0, 1.0, values)
        todo = np.flatnonzero((around != before).any(axis=1) & (around[:, 0] >= 0))
        for chunk in np.split(todo, range(_CHUNK, len(todo), _CHUNK)):
            frames = sorted({each + step for each in chunk.tolist() for step in (-1, 0, 1)})
            masks = self._session.project.shapes.masks(object_id, frames)
            for frame in chunk.tolist():
                trio = [masks[frame + step] for step in (-1, 0, 1) if frame + step in masks]
                values[frame] = steadiness(trio)[1] if len(trio) == 3 else 1.0
        self._known[object_id] = around, values
        return values


def signals(session: Session, object_id: int, curves: AnswerCurves, steady: Steadiness) -> Signals:
    """Measure every reason on every frame."""
    shapes = session.project.shapes.track(object_id)
    drawn = session.spans(object_id) == Kind.PERSON
    origin = _origins(drawn)
    return Signals(
        {
            Reason.DISAGREEMENT: np.nan_to_num(curves.disagreement.astype(float)),
            Reason.DRIFT: _drift(shapes, origin),
            Reason.JUMP: _jump(shapes),
            Reason.FLICKER: 1 - steady.of(object_id, shapes),
            Reason.CONFIDENCE: _unsure(list(curves.confidence.values()), len(drawn)),
        },
        ~drawn & (session.project.review.states(object_id) == State.TODO),
        origin,
        shapes,
    )


def problems(session: Session, curves: AnswerCurves, steady: Steadiness) -> list[Problem]:
    """The object's problems, the worst first."""
    found = signals(session, curves.object_id, curves, steady)
    alarms = session.project.review.false_alarms()
    parts = np.stack([_severity(found.values[each], each, alarms[each]) for each in Reason])
    scores = np.where(found.open, parts.sum(axis=0), 0.0)
    apart = max(1, round(session.clip.rate / 2))
    made = []
    for frame in _peaks(scores, apart):
        reason = tuple(Reason)[int(parts[:, frame].argmax())]
        words = sentence(found, reason, frame)
        made.append(Problem(curves.object_id, frame, reason, float(scores[frame]), words))
    return made


def sentence(found: Signals, reason: Reason, frame: int) -> str:
    """Why a frame is suspicious, for a person."""
    value, areas = found.values[reason][frame], found.shapes.area
    match reason:
        case Reason.DISAGREEMENT:
            return f"The models disagree here: they share {1 - value:.0%} of what they found."
        case Reason.DRIFT:
            return f"The mask is no longer what it was on frame {found.origin[frame]}, which was drawn by hand."
        case Reason.JUMP if not areas[frame]:
            return "The mask vanishes from one frame to the next."
        case Reason.JUMP if not areas[frame - 1]:
            return "The mask appears from one frame to the next."
        case Reason.JUMP:
            verb = "grows" if areas[frame] > areas[frame - 1] else "shrinks"
            return f"The mask {verb} from {areas[frame - 1]:,} to {areas[frame]:,} pixels in one frame."
        case Reason.FLICKER:
            return f"The mask flickers: the frames around it contradict {value:.0%} of it."
        case Reason.CONFIDENCE:
            return f"The models are unsure here: their mean confidence is {(1 - value) / 2:.0%}."


def _severity(values: Values, reason: Reason, alarms: int) -> Values:
    weight = WEIGHTS[reason] * PATIENCE / (PATIENCE + alarms)
    excess: Values = np.clip((values - FLOORS[reason]) / (1 - FLOORS[reason]), 0, 1)
    return weight * excess


def _peaks(scores: Values, apart: int) -> list[int]:
    """Frames by score, without those that lie fewer than `apart` frames from a worse one."""
    free, found = scores > LEAST, []
    for frame in np.argsort(-scores, kind="stable").tolist():
        if free[frame]:
            found.append(frame)
            free[max(0, frame - apart + 1) : frame + apart] = False
    return found


def _origins(drawn: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For every frame the last one drawn by hand, the first of all before that; -1 where there is none."""
    frames = np.flatnonzero(drawn)
    if not frames.size:
        return np.full(len(drawn), -1)
    place = np.searchsorted(frames, np.arange(len(drawn)), side="right") - 1
    return frames[np.maximum(place, 0)].astype(np.int64)


def _drift(shapes: TrackShapes, origin: NDArray[np.int64]) -> Values:
    there = (origin >= 0) & (shapes.area > 0)
    there[there] = shapes.area[origin[there]] > 0
    values = np.zeros(len(origin))
    now, then = shapes.box[there, 2:], shapes.box[origin[there], 2:]
    common = np.minimum(now, then).prod(axis=1)
    overlap = common / (now.prod(axis=1) + then.prod(axis=1) - common)
    alike = _ratio(shapes.area[there], shapes.area[origin[there]])
    values[there] = 1 - np.minimum(overlap, alike)
    return values


def _jump(shapes: TrackShapes) -> Values:
    values = np.zeros(len(shapes.area))
    both = (shapes.mask[1:] >= 0) & (shapes.mask[:-1] >= 0)
    values[1:][both] = 1 - _ratio(shapes.area[1:][both], shapes.area[:-1][both])
    return values


def _ratio(one: NDArray[np.int64], other: NDArray[np.int64]) -> Values:
    """The smaller by the larger; 1 where both are nothing."""
    larger = np.maximum(one, other)
    ratio: Values = np.where(larger > 0, np.minimum(one, other) / np.maximum(larger, 1), 1.0)
    return ratio


def _unsure(confidences: list[NDArray[np.float32]], frames: int) -> Values:
    if not confidences:
        return np.zeros(frames)
    table = np.stack(confidences).astype(float)
    count = (~np.isnan(table)).sum(axis=0)
    mean = np.divide(np.nansum(table, axis=0), count, out=np.ones(frames), where=count > 0)
    unsure: Values = np.clip(1 - 2 * mean, 0, 1)
    return unsure
