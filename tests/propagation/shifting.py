"""A clip whose object moves one pixel to the right a frame, and a propagator that knows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks import Mask

HEIGHT, WIDTH = 6, 80


class NumberedClip:
    """Frames that carry their number in every pixel; counts what is read."""

    height, width = HEIGHT, WIDTH

    def __init__(self, length: int) -> None:
        self._length = length
        self.read: list[int] = []

    def __len__(self) -> int:
        return self._length

    def frame(self, index: int) -> NDArray[np.uint8]:
        if not 0 <= index < self._length:
            raise IndexError(index)
        self.read.append(index)
        return np.full((self.height, self.width, 3), index, np.uint8)


@dataclass(frozen=True)
class Seen:
    number: int
    nbytes: int


@dataclass(frozen=True)
class Bound:
    number: int
    masks: NDArray[np.float32]
    nbytes: int


@dataclass(frozen=True)
class Call:
    """What one prediction was given: frame numbers."""

    frame: int
    references: list[int]
    recent: list[int]


@dataclass
class ShiftingPropagator:
    """Moves the nearest reference by one pixel per frame; never looks at its own answers."""

    feature_bytes: int = 1000
    memory_bytes: int = 1000
    calls: list[Call] = field(default_factory=list)
    encoded: list[int] = field(default_factory=list)
    bound: list[int] = field(default_factory=list)

    def encode(self, frame: NDArray[np.uint8]) -> Seen:
        self.encoded.append(int(frame[0, 0, 0]))
        return Seen(self.encoded[-1], self.feature_bytes)

    def memorise(self, features: Seen, masks: NDArray[np.float32]) -> Bound:
        self.bound.append(features.number)
        return Bound(features.number, masks, self.memory_bytes)

    def predict(
        self, features: Seen, references: Sequence[Bound], recent: Sequence[Bound]
    ) -> NDArray[np.float32]:
        self.calls.append(
            Call(features.number, [m.number for m in references], [m.number for m in recent])
        )
        nearest = references[0]
        return np.roll(nearest.masks, features.number - nearest.number, axis=2) * np.float32(0.9)


def drawn(column: int, width: int = 4) -> Mask:
    """A bar of full height from `column` on."""
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    pixels[:, column : column + width] = True
    return Mask.from_array(pixels)
