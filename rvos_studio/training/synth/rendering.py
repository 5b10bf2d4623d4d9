"""From a scene to frames, exact label maps, and what covers what."""

import math
from dataclasses import dataclass
from functools import cache
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.training.synth.sprites import Pixels
from rvos_studio.training.synth.staging import Actor, Scene
from rvos_studio.video import Frame

_SOLID = 128
"""Alpha from which a pixel belongs to the object."""
_GRAIN = 2.5
"""Standard deviation of one step of noise, in grey levels."""


@dataclass(frozen=True)
class Rendering:
    """A clip with its exact truth."""

    frames: Pixels
    """T x H x W x 3, RGB."""
    labels: Pixels
    """T x H x W: 0, or the number of the object seen there, from 1."""
    whole: NDArray[np.float64]
    """T x N, pixels of each object with nothing before it and no end of the frame."""
    inside: NDArray[np.int64]
    """T x N, those of them inside the frame."""
    covered: NDArray[np.int64]
    """T x N x N, pixels of the first object that the second has painted over."""


def render(scene: Scene, height: int, width: int) -> Rendering:
    """Paint all frames at height x width pixels."""
    count, number = len(scene.gains), len(scene.actors)
    frames = np.empty((count, height, width, 3), np.uint8)
    labels = np.zeros((count, height, width), np.uint8)
    whole = np.zeros((count, number))
    inside = np.zeros((count, number), np.int64)
    covered = np.zeros((count, number, number), np.int64)
    solid = [np.count_nonzero(a.sprite.pictures[0][0][..., 3] >= _SOLID) for a in scene.actors]
    random = Random(scene.seed)
    for t in range(count):
        middle, zoom = scene.camera.middles[t], float(scene.camera.zooms[t])
        frame = scene.backdrop.seen(t, middle, zoom, height, width)
        for k in scene.layers:
            actor = scene.actors[k]
            patch, left, top = _posed(scene, actor, t, frame)
            whole[t, k] = solid[k] * (actor.heights[t] * zoom * height / actor.sprite.side) ** 2
            if patch is None:
                continue
            _paint(frame, patch, left, top)
            high, wide = patch.shape[:2]
            there = patch[..., 3] >= _SOLID
            under = labels[t, top : top + high, left : left + wide]
            before = np.bincount(under[there], minlength=number + 1)
            inside[t, k] = before.sum()
            covered[t, :, k] = before[1:]
            under[there] = k + 1
        frames[t] = _filmed(scene, t, frame, random)
    return Rendering(frames, labels, whole, inside, covered)


def _posed(scene: Scene, actor: Actor, t: int, frame: Frame) -> tuple[Pixels | None, int, int]:
    """An object as it is on a frame, RGBA with premultiplied alpha, and its left and top; None outside.

    Its shadow is painted on the way.
    """
    height, width = frame.shape[:2]
    zoom = float(scene.camera.zooms[t]) * height
    at = (actor.path.points[t] - scene.camera.middles[t]) * zoom
    x, y = float(at[0]) + width / 2, float(at[1]) + height / 2
    size = float(actor.heights[t]) * zoom
    pictures = actor.sprite.pictures
    levels = pictures[_back_and_forth(t, len(pictures))]
    level = levels[min(len(levels) - 1, max(0, math.floor(math.log2(levels[0].shape[0] / size))))]
    angle = math.radians(float(actor.angles[t]))
    flip = -1.0 if actor.mirrored else 1.0
    if actor.shadow == "wall":
        turn = _turn(size / actor.sprite.side, angle, flip)
        _cast(frame, actor.sprite.shadow, turn, x + 0.07 * size, y + 0.07 * size)
    elif actor.shadow == "ground":
        spot = _spot()
        wide = size / spot.shape[0]
        _cast(frame, spot, (0.9 * wide, 0.0, 0.0, 0.25 * wide), x, y + 0.45 * size)
    step = _step(actor, t) * zoom * scene.shutter
    margin = math.ceil(max(abs(step[0]), abs(step[1])) / 2)
    turn = _turn(size / level.shape[0], angle, flip)
    patch, left, top = _warped(level, turn, x, y, height, width, margin)
    if patch is None:
        return None, 0, 0
    if margin:
        patch = np.asarray(cv2.filter2D(patch, -1, _streak(*step)), np.uint8)
    if actor.gain != 1:
        lit = cv2.convertScaleAbs(patch, alpha=actor.gain)
        np.minimum(lit[..., :3], patch[..., 3:], out=patch[..., :3])
    return patch, left, top


def _back_and_forth(t: int, length: int) -> int:
    around = t % max(2 * length - 2, 1)
    return min(around, 2 * length - 2 - around) if length > 1 else 0


