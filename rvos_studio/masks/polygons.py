"""Polygons are a view of a mask: rings with holes for editing and export, never the truth."""

from collections.abc import Iterable
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon

from rvos_studio.masks.mask import Mask

Shape: TypeAlias = Polygon | MultiPolygon


def polygons_of(mask: Mask) -> list[Polygon]:
    """Exact outlines as shapely polygons with holes, in pixel-corner coordinates (x right, y down, 0..width).

    Every pixel is a unit square; 4-connected parts become one polygon each, so that
    `mask_from_polygons(polygons_of(mask))` is the mask again.
    """
    pixels = np.pad(mask.array(), 1).view(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(pixels, connectivity=4)
    outlines = []
    for part in range(1, count):
        # Only the part's box, with a margin of one: a mask may have thousands of specks.
        x, y, width, height = stats[part, :4].tolist()
        box = labels[y - 1 : y + height + 1, x - 1 : x + width + 1]
        outlines.append(translate(_outline(box == part), x - 2, y - 2))
    return outlines


def mask_from_polygons(polygons: Iterable[Shape], height: int, width: int) -> Mask:
    """Fill the pixels whose centres lie inside any of the polygons; holes stay empty, the rest is clipped."""
    pixels = np.zeros((height, width), bool)
    for shape in polygons:
        for polygon in shape.geoms if isinstance(shape, MultiPolygon) else [shape]:
            if not polygon.is_empty:
                pixels |= _fill(polygon, height, width)
    return Mask.from_array(pixels)


def _outline(part: NDArray[np.bool_]) -> Polygon:
    """Trace the pixel-corner boundary of one 4-connected part that does not touch the array's border."""
    rings = _rings(part)
    areas = [_signed_area(ring) for ring in rings]
    outer = int(np.argmax(np.abs(areas)))
    holes = [ring for i, ring in enumerate(rings) if i != outer]
    return Polygon(rings[outer], holes)


def _signed_area(ring: list[tuple[int, int]]) -> float:
    x, y = np.array(ring, float).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _rings(part: NDArray[np.bool_]) -> list[list[tuple[int, int]]]:
    """Closed loops of directed unit edges with the foreground on their right (y down)."""
    inside = part.astype(np.int8)
    leaving: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def edges(pixels: NDArray[np.bool_], start: tuple[int, int], stop: tuple[int, int]) -> None:
        for y, x in np.argwhere(pixels).tolist():
            leaving.setdefault((x + start[0], y + start[1]), []).append((x + stop[0], y + stop[1]))

    top = np.diff(inside, axis=0, prepend=0) == 1
    bottom = np.diff(inside[::-1], axis=0, prepend=0)[::-1] == 1
    left = np.diff(inside, axis=1, prepend=0) == 1
    right = np.diff(inside[:, ::-1], axis=1, prepend=0)[:, ::-1] == 1
    edges(top, (0, 0), (1, 0))
    edges(right, (1, 0), (1, 1))
    edges(bottom, (1, 1), (0, 1))
    edges(left, (0, 1), (0, 0))

    # A ring's smallest corner is never one where two pixels meet diagonally, so that coming back to it closes the ring.
    return [_walk(leaving, corner) for corner in sorted(leaving) if corner in leaving]


def _walk(
    leaving: dict[tuple[int, int], list[tuple[int, int]]], start: tuple[int, int]
) -> list[tuple[int, int]]:
    """Consume one ring and return its corners; straight runs are joined."""
    ring: list[tuple[int, int]] = []
    here, heading = start, (0, 0)
    while here != start or not ring:
        ways = leaving[here]
        # Turning left where two pixels meet diagonally makes a hole touch the outline, which OGC polygons may.
        left = (here[0] + heading[1], here[1] - heading[0])
        there = left if left in ways else ways[0]
        ways.remove(there)
        if not ways:
            del leaving[here]
        step = (there[0] - here[0], there[1] - here[1])
        if step != heading:
            ring.append(here)
        here, heading = there, step
    return ring


def _fill(polygon: Polygon, height: int, width: int) -> NDArray[np.bool_]:
    """Even-odd scan conversion at pixel centres; exact for pixel-corner outlines."""
    pixels = np.zeros((height, width), bool)
    min_y, max_y = polygon.bounds[1], polygon.bounds[3]
    first, last = max(0, int(np.floor(min_y))), min(height, int(np.ceil(max_y)))
    rings = [np.asarray(ring.coords)[:, :2] for ring in (polygon.exterior, *polygon.interiors)]
    starts = np.concatenate([ring[:-1] for ring in rings])
    stops = np.concatenate([ring[1:] for ring in rings])
    for row in range(first, last):
        centre = row + 0.5
        crosses = (starts[:, 1] <= centre) != (stops[:, 1] <= centre)
        a, b = starts[crosses], stops[crosses]
        xs = np.sort(a[:, 0] + (centre - a[:, 1]) * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1]))
        for left, right in zip(xs[::2], xs[1::2], strict=True):
            begin = max(0, int(np.ceil(left - 0.5)))
            end = max(begin, min(width, int(np.ceil(right - 0.5))))
            pixels[row, begin:end] ^= True
    return pixels
