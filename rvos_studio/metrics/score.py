"""J&F of whole tracks, by identity or by the best assignment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from rvos_studio.errors import BadInput
from rvos_studio.metrics.boundary import boundary_accuracy
from rvos_studio.metrics.region import region_similarity
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


def score(
    prediction: Iterable[NDArray[Any]],
    truth: Iterable[NDArray[Any]],
    tolerance: float = 0.008,
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
        region.append(region_similarity(mask, true_mask, ignored))
        boundary.append(boundary_accuracy(mask, true_mask, tolerance, ignored))
    if not region:
        raise BadInput("A track needs at least one frame to be scored.")
    return Score(tuple(region), tuple(boundary))


def mean_jf(scores: Sequence[Score]) -> float:
    """J&F over objects: mean of the J means and F means, unweighted by clip length, 0..1."""
    if not scores:
        raise BadInput("J&F needs at least one scored object.")
    return float(
        (np.mean([each.j.mean for each in scores]) + np.mean([each.f.mean for each in scores])) / 2
    )


def best_assignment(
    predictions: Sequence[Sequence[NDArray[Any]]],
    truths: Sequence[Sequence[NDArray[Any]]],
    tolerance: float = 0.008,
) -> list[tuple[int | None, Score]]:
    """Give every true object the prediction that maximises the total J&F (Hungarian method).

    This is the unsupervised protocol, in which Ref-DAVIS17 is customarily scored: swapped ids cost
    nothing. Returns for each truth the position of its prediction and the score; objects beyond
    the number of predictions get None and are scored against empty masks.
    """
    table = [[score(each, truth, tolerance) for each in predictions] for truth in truths]
    chosen: dict[int, int] = {}
    if predictions and truths:
        gain = np.array([[each.jf for each in row] for row in table])
        rows, columns = linear_sum_assignment(gain, maximize=True)
        chosen = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    return [
        (chosen[k], table[k][chosen[k]])
        if k in chosen
        else (None, score([np.zeros_like(mask) for mask in truth], truth, tolerance))
        for k, truth in enumerate(truths)
    ]
