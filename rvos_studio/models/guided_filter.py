"""Laying a soft map's edges on the edges of a picture."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.video import Frame


class GuidedFilter:
    """Guided filter with a colour picture (He, Sun and Tang, ECCV 2010).

    In every window the map becomes the linear function of colour that fits it best. What depends on
    the guide alone is computed once, so that several maps cost little more than one.
    """

    def __init__(self, guide: Frame, radius: int, epsilon: float) -> None:
        """`radius` is half the window in pixels; `epsilon` is in squared intensity of 0..1."""
        self._window = (2 * radius + 1, 2 * radius + 1)
        self._colour: NDArray[np.float32] = guide.astype(np.float32) / np.float32(255)
        self._mean = self._average(self._colour)
        r, g, b = (self._colour[..., channel] for channel in range(3))
        mean_r, mean_g, mean_b = (self._mean[..., channel] for channel in range(3))
        rr = self._average(r * r) - mean_r * mean_r + epsilon
        rg = self._average(r * g) - mean_r * mean_g
        rb = self._average(r * b) - mean_r * mean_b
        gg = self._average(g * g) - mean_g * mean_g + epsilon
        gb = self._average(g * b) - mean_g * mean_b
        bb = self._average(b * b) - mean_b * mean_b + epsilon
        # The symmetric 3 x 3 covariance is inverted by cofactors: many times faster than a solver.
        adjugate = [
            [gg * bb - gb * gb, gb * rb - rg * bb, rg * gb - gg * rb],
            [gb * rb - rg * bb, rr * bb - rb * rb, rb * rg - rr * gb],
            [rg * gb - gg * rb, rb * rg - rr * gb, rr * gg - rg * rg],
        ]
        determinant = rr * adjugate[0][0] + rg * adjugate[0][1] + rb * adjugate[0][2]
        self._inverse = [[entry / determinant for entry in row] for row in adjugate]

    def __call__(self, values: NDArray[np.float32], picture: Frame) -> NDArray[np.float32]:
        """Filter a float map of the guide's size; the answer has the size of `picture`.

        `picture` is the guide itself or a larger version of it, which gives finer edges at little
        cost (He and Sun, "Fast Guided Filter", arXiv 1505.00996).
        """
        mean = self._average(values)
        covariance = self._average(self._colour * values[..., None]) - self._mean * mean[..., None]
        slope = np.stack(
            [sum(row[k] * covariance[..., k] for k in range(3)) for row in self._inverse], axis=-1
        )
        offset = mean - (slope * self._mean).sum(axis=-1)
        size = picture.shape[1::-1]
        slope = cv2.resize(self._average(slope), size)
        offset = cv2.resize(self._average(offset), size)
        colour = picture.astype(np.float32) / np.float32(255)
        return np.asarray(np.einsum("hwc,hwc->hw", slope, colour) + offset, np.float32)

    def _average(self, values: NDArray[Any]) -> NDArray[np.float32]:
        blurred = cv2.boxFilter(values, -1, self._window, borderType=cv2.BORDER_REFLECT)
        return np.asarray(blurred, np.float32)
