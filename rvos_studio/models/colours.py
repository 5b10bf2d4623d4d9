"""Colours of pixels: the eleven basic colour words, and what tells a thing's pixels from the rest of a clip."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.video import Frame

_BINS = (8, 16, 16)
"""Bins of L, a and b; the a and b bins cover the middle half of their range, where video colours lie."""

COLOUR_BINS = _BINS[0] * _BINS[1] * _BINS[2]

_NEUTRAL = 1e-4
_HUES = {
    "red": (-8.0, 8.0),
    "orange": (8.0, 20.0),
    "yellow": (18.0, 36.0),
    "green": (36.0, 85.0),
    "blue": (85.0, 131.0),
    "purple": (126.0, 152.0),
    "pink": (146.0, 174.0),
}
"""Hue ranges in OpenCV's half degrees; red goes round zero."""


def colour_match(frame: Frame, colours: Sequence[str]) -> NDArray[np.float32]:
    """How well each pixel fits any of the basic colour words, H x W, 0..1; all 1 when there is no word."""
    if not colours:
        return np.ones(frame.shape[:2], np.float32)
    hsv = cv2.cvtColor(frame, cv2.COLOR_RGB2HSV).astype(np.float32)
    hue, saturation, value = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    matches = [_fits(name, hue, saturation, value) for name in colours]
    return np.asarray(np.max(matches, axis=0), np.float32)


def _fits(
    name: str, hue: NDArray[np.float32], saturation: NDArray[np.float32], value: NDArray[np.float32]
) -> NDArray[np.float32]:
    if name == "black":
        return _below(value, 90, 50)
    if name == "white":
        return _below(saturation, 70, 40) * _above(value, 150, 50)
    if name == "grey":
        return _below(saturation, 60, 40) * _above(value, 50, 40) * _below(value, 215, 40)
    if name == "brown":
        return _hue_within(hue, 2, 24) * _above(saturation, 50, 30) * _below(value, 200, 60)
    low, high = _HUES[name]
    return _hue_within(hue, low, high) * _above(saturation, 80, 50) * _above(value, 60, 40)


def _above(x: NDArray[np.float32], edge: float, softness: float) -> NDArray[np.float32]:
    return np.asarray(np.clip((x - edge) / softness + 0.5, 0, 1), np.float32)


def _below(x: NDArray[np.float32], edge: float, softness: float) -> NDArray[np.float32]:
    return 1 - _above(x, edge, softness)


def _hue_within(hue: NDArray[np.float32], low: float, high: float) -> NDArray[np.float32]:
    centre, reach = (low + high) / 2, (high - low) / 2
    away = np.abs((hue - centre + 90) % 180 - 90)
    return _below(away, reach, 6)


def colour_bins(frame: Frame) -> NDArray[np.int16]:
    """The bin of a coarse Lab histogram every pixel falls into, H x W."""
    lab = cv2.cvtColor(frame, cv2.COLOR_RGB2LAB).astype(np.intp)
    level = lab[..., 0] * _BINS[0] // 256
    green_red = np.clip((lab[..., 1] - 64) * _BINS[1] // 128, 0, _BINS[1] - 1)
    blue_yellow = np.clip((lab[..., 2] - 64) * _BINS[2] // 128, 0, _BINS[2] - 1)
    return np.asarray((level * _BINS[1] + green_red) * _BINS[2] + blue_yellow, np.int16)


def colour_histogram(bins: NDArray[np.integer]) -> NDArray[np.float32]:
    """Shares of `colour_bins` merged two by two along every axis: what a region looks like in 256 numbers."""
    fine = np.bincount(bins.ravel(), minlength=COLOUR_BINS)
    coarse = fine.reshape(_BINS[0] // 2, 2, _BINS[1] // 2, 2, _BINS[2] // 2, 2).sum(axis=(1, 3, 5))
    return np.asarray(coarse.ravel() / max(int(fine.sum()), 1), np.float32)


def likeness(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Bhattacharyya coefficient of two histograms, 0..1."""
    return float(np.sqrt(one * other).sum())


def stands_out(bins: NDArray[np.integer]) -> NDArray[np.float32]:
    """How rare each pixel's colour is along the border of the picture, h x w, 0..1."""
    height, width = bins.shape
    margin = max(1, round(0.06 * min(height, width)))
    border = np.ones(bins.shape, bool)
    border[margin : height - margin, margin : width - margin] = False
    size = COLOUR_BINS
    share = _smoothed(np.bincount(bins[border], minlength=size).astype(np.float64))
    rarity = -np.log(share + _NEUTRAL)[bins]
    rarity = cv2.GaussianBlur(rarity, (0, 0), 2)
    usual, most = -np.log(share.max() + _NEUTRAL), -np.log(_NEUTRAL)
    return np.asarray(np.clip((rarity - usual) / max(most - usual, 1e-6), 0, 1) ** 2, np.float32)


def colour_evidence(
    bins: Sequence[NDArray[np.integer]], maps: Sequence[NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Log likelihood ratio of every colour bin, thing against rest, from rough foreground maps (0..1) of frames."""
    size = COLOUR_BINS
    thing, rest = np.zeros(size), np.zeros(size)
    for frame_bins, rough in zip(bins, maps, strict=True):
        flat, weight = frame_bins.ravel(), rough.ravel().astype(np.float64)
        thing += np.bincount(flat, weight**2, size)
        rest += np.bincount(flat, (1 - weight) ** 2, size)
    ratio = np.log((_smoothed(thing) + _NEUTRAL) / (_smoothed(rest) + _NEUTRAL))
    return ratio.astype(np.float32)


def _smoothed(histogram: NDArray[np.float64]) -> NDArray[np.float64]:
    """The histogram as shares, spread a little over neighbouring bins."""
    cube = (histogram / max(histogram.sum(), 1e-9)).reshape(_BINS)
    for axis in range(3):
        padded = np.concatenate([cube.take([0], axis), cube, cube.take([-1], axis)], axis)
        before, after = (padded.take(range(k, k + cube.shape[axis]), axis) for k in (0, 2))
        cube = 0.25 * before + 0.5 * cube + 0.25 * after
    return np.asarray(cube.ravel(), np.float64)
