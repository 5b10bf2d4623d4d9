"""J and F of one frame, of every prediction against every truth at once.

The pixels of a mask become the bits of one integer, row after row. A shift then moves the whole mask, so that an
outline costs three shifts and its dilation by a disk a few dozen, each over some kilobytes.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput

TOLERANCE = 0.008
"""How far apart two outlines may be and still agree, as a share of the frame's diagonal."""


def compare(
    predictions: Sequence[NDArray[Any]],
    truths: Sequence[NDArray[Any]],
    tolerance: float = TOLERANCE,
    void: NDArray[Any] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """J and F of every prediction (rows) against every truth (columns), each 0..1.

    All arrays are H x W; every non-zero pixel is foreground, and pixels of `void` count in neither. Raises
    `BadInput` where sizes differ.
    """
    masks = [*_foregrounds([*predictions, *truths], void)]
    shape = len(predictions), len(truths)
    region, boundary = np.ones(shape), np.ones(shape)
    grid = _Grid.around(masks, tolerance) if masks else None
    if grid is None:
        return region, boundary
    there = [_Pixels(grid, grid.pack(mask)) for mask in masks]
    for row, one in enumerate(there[: len(predictions)]):
        for column, other in enumerate(there[len(predictions) :]):
            region[row, column] = _region(one, other)
            boundary[row, column] = _boundary(one, other)
    return region, boundary


def radius(height: int, width: int, tolerance: float = TOLERANCE) -> int:
    """The tolerance in pixels for a frame of this size."""
    return math.ceil(tolerance if tolerance >= 1 else tolerance * math.hypot(height, width))


@dataclass(frozen=True)
class _Grid:
    """The box of a frame that holds all masks, and where its pixels lie in an integer.

    Every row is followed by at least `radius` free bits, so that nothing reaches the next row; one free row follows
    the last. At the frame's border the first free bits repeat the last pixels: neighbours outside count as equal.
    """

    top: int
    left: int
    height: int
    width: int
    at_left: bool
    at_bottom: bool
    at_right: bool
    radius: int

    @classmethod
    def around(cls, masks: Sequence[NDArray[np.bool_]], tolerance: float) -> "_Grid | None":
        """None where no mask has a pixel."""
        union = masks[0].view(np.uint8)
        for mask in masks[1:]:
            union = np.bitwise_or(union, mask.view(np.uint8))
        x, y, width, height = cv2.boundingRect(union)
        if not width:
            return None
        # A boundary may lie one pixel above and left of its mask.
        top, left = max(y - 1, 0), max(x - 1, 0)
        rows, columns = union.shape
        return cls(
            top,
            left,
            y + height - top,
            x + width - left,
            x == 0,
            y + height == rows,
            x + width == columns,
            radius(rows, columns, tolerance),
        )

    @cached_property
    def stride(self) -> int:
        """Bits from a pixel to the one below it; whole bytes."""
        return (self.width + max(self.radius, 1) + 7) // 8 * 8

    def pack(self, mask: NDArray[np.bool_]) -> int:
        """The integer of an H x W mask."""
        height, width = self.height, self.width
        pixels = np.zeros((height + 1, self.stride), bool)
        pixels[:height, :width] = mask[self.top : self.top + height, self.left : self.left + width]
        if self.at_bottom:
            pixels[height] = pixels[height - 1]
        if self.at_right:
            pixels[:, width] = pixels[:, width - 1]
        return _integer(pixels)

    @cached_property
    def inside(self) -> int | None:
        """The bits that are pixels; None where no others are ever set."""
        # A boundary left of the first column would land behind the row above.
        if not (self.at_left or self.at_bottom or self.at_right):
            return None
        pixels = np.zeros((self.height + 1, self.stride), bool)
        pixels[: self.height, : self.width] = True
        return _integer(pixels)

    @cached_property
    def disk(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """The disk dx^2 + dy^2 <= r^2 as (half width, rows that have it), the narrowest first."""
        rows: dict[int, list[int]] = {}
        for dy in range(-self.radius, self.radius + 1):
            rows.setdefault(math.isqrt(self.radius**2 - dy**2), []).append(dy)
        return tuple((half, tuple(rows[half])) for half in sorted(rows))


class _Pixels:
    """A mask on a grid."""

    def __init__(self, grid: _Grid, bits: int) -> None:
        self._grid, self._padded = grid, bits
        self.bits = self._cut(bits)
        self.area = self.bits.bit_count()

    @cached_property
    def boundary(self) -> int:
        bits, stride = self._padded, self._grid.stride
        return self._cut(bits ^ bits >> 1 | bits ^ bits >> stride | bits ^ bits >> stride + 1)

    @cached_property
    def length(self) -> int:
        """Pixels of the boundary."""
        return self.boundary.bit_count()

    @cached_property
    def reach(self) -> int:
        """The boundary dilated by the disk, moved on by `offset` so that every shift goes one way."""
        stride, radius = self._grid.stride, self._grid.radius
        dilated, run, length = 0, self.boundary, 1
        for half, rows in self._grid.disk:
            while length < 2 * half + 1:
                step = min(length, 2 * half + 1 - length)
                run |= run << step
                length += step
            for dy in rows:
                dilated |= run << (dy + radius) * stride + radius - half
        return dilated

    @cached_property
    def offset(self) -> int:
        return self._grid.radius * (self._grid.stride + 1)

    def near(self, other: "_Pixels") -> float:
        """The share of this boundary that the other's reach covers."""
        return (self.boundary << self.offset & other.reach).bit_count() / self.length

    def _cut(self, bits: int) -> int:
        return bits if self._grid.inside is None else bits & self._grid.inside


def _region(one: _Pixels, other: _Pixels) -> float:
    both = (one.bits & other.bits).bit_count()
    union = one.area + other.area - both
    return both / union if union else 1.0


def _boundary(one: _Pixels, other: _Pixels) -> float:
    if not one.length or not other.length:
        return float(one.length == other.length)
    precision, recall = one.near(other), other.near(one)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _foregrounds(
    masks: Sequence[NDArray[Any]], void: NDArray[Any] | None
) -> Iterator[NDArray[np.bool_]]:
    """Boolean H x W arrays without the void pixels."""
    valid = None if void is None else void == 0
    for mask in masks:
        if mask.ndim != 2 or mask.shape != masks[-1].shape:
            shapes = f"{mask.shape} and {masks[-1].shape}"
            raise BadInput(f"Only masks of one height x width can be compared, not {shapes}.")
        pixels = np.ascontiguousarray(mask if mask.dtype == np.bool_ else mask != 0)
        if valid is None:
            yield pixels
        elif valid.shape != mask.shape:
            raise BadInput(f"The void pixels are {valid.shape}, the masks {mask.shape}.")
        else:
            yield pixels & valid


def _integer(pixels: NDArray[np.bool_]) -> int:
    return int.from_bytes(np.packbits(pixels, bitorder="little").tobytes(), "little")
