"""Masks from a box or a click, by colour: GrabCut (Rother, Kolmogorov and Blake 2004) on a small crop."""

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks.regions import region_of
from rvos_studio.video import Frame

LONG_SIDE = 224
"""Crops are cut at this size: the outline is exact to a few source pixels, and an answer takes tens of ms."""

_ROUNDS = 3
_ALIKE = 24
"""How much a channel may differ from the clicked colour to be taken for the same at first."""
_REACH = 0.4
"""How far from a click the mask may change, as a share of the crop's long side."""
_SEED = 0.015
"""Radius around a click that surely belongs with it, as a share of the crop's long side."""
_SMALLEST = 48

Pixels = NDArray[np.uint8]
"""H x W of 0 and 1."""
Box = tuple[int, int, int, int]
"""x, y, width, height in pixels."""


def cut_box(frame: Frame, box: Box) -> Pixels:
    """What stands out from its surroundings inside a box; all 0 where the box holds no pixel."""
    height, width = frame.shape[:2]
    made = np.zeros((height, width), np.uint8)
    left, top, right, bottom = _clipped(box, 0, height, width)
    if right - left < 2 or bottom - top < 2:
        return made
    margin = max(16, (right - left) // 3, (bottom - top) // 3)
    crop = _clipped(box, margin, height, width)
    picture = _small(frame, crop)
    high, wide = picture.shape[:2]
    guess = np.full((high, wide), cv2.GC_BGD, np.uint8)
    scale_y, scale_x = high / (crop[3] - crop[1]), wide / (crop[2] - crop[0])
    rows = slice(int((top - crop[1]) * scale_y), int(np.ceil((bottom - crop[1]) * scale_y)))
    columns = slice(int((left - crop[0]) * scale_x), int(np.ceil((right - crop[0]) * scale_x)))
    guess[rows, columns] = cv2.GC_PR_FGD
    # A box up to the frame's border leaves no surroundings to learn from: its rim stands in for them.
    if (guess == cv2.GC_PR_FGD).all():
        guess[[0, -1]] = guess[:, [0, -1]] = cv2.GC_BGD
    found = _large(_cut(picture, guess), crop)
    part = made[top:bottom, left:right]
    part[:] = found[top - crop[1] : bottom - crop[1], left - crop[0] : right - crop[0]]
    return made


def refine(frame: Frame, pixels: Pixels, x: int, y: int, adds: bool) -> Pixels:
    """The mask with the region around a click added, or taken away; nothing else changes.

    The region is connected, holds the click, lies within reach of it, and ends where the colours say so.
    """
    height, width = pixels.shape
    if not (0 <= x < width and 0 <= y < height):
        return pixels.copy()
    crop = _around(pixels, x, y)
    left, top, right, bottom = crop
    picture = _small(frame, crop)
    rows, columns = picture.shape[:2]
    inside = pixels[top:bottom, left:right]
    before = np.asarray(cv2.resize(inside, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
    at = (
        min(columns - 1, (x - left) * columns // (right - left)),
        min(rows - 1, (y - top) * rows // (bottom - top)),
    )
    long_side = max(rows, columns)
    near = _disc(before.shape, at, round(long_side * _REACH))
    seed = _disc(before.shape, at, max(1, round(long_side * _SEED)))
    alike = _alike(picture, at) & near | seed
    guess = np.where(before > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    # Far from the click the mask is right as it is.
    guess[(near == 0) & (before > 0)] = cv2.GC_FGD
    guess[(near == 0) & (before == 0)] = cv2.GC_BGD
    guess[alike > 0] = cv2.GC_PR_FGD if adds else cv2.GC_PR_BGD
    guess[seed > 0] = cv2.GC_FGD if adds else cv2.GC_BGD
    found = _cut(picture, guess)
    changed = found & ~before if adds else before & ~found
    # Only what changed is enlarged, with a rim that closes up with the mask's own, exact edge.
    rim = np.asarray(cv2.dilate(changed | seed, np.ones((3, 3), np.uint8)), np.uint8)
    sure = found if adds else 1 - found
    region = _large(sure, crop) & _large(rim, crop)
    region[y - top, x - left] = 1
    region = region_of(region, x - left, y - top)
    after = pixels.copy()
    after[top:bottom, left:right] = inside | region if adds else inside & ~region
    return after


def _cut(picture: Frame, guess: NDArray[np.uint8]) -> Pixels:
    """GrabCut from a first guess per pixel; the guess itself where it leaves nothing to decide."""
    ahead = (guess == cv2.GC_FGD) | (guess == cv2.GC_PR_FGD)
    if ahead.any() and not ahead.all():
        cv2.setRNGSeed(0)  # its clusters start at random: the same click shall give the same mask
        models = np.zeros((1, 65)), np.zeros((1, 65))
        cv2.grabCut(picture, guess, (0, 0, 1, 1), *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
        ahead = (guess == cv2.GC_FGD) | (guess == cv2.GC_PR_FGD)
    return np.asarray(ahead, np.uint8)


def _disc(shape: tuple[int, ...], at: tuple[int, int], radius: int) -> Pixels:
    return np.asarray(cv2.circle(np.zeros(shape, np.uint8), at, radius, 1, cv2.FILLED), np.uint8)


def _alike(picture: Frame, at: tuple[int, int]) -> Pixels:
    """What is connected to a pixel and has about its colour."""
    smooth = cv2.medianBlur(picture, 5)
    found: Pixels = np.zeros((picture.shape[0] + 2, picture.shape[1] + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | 1 << 8
    cv2.floodFill(smooth, found, at, 0, (_ALIKE,) * 3, (_ALIKE,) * 3, flags)
    return np.asarray(found[1:-1, 1:-1])


def _around(pixels: Pixels, x: int, y: int) -> Box:
    """The corners of a crop that holds the mask, the click and some of their surroundings."""
    height, width = pixels.shape
    left, top, wide, high = cv2.boundingRect(pixels)
    if not wide:
        half = max(_SMALLEST, min(height, width) // 3)
        return _clipped((x, y, 1, 1), half, height, width)
    right, bottom = max(left + wide, x + 1), max(top + high, y + 1)
    left, top = min(left, x), min(top, y)
    margin = max(_SMALLEST, (right - left) // 4, (bottom - top) // 4)
    return _clipped((left, top, right - left, bottom - top), margin, height, width)


def _clipped(box: Box, margin: int, height: int, width: int) -> Box:
    """A box with a margin as left, top, right, bottom inside the frame."""
    x, y, wide, high = box
    return (
        min(max(0, x - margin), width),
        min(max(0, y - margin), height),
        max(0, min(width, x + wide + margin)),
        max(0, min(height, y + high + margin)),
    )


def _small(frame: Frame, crop: Box) -> Frame:
    left, top, right, bottom = crop
    part = frame[top:bottom, left:right]
    scale = min(1.0, LONG_SIDE / max(part.shape[:2]))
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    return np.ascontiguousarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA))


def _large(small: Pixels, crop: Box) -> Pixels:
    """A small mask at its crop's size, its edge smoothed."""
    size = crop[2] - crop[0], crop[3] - crop[1]
    smooth = cv2.resize(small * np.uint8(255), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(smooth > 127, np.uint8)
