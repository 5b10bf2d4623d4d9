"""What an unfinished gesture does to the pixels of one mask. Knows numpy only."""

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.app.canvas.brush import Box, joined

Pixels = NDArray[np.uint8]
"""H x W of 0 and 1."""


class Drawing:
    """Pixels that are being changed in place, and what they were before.

    Pixels in `spared` (H x W of 0 and 1) are never added: they belong to others.
    """

    def __init__(self, pixels: Pixels, spared: Pixels | None = None) -> None:
        self.pixels = pixels
        self.touched: Box = (0, 0, 0, 0)
        self._before = pixels.copy()
        self._spared = spared

    @property
    def changed(self) -> bool:
        """Whether any pixel is another than before."""
        part = _slices(self.touched)
        return bool((self.pixels[part] != self._before[part]).any())

    def touch(self, box: Box) -> None:
        """Something was drawn inside this box."""
        self.touched = joined(self.touched, box)
        if self._spared is not None:
            part = _slices(box)
            added = self.pixels[part] > self._before[part]
            self.pixels[part][added & (self._spared[part] > 0)] = 0

    def replace(self, pixels: Pixels) -> Box:
        """Put other pixels in the place of all; returns the box around what they change."""
        x, y, width, height = cv2.boundingRect((pixels != self.pixels).view(np.uint8))
        self.pixels[:] = pixels
        self.touch((x, y, width, height))
        return x, y, width, height

    def take_back(self) -> Box:
        """Make the pixels what they were; returns the box that changed."""
        self.pixels[:] = self._before
        return self.touched


def _slices(box: Box) -> tuple[slice, slice]:
    x, y, width, height = box
    return slice(y, y + height), slice(x, x + width)
