"""What moves on its own: dense optical flow minus the camera's motion."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.models.cutting import shrink
from rvos_studio.video import Frame, FrameSource

Map = NDArray[np.float32]

_SMALLEST_FOR_FLOW = 24
"""Dense inverse search needs room for its patches."""
_SHIFT = 6.0
"""Pixels that the fastest parts should have moved: things and camera separate well, and flow is still sure."""
_FAST = 98
"""Percentile of the flow that counts as the fastest parts."""
_LONGEST_GAP = 4
_GRID = 8
_CAMERA_TOLERANCE = 1.0
_PICTURES_KEPT = 2 * _LONGEST_GAP + 2
_NOISE = 0.6
"""Pixels of residual flow below which nothing is said to move."""


@dataclass(frozen=True)
class Motion:
    """Own motion in one frame, at the size of the small picture."""

    picture: Frame
    strength: Map
    """How far each pixel moves against the camera, 0..1 of the frame's strongest."""
    velocity: NDArray[np.float32]
    """The same as vectors, h x w x 2, x then y, small-picture pixels a frame."""


class MotionReader:
    """Reads the own motion of frames of a clip, keeping a few small pictures between neighbouring frames."""

    def __init__(self, clip: FrameSource) -> None:
        self._clip = clip
        self._pictures: dict[int, Frame] = {}
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)

    def read(self, index: int) -> Motion:
        """Own motion at a frame, from flow to one frame before and one after (dense inverse search, Kroeger 2016).

        A pixel counts by the smaller of the two, which drops what is only uncovered on one side.
        """
        picture = self._picture(index)
        height, width = picture.shape[:2]
        gap = self._gap(index)
        others = [k for k in (index - gap, index + gap) if 0 <= k < len(self._clip) and k != index]
        if not others or min(height, width) < _SMALLEST_FOR_FLOW:
            return Motion(
                picture,
                np.zeros((height, width), np.float32),
                np.zeros((height, width, 2), np.float32),
            )
        fields = [_against_camera(self._flow_between(index, other)) for other in others]
        speed = np.minimum.reduce([np.linalg.norm(field, axis=2) for field in fields])
        speed = cv2.GaussianBlur(speed, (0, 0), 2)
        usual, strongest = np.median(speed), np.percentile(speed, 99.5)
        strength = np.clip((speed - usual) / max(float(strongest - usual), _NOISE), 0, 1)
        steps = [field / (other - index) for field, other in zip(fields, others, strict=True)]
        return Motion(
            picture,
            np.asarray(strength, np.float32),
            np.asarray(np.mean(steps, axis=0), np.float32),
        )

    def _gap(self, index: int) -> int:
        """Frames between the compared pictures: one in fast scenes, up to four in slow ones."""
        neighbour = index + 1 if index + 1 < len(self._clip) else index - 1
        picture = self._picture(index)
        if neighbour < 0 or min(picture.shape[:2]) < _SMALLEST_FOR_FLOW:
            return 1
        shifts = np.linalg.norm(self._flow_between(index, neighbour), axis=2)
        shift = float(np.percentile(shifts, _FAST))
        return int(np.clip(round(_SHIFT / max(shift, 1e-3)), 1, _LONGEST_GAP))

    def _flow_between(self, index: int, other: int) -> NDArray[np.float32]:
        grey = [cv2.cvtColor(self._picture(k), cv2.COLOR_RGB2GRAY) for k in (index, other)]
        return np.asarray(self._flow.calc(grey[0], grey[1], None), np.float32)  # type: ignore[call-overload]

    def _picture(self, index: int) -> Frame:
        if index not in self._pictures:
            while len(self._pictures) >= _PICTURES_KEPT:
                del self._pictures[min(self._pictures, key=lambda kept: -abs(kept - index))]
            self._pictures[index] = shrink(self._clip.frame(index))
        return self._pictures[index]


def _against_camera(flow: NDArray[np.float32]) -> NDArray[np.float32]:
    """Flow minus the homography most of it agrees with (RANSAC); zero where the camera moved the view out."""
    height, width = flow.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    here = np.stack([columns, rows], axis=2)
    half = _GRID // 2
    start = here[half::_GRID, half::_GRID].reshape(-1, 2)
    end = start + flow[half::_GRID, half::_GRID].reshape(-1, 2)
    cv2.setRNGSeed(0)
    found, _ = cv2.findHomography(start, end, cv2.RANSAC, _CAMERA_TOLERANCE)
    if not np.shape(found):
        return flow
    camera = cv2.perspectiveTransform(here.reshape(1, -1, 2), found).reshape(height, width, 2)
    out = (camera < 0).any(axis=2) | (camera[..., 0] >= width) | (camera[..., 1] >= height)
    own = flow - (camera - here)
    own[out] = 0
    return np.asarray(own, np.float32)
