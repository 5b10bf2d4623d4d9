"""`Levels`: a probability in 8 bits, compressed; what a project keeps of one."""

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks.mask import Probability

FULL = 255
"""The level of probability 1."""
_PIXELS_PER_BYTE = 16
"""A code takes at most one byte for so many pixels of the frame, where coarser levels get it there."""
_SMALL = 4096
"""Bytes that no frame is too small for."""
_COARSEST = 32


@dataclass(frozen=True)
class Levels:
    """A probability as levels 0..255 inside the box of those above 0, compressed without further loss.

    A level is above 127 exactly where the probability is above 0.5, so that the binary mask can be read off it.
    """

    height: int
    width: int
    box: tuple[int, int, int, int]
    """x, y, width, height in pixels; 0, 0, 0, 0 where every level is 0."""
    code: bytes

    @classmethod
    def of(cls, probability: Probability) -> "Levels":
        """Encode an H x W map of 0..1, in coarser steps where finer ones would take too many bytes.

        A code takes at most H x W / 16 bytes, or 4 KiB, if steps of 1/8 get it there. Levels within the lowest step
        are 0.
        """
        height, width = probability.shape
        # Rounds half down, so that 0.5 itself stays background.
        levels = np.ceil(probability.astype(np.float32) * FULL - np.float32(0.5)).astype(np.uint8)
        most, step = max(_SMALL, height * width / _PIXELS_PER_BYTE), 1
        while True:
            x, y, w, h = box = _box(levels)
            code = zlib.compress(_differences(levels[y : y + h, x : x + w]).tobytes(), 1)
            if len(code) <= most or step == _COARSEST:
                return cls(height, width, box, code)
            step *= 2
            coarse = levels // step
            levels = np.where(coarse > 0, coarse * step + step // 2, 0).astype(np.uint8)

    def array(self) -> NDArray[np.uint8]:
        """Decode to a fresh H x W array of levels 0..255."""
        levels = np.zeros((self.height, self.width), np.uint8)
        x, y, w, h = self.box
        if w and h:
            rows = np.frombuffer(zlib.decompress(self.code), np.uint8).reshape(h, w)
            np.add.accumulate(rows, axis=0, dtype=np.uint8, out=levels[y : y + h, x : x + w])
        return levels


def _differences(levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Each row less the one above, modulo 256: smooth maps compress better so."""
    if not levels.size:
        return levels
    return np.diff(levels, axis=0, prepend=np.zeros((1, levels.shape[1]), np.uint8))


def _box(levels: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    rows = np.flatnonzero(levels.any(axis=1))
    if not len(rows):
        return 0, 0, 0, 0
    columns = np.flatnonzero(levels.any(axis=0))
    x, y = int(columns[0]), int(rows[0])
    return x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y
