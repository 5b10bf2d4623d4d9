"""J&F of whole tracks, by identity or by the best assignment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput
from rvos_studio.metrics.frame import TOLERANCE, compare
from rvos_studio.metrics.statistics import Statistics, statistics


@dataclass(frozen=True)
class Score:
    """J and F of one object, frame by frame."""

    region: tuple[float, ...]
    """J of every frame, 0..1."""
    boundary: tuple[float, ...]
    """F of every frame, 0..1."""

    @cached_property
    def j(self) -> Statistics:
        """Mean, recall and decay of J."""
        return statistics(self.region)

    @cached_property
    def f(self) -> Statistics:
        """Mean, recall and decay of F."""
        return statistics(self.boundary)

    @property
    def jf(self) -> float:
        """J&F of the object: the mean of both means, 0..1."""
        return (self.j.mean + self.f.mean) / 2


@dataclass(frozen=True)
class Summary:
    """J and F of several objects: the means of what each object's frames give."""

    j: Statistics
    f: Statistics
    objects: int

    @property
    def jf(self) -> float:
        """J&F, 0..1."""
        return (self.j.mean + self.f.mean) / 2


def score(
    prediction: Iterable[NDArray[Any]],
    truth: Iterable[NDArray[Any]],
    tolerance: float = TOLERANCE,
    void: Iterable[NDArray[Any]] | None = None,
) -> Score:
    """Score one track against its truth; both give H x W masks frame by frame, and so does `void`.

    Raises `BadInput` where sizes differ or there are no frames, `ValueError` where one track is
    longer.
    """
    region, boundary = [], []
    frames = zip(prediction, truth, strict=True)
    voids = repeat(None) if void is None else void
    for (mask, true_mask), ignored in zip(frames, voids, strict=False):
        j, f = compare([mask], [true_mask], tolerance, ignored)
        region.append(float(j[0, 0]))
        boundary.append(float(f[0, 0]))
    if not region:
        raise BadInput("A track needs at least one frame to be scored.")
    return Score(tuple(region), tuple(boundary))


def summary(scores: Sequence[Score]) -> Summary:
    """Mean, recall and decay over objects, unweighted by clip length."""
    if not scores:
        raise BadInput("J&F needs at least one scored object.")
    j, f = (
        Statistics(*np.mean([(s.mean, s.recall, s.decay) for s in each], axis=0).tolist())
        for each in ([one.j for one in scores], [one.f for one in scores])
    )
    return Summary(j, f, len(scores))


def mean_jf(scores: Sequence[Score]) -> float:
    """J&F over objects: mean of the J means and F means, unweighted by clip length, 0..1."""
    return summary(scores).jf


def best_assignment(
    predictions: Sequence[Iterable[NDArray[Any]]],
    truths: Sequence[Iterable[NDArray[Any]]],
    tolerance: float = TOLERANCE,
    void: Iterable[NDArray[Any]] | None = None,
) -> list[tuple[int | None, Score]]:
    """Give every true object the prediction that maximises the total J&F (Hungarian method).

    This is the unsupervised protocol, in which Ref-DAVIS17 is customarily scored: swapped ids cost
    nothing. Every track, and `void`, gives H x W masks frame by frame. Returns for each truth the
    position of its prediction and the score; objects beyond the number of predictions get None and
    are scored against empty masks. Raises as `score` does.
    """
    tables = []
    voids = repeat(None) if void is None else void
    frames = zip(*predictions, *truths, strict=True)
    for masks, ignored in zip(frames, voids, strict=False):
        answers, true = masks[: len(predictions)], masks[len(predictions) :]
        # Predictions that are missing are empty: one row of the table for each.
        missing = [np.zeros_like(true[0])] * max(0, len(true) - len(answers))
        tables.append(compare([*answers, *missing], true, tolerance, ignored))
    if not truths:
        return []
    if not tables:
        raise BadInput("A track needs at least one frame to be scored.")
    region, boundary = (np.stack(each, axis=-1) for each in zip(*tables, strict=True))
    # scipy takes most of a second to import, and nothing else here needs it.
    from scipy.optimize import linear_sum_assignment

    gain = (region.mean(axis=-1) + boundary.mean(axis=-1)) / 2
    rows, columns = linear_sum_assignment(gain, maximize=True)
    chosen = dict(zip(columns.tolist(), rows.tolist(), strict=True))
    return [
        (
            chosen[k] if chosen[k] < len(predictions) else None,
            Score(tuple(region[chosen[k], k].tolist()), tuple(boundary[chosen[k], k].tolist())),
        )
        for k in range(len(truths))
    ]
