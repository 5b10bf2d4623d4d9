"""`Mask`: one object on one frame, immutable, run-length encoded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as rle

from rvos_studio.errors import BadInput

Probability = NDArray[np.floating[Any]]
"""Foreground probability of one object on one frame: float16 or float32, H x W, 0..1."""


@dataclass(frozen=True)
class Mask:
    """The pixels of one object on one frame.

    Stored as a compressed COCO run-length code (column-major, background first), so that equal pixels always mean
    equal bytes. Two masks are equal when size and pixels are; masks are hashable.
    """

    height: int
    width: int
    counts: bytes

    @classmethod
    def empty(cls, height: int, width: int) -> "Mask":
        """A mask without a pixel."""
        return cls.from_array(np.zeros((height, width), bool))

    @classmethod
    def full(cls, height: int, width: int) -> "Mask":
        """A mask of every pixel."""
        return cls.from_array(np.ones((height, width), bool))

    @classmethod
    def from_array(cls, pixels: NDArray[Any]) -> "Mask":
        """Encode an H x W array; every non-zero value is foreground. Raises `BadInput` if it is not 2-D."""
        if pixels.ndim != 2 or 0 in pixels.shape:
            raise BadInput(
                f"A mask must be a height x width array with pixels, not one of shape {pixels.shape}."
            )
        code = rle.encode(_turned((pixels != 0).view(np.uint8)).T)
        return cls(pixels.shape[0], pixels.shape[1], bytes(code["counts"]))

    @classmethod
    def from_rle(cls, code: Mapping[str, Any]) -> "Mask":
        """Read `{"size": [h, w], "counts": list | str | bytes}`; raises `BadInput` where runs do not fill the size."""
        try:
            height, width = (int(n) for n in code["size"])
            counts = code["counts"]
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(
                "A run-length mask needs 'size' [height, width] and 'counts'."
            ) from error
        if height <= 0 or width <= 0:
            raise BadInput(f"A run-length mask of size {height} x {width} has no pixels.")
        if isinstance(counts, list):
            if not all(isinstance(n, int) and n >= 0 for n in counts):
                raise BadInput("The runs of a mask must be whole numbers from 0.")
            if sum(counts) != height * width:
                raise BadInput(
                    f"The runs of a mask add up to {sum(counts)} pixels, not to {height} x {width}."
                )
            counts = rle.frPyObjects({"size": [height, width], "counts": counts}, height, width)[
                "counts"
            ]
        if not isinstance(counts, str | bytes):
            raise BadInput(
                "The 'counts' of a run-length mask must be a list of runs or their compressed code."
            )
        raw = counts.encode("ascii", "replace") if isinstance(counts, str) else counts
        _check_runs(raw, height, width)
        # Decoding once makes the code canonical: no empty runs, equal pixels give equal bytes.
        return cls.from_array(rle.decode({"size": [height, width], "counts": raw}))

    @property
    def rle(self) -> dict[str, Any]:
        """The COCO form with an ASCII string, ready for JSON."""
        return {"size": [self.height, self.width], "counts": self.counts.decode("ascii")}

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width)."""
        return self.height, self.width

    def array(self) -> NDArray[np.bool_]:
        """Decode to a fresh H x W boolean array."""
        return _turned(rle.decode(self._code).T).view(np.bool_)

    @cached_property
    def area(self) -> int:
        """Number of foreground pixels."""
        return int(rle.area(self._code))

    @cached_property
    def bbox(self) -> tuple[int, int, int, int]:
        """Tight box (x, y, width, height) in pixels; (0, 0, 0, 0) for an empty mask."""
        x, y, w, h = (int(n) for n in rle.toBbox(self._code))
        return x, y, w, h

    def __bool__(self) -> bool:
        return self.area > 0

    def __and__(self, other: "Mask") -> "Mask":
        return self._combine(other, np.logical_and)

    def __or__(self, other: "Mask") -> "Mask":
        return self._combine(other, np.logical_or)

    def __xor__(self, other: "Mask") -> "Mask":
        return self._combine(other, np.logical_xor)

    def __sub__(self, other: "Mask") -> "Mask":
        return self._combine(other, lambda a, b: a & ~b)

    def __invert__(self) -> "Mask":
        return Mask.from_array(~self.array())

    def iou(self, other: "Mask") -> float:
        """Intersection over union, 0..1; 1 when both are empty."""
        self._same_size(other)
        if not self and not other:
            return 1.0
        return float(rle.iou([self._code], [other._code], [0])[0, 0])

    @property
    def _code(self) -> dict[str, Any]:
        return {"size": [self.height, self.width], "counts": self.counts}

    def _same_size(self, other: "Mask") -> None:
        if self.shape != other.shape:
            raise BadInput(
                f"Masks of {self.width}x{self.height} and {other.width}x{other.height} pixels cannot be combined."
            )

    def _combine(
        self,
        other: "Mask",
        operation: Callable[[NDArray[np.bool_], NDArray[np.bool_]], NDArray[np.bool_]],
    ) -> "Mask":
        self._same_size(other)
        return Mask.from_array(operation(self.array(), other.array()))


def _turned(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Columns as rows, contiguous: OpenCV does it in blocks, ten times as fast as NumPy."""
    return np.asarray(cv2.transpose(np.ascontiguousarray(pixels)))


def binarise(probability: Probability, threshold: float = 0.5) -> Mask:
    """Foreground where the probability is strictly above the threshold (fusion practice of the challenge)."""
    return Mask.from_array(probability > threshold)


def _check_runs(counts: bytes, height: int, width: int) -> None:
    """Refuse a compressed code whose runs do not add up; pycocotools would read past the end of the image."""
    runs: list[int] = []
    total = position = 0
    while position < len(counts):
        value, shift, more = 0, 0, True
        while more:
            if position >= len(counts) or not 48 <= counts[position] < 112:
                raise BadInput("The compressed run-length code of a mask is damaged.")
            digit = counts[position] - 48
            value |= (digit & 31) << shift
            more = bool(digit & 32)
            position += 1
            shift += 5
            if not more and digit & 16:
                value |= -1 << shift
        if len(runs) > 2:
            value += runs[-2]
        if value < 0:
            raise BadInput("The compressed run-length code of a mask is damaged.")
        runs.append(value)
        total += value
    if total != height * width:
        raise BadInput(f"The runs of a mask add up to {total} pixels, not to {height} x {width}.")
