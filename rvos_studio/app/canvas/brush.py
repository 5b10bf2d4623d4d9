"""A stroke of the brush or the eraser on the pixels of one mask. Knows numpy only."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Box = tuple[int, int, int, int]
"""x, y, width, height in frame pixels."""

Point = tuple[float, float]
"""x, y in pixel-corner coordinates: the centre of the first pixel is (0.5, 0.5)."""


class Stroke:
    """A round brush drawn through points, straight from one to the next.

    A pixel is painted when its centre is at most `radius` from the line; the pixel under a point always is, so that a
    brush of any size marks something. Painting is in place, on an H x W uint8 array of 0 and 1.
    """

    def __init__(self, pixels: NDArray[np.uint8], radius: float, value: bool) -> None:
        self.pixels = pixels
        self.radius = radius
        self.value = np.uint8(value)
        self.touched: Box = (0, 0, 0, 0)
        self._last: Point | None = None

    def draw_to(self, point: Point) -> Box:
        """Paint from the last point to this one; returns the box that may have changed, empty outside the frame."""
        start = self._last or point
        self._last = point
        changed: Box = (0, 0, 0, 0)
        for a, b in _pieces(start, point, 4 * self.radius + 16):
            changed = joined(changed, self._capsule(a, b))
        height, width = self.pixels.shape
        if 0 <= point[0] < width and 0 <= point[1] < height:
            self.pixels[int(point[1]), int(point[0])] = self.value
        self.touched = joined(self.touched, changed)
        return changed

    def _capsule(self, a: Point, b: Point) -> Box:
        height, width = self.pixels.shape
        reach = self.radius + 1
        left, right = (
            max(0, int(min(a[0], b[0]) - reach)),
            min(width, int(max(a[0], b[0]) + reach) + 1),
        )
        top, bottom = (
            max(0, int(min(a[1], b[1]) - reach)),
            min(height, int(max(a[1], b[1]) + reach) + 1),
        )
        if left >= right or top >= bottom:
            return (0, 0, 0, 0)
        x = np.arange(left, right, dtype=np.float32)[None, :] + np.float32(0.5 - a[0])
        y = np.arange(top, bottom, dtype=np.float32)[:, None] + np.float32(0.5 - a[1])
        dx, dy = b[0] - a[0], b[1] - a[1]
        along = np.clip((x * dx + y * dy) / max(dx * dx + dy * dy, 1e-12), 0.0, 1.0)
        near = (x - along * dx) ** 2 + (y - along * dy) ** 2 <= self.radius**2
        window = self.pixels[top:bottom, left:right]
        window[near] = self.value
        return left, top, right - left, bottom - top


def joined(one: Box, other: Box) -> Box:
    """The smallest box around both; an empty box adds nothing."""
    if not one[2] or not one[3]:
        return other
    if not other[2] or not other[3]:
        return one
    left, top = min(one[0], other[0]), min(one[1], other[1])
    right = max(one[0] + one[2], other[0] + other[2])
    bottom = max(one[1] + one[3], other[1] + other[3])
    return left, top, right - left, bottom - top


def _pieces(start: Point, stop: Point, longest: float) -> Iterator[tuple[Point, Point]]:
    """Cut a line into pieces, so that a fast diagonal stroke does not cost the square of its length."""
    length = float(np.hypot(stop[0] - start[0], stop[1] - start[1]))
    count = max(1, int(np.ceil(length / longest)))
    for i in range(count):
        yield _between(start, stop, i / count), _between(start, stop, (i + 1) / count)


def _between(start: Point, stop: Point, share: float) -> Point:
    return start[0] + (stop[0] - start[0]) * share, start[1] + (stop[1] - start[1]) * share
