"""Connected regions of a mask."""

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks.mask import Mask


def region_at(mask: Mask, x: int, y: int) -> Mask:
    """The 8-connected part of a mask that holds the pixel; empty where the pixel is not in the mask."""
    return Mask.from_array(region_of(mask.array().view(np.uint8), x, y))


def region_of(
    pixels: NDArray[np.uint8], x: int, y: int, *, diagonally: bool = True
) -> NDArray[np.uint8]:
    """The connected part that holds the pixel, of H x W pixels of 0 and 1; all 0 outside the frame and on a 0.

    Pixels that meet only at a corner are connected when `diagonally`.
    """
    height, width = pixels.shape
    if not (0 <= x < width and 0 <= y < height and pixels[y, x]):
        return np.zeros_like(pixels)
    # Flood where the barrier is 0; its border of one pixel is required.
    barrier = np.pad(1 - pixels, 1, constant_values=1)
    flags = (8 if diagonally else 4) | cv2.FLOODFILL_MASK_ONLY | 2 << 8
    cv2.floodFill(pixels.copy(), barrier, (x, y), 0, flags=flags)
    return np.asarray(barrier[1:-1, 1:-1] == 2, np.uint8)


def open_around(region: NDArray[np.uint8]) -> bool:
    """Whether a region reaches all four sides of the frame: no outline holds it."""
    return bool(all(side.any() for side in (region[0], region[-1], region[:, 0], region[:, -1])))
