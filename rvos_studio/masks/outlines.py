"""Outlines drawn by hand: which pixels are inside, and which angles a hand meant."""

from collections.abc import Sequence
from math import atan2, cos, hypot, pi, sin

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
"""x, y in pixel-corner coordinates: the centre of the first pixel is (0.5, 0.5)."""


def filled(outline: Sequence[Point], height: int, width: int) -> NDArray[np.uint8]:
    """The pixels that a closed outline goes around: H x W of 0 and 1.

    A pixel counts when the outline winds around its centre (non-zero rule), so that an outline that crosses itself
    leaves no gaps; what lies outside the frame is cut off. The first point may or may not be repeated at the end.
    """
    starts = np.asarray(outline, np.float64).reshape(-1, 2)
    stops = np.roll(starts, -1, axis=0)
    down = stops[:, 1] > starts[:, 1]
    upper, lower = np.where(down[:, None], (starts, stops), (stops, starts))
    # Rows whose centre an edge crosses: its upper end counts, its lower one does not.
    first = np.clip(np.ceil(upper[:, 1] - 0.5), 0, height).astype(np.int64)
    last = np.clip(np.ceil(lower[:, 1] - 0.5), 0, height).astype(np.int64)
    counts = last - first
    edge = np.repeat(np.arange(len(starts)), counts)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts) + first[edge]
    run, rise = (lower - upper)[edge].T
    x = upper[edge, 0] + (row + 0.5 - upper[edge, 1]) * run / rise
    column = np.clip(np.ceil(x - 0.5), 0, width).astype(np.int64)
    pixels = np.zeros((height, width), np.uint8)
    if len(row):
        top, bottom, left, right = row.min(), row.max() + 1, column.min(), column.max()
        turns = np.zeros((bottom - top, right - left + 1), np.int32)
        np.add.at(turns, (row - top, column - left), np.where(down[edge], 1, -1))
        pixels[top:bottom, left:right] = np.cumsum(turns, axis=1)[:, :-1] != 0
    return pixels


def constrained(origin: Point, point: Point, step: float = pi / 4) -> Point:
    """The point as far from the origin in the nearest direction that is a multiple of `step` (radians)."""
    dx, dy = point[0] - origin[0], point[1] - origin[1]
    angle, length = round(atan2(dy, dx) / step) * step, hypot(dx, dy)
    return origin[0] + length * cos(angle), origin[1] + length * sin(angle)
