"""A clip whose objects move one pixel to the right a frame, and propagators that know it."""

import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks import Mask
from rvos_studio.models.protocols import Answer, DeviceFull

HEIGHT, WIDTH = 6, 80


class NumberedClip:
    """Frames that carry their number in every pixel; counts what is read."""

    def __init__(self, length: int, height: int = HEIGHT, width: int = WIDTH) -> None:
        self.height, self.width = height, width
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


@dataclass(frozen=True, eq=False)
class Bound:
    number: int
    labels: NDArray[np.uint8]
    nbytes: int
    size: int
    human: bool

    @property
    def summary(self) -> NDArray[np.float32]:
        """Frames far apart in time look different."""
        return np.array([np.cos(self.number / 40), np.sin(self.number / 40)], np.float32)


@dataclass(frozen=True)
class Call:
    """What one prediction was given: frame numbers."""

    frame: int
    long: list[int]
    short: int
    objects: int


@dataclass
class ShiftingPropagator:
    """Moves the human frame nearest in time by one pixel per frame; never looks at its own answers.

    A step that is given more than `limit` bytes of memories does not fit. There are `sizes` sizes,
    each with half the bytes of the one before.
    """

    feature_bytes: int = 1000
    memory_bytes: int = 1000
    gap: int = 3
    limit: float = np.inf
    sizes: int = 1
    sure: float = 0.9
    calls: list[Call] = field(default_factory=list)
    encoded: list[int] = field(default_factory=list)
    bound: list[int] = field(default_factory=list)
    """Frames given as reference."""
    events: list[dict] = field(default_factory=list)
    living: weakref.WeakSet = field(default_factory=weakref.WeakSet)
    most_bytes: int = 0
    """Of all memories that were alive during a prediction."""

    def encode(self, frame: NDArray[np.uint8]) -> Seen:
        self.encoded.append(int(frame[0, 0, 0]))
        return Seen(self.encoded[-1], self.feature_bytes)

    def reference(self, features: Seen, labels: NDArray[np.uint8], objects: int) -> Bound:
        assert labels.max(initial=0) <= objects
        self.bound.append(features.number)
        return self._bind(features.number, labels, human=True)

    def memorise(self, answer: Answer) -> Bound:
        number, size = answer.trace
        assert size == self.sizes, "a trace of another size"
        return self._bind(number, answer.labels, human=False)

    def predict(self, features: Seen, objects: int, long: Sequence[Bound], short: Bound) -> Answer:
        assert long
        assert all(memory.size == self.sizes for memory in (*long, short)), "of another size"
        self.most_bytes = max(self.most_bytes, sum(each.nbytes for each in self.living))
        if sum(memory.nbytes for memory in {*long, short}) > self.limit:
            raise DeviceFull
        self.calls.append(
            Call(features.number, [memory.number for memory in long], short.number, objects)
        )
        labels = self.moved(features.number, long, short)
        probabilities = [(labels == i + 1) * np.float32(self.sure) for i in range(objects)]
        return Answer(labels, np.stack(probabilities), (features.number, self.sizes))

    def moved(self, frame: int, long: Sequence[Bound], short: Bound) -> NDArray[np.uint8]:
        human = [memory for memory in long if memory.human]
        nearest = min(human, key=lambda memory: abs(memory.number - frame))
        return np.roll(nearest.labels, frame - nearest.number, axis=1)

    def smaller(self) -> "ShiftingPropagator | None":
        if self.sizes == 1:
            return None
        return type(self)(
            self.feature_bytes // 2, self.memory_bytes // 2, self.gap, self.limit, self.sizes - 1,
            self.sure, self.calls, self.encoded, self.bound,
        )  # fmt: skip

    def _bind(self, number: int, labels: NDArray[np.uint8], *, human: bool) -> Bound:
        memory = Bound(number, labels.copy(), self.memory_bytes, self.sizes, human)
        self.living.add(memory)
        return memory


class FollowingPropagator(ShiftingPropagator):
    """Moves the frame before by a pixel a frame to the right, whichever way it goes: errors add up backward."""

    def moved(self, frame: int, long: Sequence[Bound], short: Bound) -> NDArray[np.uint8]:
        moved = np.zeros_like(short.labels)
        moved[:, 1:] = short.labels[:, :-1]
        return moved


def drawn(column: int, width: int = 4) -> Mask:
    """A bar of full height from `column` on."""
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    pixels[:, column : column + width] = True
    return Mask.from_array(pixels)


def absent() -> Mask:
    return Mask.empty(HEIGHT, WIDTH)
