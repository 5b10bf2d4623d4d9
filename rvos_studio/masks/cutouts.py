"""Masks from a box or a click, by colour: GrabCut (Rother, Kolmogorov and Blake 2004) on a small crop."""

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks.regions import region_of
from rvos_studio.video import Frame

_BOX_SIDE, _CLICK_SIDE = 224, 160
"""Crops are cut at this size: an outline is exact to a few source pixels, and an answer takes tens of ms."""

_OVAL, _CORE = 1.1, 0.2
"""Axes of the ellipses in a box, as shares of its sides, that likely and surely hold the object."""
_AROUND = 0.35
"""Half a side of the crop around a click, as a share of the mask's longer side."""
_REACH = 0.42
"""How far from a click the mask may change, as a share of the crop's longer side."""
_LIKELY, _SEED = 0.1, 0.03
"""Radii around a click that likely and surely belong with it, as shares of the crop's longer side."""
_ALIKE = 24
"""How much a channel may differ from the clicked colour to be taken for the same at first."""
_SMALLEST = 40
"""Half a side of the smallest crop, in pixels."""
_ROUNDS = 2

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
    picture = _small(frame, crop, _BOX_SIDE)
    high, wide = picture.shape[:2]
    scale_y, scale_x = high / (crop[3] - crop[1]), wide / (crop[2] - crop[0])
    rows = slice(int((top - crop[1]) * scale_y), int(np.ceil((bottom - crop[1]) * scale_y)))
    columns = slice(int((left - crop[0]) * scale_x), int(np.ceil((right - crop[0]) * scale_x)))
    guess = np.full((high, wide), cv2.GC_BGD, np.uint8)
    guess[rows, columns] = _in_box(rows.stop - rows.start, columns.stop - columns.start)
    found = _large(np.asarray(cv2.medianBlur(_cut(picture, guess), 5), np.uint8), crop)
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
    left, top, right, bottom = crop = _around(pixels, x, y)
    inside = pixels[top:bottom, left:right]
    picture = _small(frame, crop, _CLICK_SIDE)
    high, wide = picture.shape[:2]
    before = np.asarray(cv2.resize(inside, (wide, high), interpolation=cv2.INTER_AREA), np.uint8)
    at = (x - left) * wide // (right - left), (y - top) * high // (bottom - top)
    seed = _disc(before.shape, at, max(2, round(max(high, wide) * _SEED)))
    likely = _disc(before.shape, at, round(max(high, wide) * _LIKELY))
    near = _disc(before.shape, at, round(max(high, wide) * _REACH))
    alike = _alike(picture, at) & near | likely
    if adds:
        guess = np.where(before > 0, cv2.GC_FGD, np.where(near > 0, cv2.GC_PR_BGD, cv2.GC_BGD))
    else:
        guess = np.where(before == 0, cv2.GC_BGD, np.where(near > 0, cv2.GC_PR_FGD, cv2.GC_FGD))
    guess[alike > 0] = cv2.GC_PR_FGD if adds else cv2.GC_PR_BGD
    guess[seed > 0] = cv2.GC_FGD if adds else cv2.GC_BGD
    found = _cut(picture, guess.astype(np.uint8))
    changed = found & ~before if adds else before & ~found
    # Only what changed is enlarged, with a rim that closes up with the mask's own, exact edge.
    rim = np.asarray(cv2.dilate(changed | seed, np.ones((3, 3), np.uint8)), np.uint8)
    region = _large(found if adds else 1 - found, crop) & _large(rim, crop)
    region[y - top, x - left] = 1
    region = region_of(region, x - left, y - top)
    after = pixels.copy()
    after[top:bottom, left:right] = inside | region if adds else inside & ~region
    return after


def _in_box(high: int, wide: int) -> NDArray[np.uint8]:
    """What a box says before its colours are looked at: its middle is the object, its corners hardly."""
    y = (np.arange(high) + 0.5)[:, None] * 2 / high - 1
    x = (np.arange(wide) + 0.5)[None, :] * 2 / wide - 1
    away = np.hypot(x, y)
    guess = np.where(away <= _OVAL, cv2.GC_PR_FGD, cv2.GC_PR_BGD)
    guess[away <= _CORE] = cv2.GC_FGD
    return guess.astype(np.uint8)


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
    """A crop around a click in which what belongs together fits, from the size of the mask, as `_clipped` has it."""
    height, width = pixels.shape
    _, _, wide, high = cv2.boundingRect(pixels)
    half = round(_AROUND * max(wide, high)) if wide else min(height, width) // 3
    return _clipped((x, y, 1, 1), max(_SMALLEST, half), height, width)


def _clipped(box: Box, margin: int, height: int, width: int) -> Box:
    """A box with a margin as left, top, right, bottom inside the frame."""
    x, y, wide, high = box
    return (
        min(max(0, x - margin), width),
        min(max(0, y - margin), height),
        max(0, min(width, x + wide + margin)),
        max(0, min(height, y + high + margin)),
    )


def _small(frame: Frame, crop: Box, long_side: int) -> Frame:
    left, top, right, bottom = crop
    part = frame[top:bottom, left:right]
    scale = min(1.0, long_side / max(part.shape[:2]))
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    return np.ascontiguousarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA))


def _large(small: Pixels, crop: Box) -> Pixels:
    """A small mask at its crop's size, its edge smoothed."""
    size = crop[2] - crop[0], crop[3] - crop[1]
    if small.shape[::-1] == size:
        return small
    soft = cv2.GaussianBlur(small * np.uint8(255), (3, 3), 0)  # else its steps would show
    smooth = cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(smooth > 127, np.uint8)
