"""Mean, recall and decay of a per-frame measure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput


@dataclass(frozen=True)
class Statistics:
    """What DAVIS reports of J or F over the frames of one object."""

    mean: float
    """Mean over the frames that have a value."""
    recall: float
    """Share of frames strictly above 0.5; a frame without a value (NaN) is not above."""
    decay: float
    """Mean of the first quarter minus mean of the last; positive when quality is lost."""


def statistics(values: Sequence[float] | NDArray[np.float64]) -> Statistics:
    """Summarise the J or F of every frame (0..1, NaN where not measured).

    Neighbouring quarters share a frame, and clips of fewer than five frames reuse them, as in the
    DAVIS 2017 evaluation. Raises `BadInput` without frames.
    """
    frames = np.asarray(values, dtype=np.float64)
    if frames.ndim != 1 or not frames.size:
        raise BadInput("Statistics need the values of at least one frame.")
    first, last = (frames[part] for part in first_and_last(frames.size))
    return Statistics(
        mean=_mean(frames),
        recall=float(np.mean(frames > 0.5)),
        decay=_mean(first) - _mean(last),
    )


def first_and_last(frames: int) -> tuple[slice, slice]:
    """The first and the last quarter of so many frames, both ends included."""
    # The tiny offset makes exact halves round up instead of to even.
    edges = np.round(np.linspace(1, frames, 5) + 1e-10).astype(int) - 1
    return slice(edges[0], edges[1] + 1), slice(edges[3], edges[4] + 1)


def _mean(values: NDArray[np.float64]) -> float:
    """Mean without NaN; NaN, not a warning, when nothing is left."""
    measured = values[~np.isnan(values)]
    return float(measured.mean()) if measured.size else float("nan")
