"""How objects and the camera move over a clip.

Lengths are in heights of the frame, x to the right and y down from its top left corner; time runs from 0 to 1.
"""

import math
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""T x 2, x and y."""

KINDS = {
    "rest": 22, "line": 34, "arc": 8, "bounce": 8, "stop": 7, "zigzag": 5, "leave": 8, "enter": 8,
}  # fmt: skip
"""Kinds of paths and how often they are taken."""
_STOPS_AT = 0.5


@dataclass(frozen=True)
class Path:
    """Where an object's middle is on every frame, in the world, which the camera looks at."""

    kind: str
    points: Points

    @property
    def travel(self) -> NDArray[np.float64]:
        """From the first to the last point."""
        return np.asarray(self.points[-1] - self.points[0])

    @property
    def length(self) -> float:
        """Of the whole way."""
        return float(np.hypot(*np.diff(self.points, axis=0).T).sum())


def path(
    random: Random, times: NDArray[np.float64], home: tuple[float, float], aspect: float
) -> Path:
    """A path that passes `home` half way (bar those that leave or enter)."""
    kind = random.choices(list(KINDS), list(KINDS.values()))[0]
    x, y = home
    if kind == "rest":
        return Path(kind, np.tile([x, y], (len(times), 1)))
    if kind in ("leave", "enter"):
        return Path(kind, _crossing(random, times, home, aspect, leaves=kind == "leave"))
    level = random.random() < 0.75
    angle = random.gauss(0, 0.15) if level else random.uniform(-math.pi, math.pi)
    if level and random.random() < 0.5:
        angle += math.pi
    distance = random.uniform(0.2, 0.9 if level else 0.5)
    along, across = times - 0.5, np.zeros_like(times)
    if kind == "arc":
        across = random.choice((-1, 1)) * random.uniform(0.3, 0.6) * (0.25 - along**2) * 2
    elif kind == "zigzag":
        turns = random.choice((2, 3))
        across = 0.25 * (np.abs((times * turns) % 2 - 1) - 0.5)
    elif kind == "stop":
        along = np.minimum(times / _STOPS_AT, 1) - 0.5
    cos, sin = math.cos(angle), math.sin(angle)
    points = np.stack(
        [x + distance * (along * cos - across * sin), y + distance * (along * sin + across * cos)],
        axis=1,
    )
    if kind == "bounce":
        hops, high = random.choice((1.5, 2.5)), random.uniform(0.12, 0.25)
        points[:, 1] = y - high * (np.abs(np.sin(math.pi * hops * times)) - 0.5)
    return Path(kind, points)


def _crossing(
    random: Random,
    times: NDArray[np.float64],
    home: tuple[float, float],
    aspect: float,
    *,
    leaves: bool,
) -> Points:
    """From home to the outside over a side of the frame, or back."""
    side = random.choices(("left", "right", "top", "bottom"), (4, 4, 1, 1))[0]
    x, y = home
    out = {"left": (-0.45, y), "right": (aspect + 0.45, y), "top": (x, -0.45), "bottom": (x, 1.45)}
    away = np.minimum(times / 0.85, 1) if leaves else np.minimum((1 - times) / 0.85, 1)
    return np.asarray(np.array([x, y]) + away[:, None] * (np.array(out[side]) - [x, y]))


@dataclass(frozen=True)
class Camera:
    """What the camera shows on every frame."""

    middles: Points
    """The point of the world in the middle of the frame."""
    zooms: NDArray[np.float64]
    """1 shows the world at its own size, more is nearer."""


def camera(
    random: Random, times: NDArray[np.float64], aspect: float, followed: Points | None
) -> Camera:
    """A camera that stands still, pans, zooms, shakes or, where there are points to follow, goes with an object."""
    middle = np.array([aspect / 2, 0.5])
    middles = np.tile(middle, (len(times), 1))
    zooms = np.ones(len(times))
    manner = random.choices(("still", "pan", "zoom", "follow"), (40, 30, 15, 15))[0]
    if manner == "follow" and followed is not None:
        middles += 0.85 * (followed - followed.mean(axis=0))
    elif manner != "still":
        angle, far = random.uniform(-math.pi, math.pi), random.uniform(0.05, 0.3)
        pan = np.array([math.cos(angle), 0.4 * math.sin(angle)]) * far
        middles += (times - 0.5)[:, None] * pan
    if manner == "zoom":
        begin, end = random.uniform(0.85, 1.1), random.uniform(1.0, 1.3)
        zooms = begin + times * (end - begin)
        if random.random() < 0.4:
            zooms = zooms[::-1].copy()
    if random.random() < 0.35:
        shake = random.uniform(0.002, 0.01)
        middles += [[random.gauss(0, shake), random.gauss(0, shake)] for _ in times]
    return Camera(middles, zooms)
