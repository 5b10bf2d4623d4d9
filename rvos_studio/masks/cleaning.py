"""Tidying a mask: specks, holes, growing and shrinking."""

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput
from rvos_studio.masks.mask import Mask


def remove_specks(mask: Mask, smallest: int) -> Mask:
    """Drop 8-connected parts of fewer than `smallest` pixels."""
    return Mask.from_array(_keep_parts(mask.array(), smallest, connectivity=8))


def fill_holes(mask: Mask, largest: int | None = None) -> Mask:
    """Fill background that does not touch the frame's border and has at most `largest` pixels (any size if None)."""
    pixels = mask.array()
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        (~pixels).view(np.uint8), connectivity=4
    )
    border = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    hole = np.ones(count, bool)
    hole[border] = False
    hole[0] = False
    if largest is not None:
        hole &= stats[:, cv2.CC_STAT_AREA] <= largest
    return Mask.from_array(pixels | hole[labels])


def grow(mask: Mask, radius: int) -> Mask:
    """Dilate by a disk of `radius` pixels."""
    return Mask.from_array(cv2.dilate(mask.array().view(np.uint8), disk(radius)))


def shrink(mask: Mask, radius: int) -> Mask:
    """Erode by a disk of `radius` pixels; the frame's border does not eat into the mask."""
    pixels = cv2.erode(
        mask.array().view(np.uint8), disk(radius), borderType=cv2.BORDER_CONSTANT, borderValue=1
    )
    return Mask.from_array(pixels)


def disk(radius: int) -> NDArray[np.uint8]:
    """The digital disk dx^2 + dy^2 <= radius^2 as a (2r+1) x (2r+1) array of 0 and 1."""
    if radius < 0:
        raise BadInput(f"A radius must not be negative, {radius} is.")
    y, x = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    inside: NDArray[np.bool_] = x * x + y * y <= radius * radius
    return inside.astype(np.uint8)


def _keep_parts(pixels: NDArray[np.bool_], smallest: int, connectivity: int) -> NDArray[np.bool_]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        pixels.view(np.uint8), connectivity=connectivity
    )
    keep = stats[:, cv2.CC_STAT_AREA] >= smallest
    keep[0] = False
    kept: NDArray[np.bool_] = keep[labels]
    return kept
