"""Columns of pixels and the frames in them: ten thousand frames are drawn as fast as ten."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage


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


def picture(pixels: NDArray[np.uint32]) -> QImage:
    """Pixels in rows of columns, each 0xAARRGGBB, as an image; a thousand shapes are drawn like this in no time."""
    pixels = np.ascontiguousarray(pixels, np.uint32)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32).copy()


def shade(colour: QColor, opacity: float) -> np.uint32:
    """A colour as a pixel of such a picture."""
    return np.uint32(round(255 * opacity) << 24 | colour.rgb() & 0xFFFFFF)
