"""Confidence, area and disagreement of the models' answers for an object, frame by frame over the clip."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rvos_studio.metrics import agreement
from rvos_studio.project import AnswerCurve
from rvos_studio.project.spans import by_age
from rvos_studio.studio.session import Session

Values = NDArray[np.float32]
"""One value per frame of the clip, NaN where there is none."""

_CHUNK = 16


@dataclass(frozen=True, eq=False)
class AnswerCurves:
    """What the models' answers for one object are like; arrays are read-only."""

    object_id: int
    confidence: Mapping[str, Values]
    """By model, oldest first: 0..1, the mean over the object's expressions."""
    area: Mapping[str, Values]
    """By model: share of the frame's pixels, 0..1, the mean over the object's expressions."""
    disagreement: Values
    """One minus the mean IoU of every two models' masks, 0..1; NaN where fewer than two have answered."""
    pending: int
    """Frames whose disagreement has not been computed yet; it is NaN there."""

    @property
    def not_found(self) -> tuple[str, ...]:
        """Models that have answered on every frame, and saw nothing on any."""
        return tuple(model for model, area in self.area.items() if np.all(area == 0))


@dataclass(eq=False)
class _Compared:
    """Disagreements of an object, and which answers they were computed from."""

    values: Values
    identity: dict[tuple[int, str], NDArray[np.int64]] = field(default_factory=dict)
    """Of the answers to each expression by each model, frames x 2."""
    stale: NDArray[np.intp] = field(default_factory=lambda: np.array([], np.intp))
    """Frames that are still to be compared, in this order."""


class Surveyor:
    """Compares models over whole clips, bit by bit: a changed answer costs the comparison of its own frame.

    Safe from any thread.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._compared: dict[int, _Compared] = {}
        self._guard = threading.Lock()

    def survey(self, object_id: int, seconds: float | None = None) -> AnswerCurves:
        """The object's curves, after comparing a few frames, or for `seconds`; call it again while frames are pending.

        Without `seconds` nothing is left pending. The first frames that are compared are spread over the clip. Of an
        object that is gone there is nothing.
        """
        with self._guard:
            began = time.monotonic()
            curves = _curves(self._session, object_id)
            compared = self._compared.setdefault(object_id, _Compared(self._nothing()))
            _find_stale(compared, curves)
            while len(compared.stale):
                chunk, compared.stale = np.split(compared.stale, [_CHUNK])
                for frame in chunk.tolist():
                    compared.values[frame] = self._disagreement(object_id, frame)
                if seconds is not None and time.monotonic() - began > seconds:
                    break
            models = by_age((model, curve) for (_, model), curve in curves.items())
            return AnswerCurves(
                object_id,
                {model: _mean(curves, model, "confidence") for model in models},
                {model: _mean(curves, model, "area") for model in models},
                _read_only(compared.values.copy()),
                len(compared.stale),
            )

    def _nothing(self) -> Values:
        return np.full(len(self._session.clip), np.nan, np.float32)

    def _disagreement(self, object_id: int, frame: int) -> float:
        masks = list(self._session.predictions(object_id, frame).values())
        return 1 - agreement(masks) if len(masks) > 1 else np.nan


def never_found(session: Session, object_id: int) -> list[str]:
    """Models that have answered an object's expressions on every frame, and saw nothing on any."""
    curves = _curves(session, object_id)
    models = by_age((model, curve) for (_, model), curve in curves.items())
    return [model for model in models if np.all(_mean(curves, model, "area") == 0)]


def _curves(session: Session, object_id: int) -> dict[tuple[int, str], AnswerCurve]:
    return {
        (expression.id, model): curve
        for record in session.objects()
        if record.id == object_id
        for expression in record.referring
        for model, curve in session.project.spans.curves(expression.id).items()
    }


def _find_stale(compared: _Compared, curves: Mapping[tuple[int, str], AnswerCurve]) -> None:
    """Bring the list of frames that are to be compared up to date with the answers that there are."""
    now = {key: curve.identity for key, curve in curves.items()}
    before, compared.identity = compared.identity, now
    changed = np.zeros(len(compared.values), bool)
    changed[compared.stale] = True
    for key in now.keys() | before.keys():
        one, other = now.get(key), before.get(key)
        if one is not other:
            nothing = np.zeros((len(changed), 2), np.int64)
            differs = (nothing if one is None else one) != (nothing if other is None else other)
            changed |= differs.any(axis=1)
    if np.count_nonzero(changed) == len(compared.stale):
        return
    compared.values[changed] = np.nan
    several = np.zeros(len(changed), np.intp)
    for model in {model for _, model in now}:
        several += np.any([each.any(axis=1) for (_, name), each in now.items() if name == model], 0)
    compared.stale = _spread(np.flatnonzero(changed & (several > 1)))


def _spread(frames: NDArray[np.intp]) -> NDArray[np.intp]:
    """The same frames, so that every beginning of them is spread over all: every 64th first, then those between."""
    place = np.arange(len(frames))
    coarseness = np.minimum(place & -place, 64)  # the largest power of two in it
    coarseness[:1] = 64
    return frames[np.argsort(-coarseness, kind="stable")]


def _mean(curves: Mapping[tuple[int, str], AnswerCurve], model: str, which: str) -> Values:
    """Over a model's answers to the object's expressions."""
    every: list[Values] = [
        getattr(curve, which) for (_, each), curve in curves.items() if each == model
    ]
    if len(every) == 1:
        return every[0]
    table = np.stack(every)
    count = np.count_nonzero(~np.isnan(table), axis=0)
    total = np.nansum(table, axis=0)
    mean = np.divide(total, count, out=np.full(len(total), np.nan, np.float32), where=count > 0)
    return _read_only(mean)


def _read_only(values: Values) -> Values:
    values.flags.writeable = False
    return values