def _turn(scale: float, angle: float, flip: float) -> tuple[float, float, float, float]:
    """The matrix that scales, mirrors and turns: xx, xy, yx, yy."""
    cos, sin = scale * math.cos(angle), scale * math.sin(angle)
    return cos * flip, -sin, sin * flip, cos


def _warped(
    picture: Pixels,
    turn: tuple[float, float, float, float],
    x: float,
    y: float,
    height: int,
    width: int,
    margin: int = 0,
) -> tuple[Pixels | None, int, int]:
    """The part of a turned picture with its middle at x, y that is inside the frame."""
    xx, xy, yx, yy = turn
    half = picture.shape[0] / 2
    wide = half * (abs(xx) + abs(xy)) + 1 + margin
    high = half * (abs(yx) + abs(yy)) + 1 + margin
    left, top = max(0, math.floor(x - wide)), max(0, math.floor(y - high))
    right, bottom = min(width, math.ceil(x + wide)), min(height, math.ceil(y + high))
    if right <= left or bottom <= top:
        return None, 0, 0
    middle = half - 0.5
    matrix = np.array(
        [
            [xx, xy, x - left - 0.5 - middle * (xx + xy)],
            [yx, yy, y - top - 0.5 - middle * (yx + yy)],
        ]
    )
    patch = cv2.warpAffine(picture, matrix, (right - left, bottom - top))
    return np.asarray(patch, np.uint8), left, top


def _cast(
    frame: Frame, shade: Pixels, turn: tuple[float, float, float, float], x: float, y: float
) -> None:
    patch, left, top = _warped(shade, turn, x, y, frame.shape[0], frame.shape[1])
    if patch is not None:
        _paint(frame, patch, left, top)


def _paint(frame: Frame, patch: Pixels, left: int, top: int) -> None:
    """Lay a patch with premultiplied alpha over a frame."""
    high, wide = patch.shape[:2]
    part = frame[top : top + high, left : left + wide]
    rest = cv2.cvtColor(255 - patch[..., 3], cv2.COLOR_GRAY2RGB)
    part[:] = cv2.add(cv2.multiply(part, rest, scale=1 / 255), patch[..., :3])


def _step(actor: Actor, t: int) -> NDArray[np.float64]:
    """How far it goes from one frame to the next around a frame, at most a third of its height."""
    points = actor.path.points
    before, after = points[max(t - 1, 0)], points[min(t + 1, len(points) - 1)]
    step = (after - before) / max(min(t + 1, len(points) - 1) - max(t - 1, 0), 1)
    far = float(np.hypot(*step))
    most = float(actor.heights[t]) / 3
    return np.asarray(step * (most / far if far > most else 1))


def _streak(right: float, down: float) -> NDArray[np.float32]:
    """The kernel that smears along a step."""
    reach = math.ceil(max(abs(right), abs(down)) / 2)
    kernel: NDArray[np.float32] = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    one = reach - round(right / 2), reach - round(down / 2)
    other = reach + round(right / 2), reach + round(down / 2)
    cv2.line(kernel, one, other, 1.0)
    return np.asarray(kernel / kernel.sum(), np.float32)


@cache
def _spot() -> Pixels:
    """The shadow beneath something on the ground, a soft round one to be flattened."""
    side = 64
    axis = (np.arange(side) + 0.5) * 2 / side - 1
    away = np.hypot(axis[:, None], axis[None, :])
    spot = np.zeros((side, side, 4), np.uint8)
    spot[..., 3] = 130 * np.clip(1.1 - away, 0, 1) ** 0.8 * (away < 1)
    return spot


def _filmed(scene: Scene, t: int, frame: Frame, random: Random) -> Frame:
    """What blur, light and noise of the camera make of a frame."""
    height, width = frame.shape[:2]
    if scene.softness:
        frame = np.asarray(cv2.GaussianBlur(frame, (0, 0), scene.softness * height), np.uint8)
    gain = float(scene.gains[t]) * scene.contrast
    frame = np.asarray(
        cv2.convertScaleAbs(frame, alpha=gain, beta=110 * (1 - scene.contrast)), np.uint8
    )
    if scene.grain:
        grain = _grain(scene.grain)
        high, wide = grain.shape[:2]
        y, x = random.randrange(high // 2), random.randrange(wide // 2)
        for top in range(0, height, high // 2):
            for left in range(0, width, wide // 2):
                part = frame[top : top + high // 2, left : left + wide // 2]
                rows, columns = part.shape[:2]
                noise = grain[y : y + rows, x : x + columns]
                part[:] = cv2.add(part, noise, dtype=cv2.CV_8U)
    return frame


@cache
def _grain(strength: int) -> NDArray[np.int16]:
    """A sheet of noise, from which parts are taken."""
    numbers = np.random.default_rng(strength)
    return np.round(numbers.normal(0, _GRAIN * strength, (400, 640, 3))).astype(np.int16)
