"""From a rough map of a thing to its outline: GrabCut on a small picture (Rother et al. 2004)."""

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks import Probability
from rvos_studio.video import Frame

LONG_SIDE = 320
"""Pictures are cut at this size: an outline of a few source pixels, in about 50 ms."""

_SURELY = 0.9
_HARDLY = 0.1
"""Beyond these GrabCut does not change its mind."""
_SECOND_PART = 0.6
"""Share of the main part's mass from which another part is kept: one expression, mostly one thing."""
_PIXELS_AT_LEAST = 20
_NO_BOX = (0, 0, 1, 1)


def shrink(frame: Frame) -> Frame:
    """The picture with its long side brought down to `LONG_SIDE`; small pictures stay as they are."""
    height, width = frame.shape[:2]
    scale = min(1.0, LONG_SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)


def cut(picture: Frame, rough: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sharpen a rough foreground map, h x w, 0..1, to the outlines of the picture of the same size.

    Parts far lighter than the main one are dropped. The answer is above one half inside the outline and keeps some
    of the rough map's doubt.
    """
    rough = _main_parts(rough)
    inside = rough > 0.5
    labels = np.where(inside, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[rough > _SURELY] = cv2.GC_FGD
    labels[rough < _HARDLY] = cv2.GC_BGD
    things = int(np.count_nonzero(labels & 1))
    if min(things, labels.size - things, int((labels == cv2.GC_BGD).sum())) >= _PIXELS_AT_LEAST:
        # GrabCut seeds its colour clusters from OpenCV's generator: the same clip must give the same masks.
        cv2.setRNGSeed(0)
        thing, rest = np.zeros((1, 65)), np.zeros((1, 65))
        bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        cv2.grabCut(bgr, labels, _NO_BOX, rest, thing, 1, cv2.GC_INIT_WITH_MASK)
        inside = (labels & 1) > 0
    outline = cv2.GaussianBlur(inside.astype(np.float32), (3, 3), 0)
    return np.asarray(0.8 * outline + 0.2 * rough, np.float32)


def enlarge(small: NDArray[np.float32], height: int, width: int) -> Probability:
    """Bring a probability map to source size."""
    full = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip(full, 0, 1).astype(np.float32)


def _main_parts(rough: NDArray[np.float32]) -> NDArray[np.float32]:
    count, parts = cv2.connectedComponents((rough > 0.5).astype(np.uint8))
    if count <= 2:
        return rough
    mass = np.bincount(parts.ravel(), rough.ravel(), count)
    mass[0] = 0
    light = np.flatnonzero(mass < _SECOND_PART * mass.max())
    return np.where(np.isin(parts, light[light > 0]), 0, rough).astype(np.float32)
