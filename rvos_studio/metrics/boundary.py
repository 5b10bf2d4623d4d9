"""F: how well two outlines agree."""

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks.cleaning import disk
from rvos_studio.metrics.region import foregrounds


def boundary_accuracy(
    prediction: NDArray[Any],
    truth: NDArray[Any],
    tolerance: float = 0.008,
    void: NDArray[Any] | None = None,
) -> float:
    """F of one frame: harmonic mean of boundary precision and recall, 0..1.

    All arrays are H x W; every non-zero pixel is foreground. A boundary pixel is right when the
    other boundary has a pixel within `tolerance`, a share of the frame's diagonal rounded up to
    whole pixels (from 1 on: pixels). Without any boundary on both sides F is 1, so that a full
    mask agrees with an empty one. Pixels of `void` count in neither. Raises `BadInput` where the
    sizes differ. (Perazzi et al., CVPR 2016; the bipartite matching is approximated by a dilation,
    as in the DAVIS 2017 evaluation.)
    """
    a, b = (boundary_map(mask) for mask in foregrounds(prediction, truth, void))
    total_a, total_b = int(np.count_nonzero(a)), int(np.count_nonzero(b))
    if not total_a or not total_b:
        return float(total_a == total_b)
    # Nothing outside the box of both boundaries is ever counted, and the disk is the cost.
    box = _box(a | b)
    a, b = a[box], b[box]
    height, width = prediction.shape
    kernel = disk(radius(height, width, tolerance))
    precision = int(np.count_nonzero(a & _dilate(b, kernel))) / total_a
    recall = int(np.count_nonzero(b & _dilate(a, kernel))) / total_b
    if precision + recall == 0:
        return 0.0
    return 2 * precision * recall / (precision + recall)


def boundary_map(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels of an H x W mask that differ from their right, lower or lower-right neighbour.

    The frame's border is no boundary: neighbours outside count as equal.
    """
    boundary = np.zeros_like(mask, dtype=bool)
    boundary[:, :-1] |= mask[:, :-1] != mask[:, 1:]
    boundary[:-1] |= mask[:-1] != mask[1:]
    boundary[:-1, :-1] |= mask[:-1, :-1] != mask[1:, 1:]
    return boundary


def radius(height: int, width: int, tolerance: float = 0.008) -> int:
    """The tolerance in pixels for a frame of this size."""
    return math.ceil(tolerance if tolerance >= 1 else tolerance * math.hypot(height, width))


def _box(pixels: NDArray[np.bool_]) -> tuple[slice, slice]:
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _dilate(pixels: NDArray[np.bool_], kernel: NDArray[np.uint8]) -> NDArray[np.bool_]:
    dilated = cv2.dilate(np.ascontiguousarray(pixels).view(np.uint8), kernel)
    return np.asarray(dilated).view(np.bool_)
