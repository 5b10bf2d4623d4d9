"""Columns of pixels and the frames in them: ten thousand frames are drawn as fast as ten."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Columns:
    """A run of neighbouring columns of pixels on an axis of frames, where frame i spans i to i + 1."""

    left: float
    """Where the first column begins, in frames."""
    across: float
    """Frames per column; below 1 a frame is several columns wide."""
    count: int

    def frames(self, length: int) -> NDArray[np.intp]:
        """The first frame of each column and the one after the last column's, within a clip of `length`."""
        edges = np.floor(self.left + self.across * np.arange(self.count + 1) + 1e-6)
        return np.clip(edges, 0, length).astype(np.intp)

    def reduced(self, values: NDArray[np.generic], reduce: np.ufunc) -> NDArray[np.generic]:
        """One value for each column, of all frames in it: the largest by `np.fmax`, the smallest by `np.fmin`."""
        frames = self.frames(len(values))
        first, stop = int(frames[0]), int(frames[-1])
        inside = values[first : max(stop, first + 1)] if first < len(values) else values[-1:]
        return reduce.reduceat(np.append(inside, inside[-1:]), frames - first)[:-1]

    def place(self, frame: float) -> float:
        """Where a position in frames lies, in columns."""
        return (frame - self.left) / self.across


def runs(values: NDArray[np.integer]) -> Iterator[tuple[int, int, int]]:
    """Stretches of one value other than 0: first column, column after the last, value."""
    if not len(values):
        return
    edges = np.flatnonzero(np.diff(values)) + 1
    bounds = [0, *edges.tolist(), len(values)]
    for first, stop in itertools.pairwise(bounds):
        if values[first]:
            yield first, stop, int(values[first])
