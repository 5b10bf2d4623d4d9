"""Carrying one group of objects from frame to frame, with less when the device is full."""

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import DeviceTooSmall
from rvos_studio.masks import Mask
from rvos_studio.models.protocols import Answer, DeviceFull, Memory, Notice, Propagator
from rvos_studio.propagation.features import FeatureCache
from rvos_studio.propagation.memory import MemoryBank, MemoryPolicy
from rvos_studio.propagation.schedule import Constraints, Pass
from rvos_studio.video import FrameSource

_Result = TypeVar("_Result")


class Device:
    """A propagator and its features: what all groups share."""

    def __init__(self, clip: FrameSource, propagator: Propagator, features: FeatureCache) -> None:
        self.clip = clip
        self.propagator = propagator
        self._features = features

    def reference(self, frame: int, labels: NDArray[np.uint8], objects: int) -> Memory:
        """Remember labels on a frame."""
        return self.propagator.reference(self._features.at(self.clip, frame), labels, objects)

    def predict(self, frame: int, objects: int, long: Sequence[Memory], short: Memory) -> Answer:
        """Find the objects on a frame."""
        return self.propagator.predict(self._features.at(self.clip, frame), objects, long, short)

    def relieve(self) -> None:
        """Give back what can be computed again."""
        self._features.clear()

    def shrink(self) -> bool:
        """Go on with smaller pictures; False where there are none."""
        smaller = self.propagator.smaller()
        if smaller is None:
            return False
        self._features = self._features.smaller(smaller)
        self.propagator = smaller
        return True


class Carrier:
    """One group of objects on its way."""

    def __init__(
        self,
        device: Device,
        policy: MemoryPolicy,
        constraints: Constraints,
        objects: tuple[int, ...],
    ) -> None:
        self.objects = objects
        self._device = device
        self._masks = {number: constraints[number] for number in objects}
        human = self._masks[objects[0]]
        self.bank = MemoryBank(policy, device.propagator.gap, list(human))
        self._place = next(iter(human))
        self._labels = self._drawn(self._place)
        self._newest: tuple[Propagator, Answer] | None = None

    def start(self, part: Pass) -> Generator[Notice]:
        """Set out on a pass."""
        if self.bank.goes_on:
            yield from self._with_less_if_need_be(self._remember_newest)
        self._newest = None
        human = self._masks[self.objects[0]]
        keyframe = part.start
        if keyframe not in human:
            keyframe = min(human, key=lambda k: abs(k - part.frames[0]))
        self.bank.start(keyframe, part.frames)
        self._place, self._labels = part.start, self._drawn(part.start)

    def carry(self, frame: int) -> Generator[Notice, None, Answer]:
        """The objects on the next frame. Raises `DeviceTooSmall` where even the least does not fit."""
        answer = yield from self._with_less_if_need_be(lambda: self._predict(frame))
        self._newest = self._device.propagator, answer
        self._place, self._labels = frame, answer.labels
        return answer

    def _predict(self, frame: int) -> Answer:
        self._remember_newest()
        long = self.bank.long(frame, self._reference)
        if self.bank.short is None:
            held = self.bank.reference(self._place)
            self.bank.short = held or self._device.reference(
                self._place, self._labels, len(self.objects)
            )
        return self._device.predict(frame, len(self.objects), long, self.bank.short)

    def _remember_newest(self) -> None:
        if self._newest is None:
            return
        maker, answer = self._newest
        # Of an answer on pictures of another size the labels remain, and `_predict` begins with them.
        if maker is self._device.propagator:
            self.bank.add(lambda: maker.memorise(answer))
        self._newest = None

    def _reference(self, frame: int) -> Memory:
        return self._device.reference(frame, self._drawn(frame), len(self.objects))

    def _drawn(self, frame: int) -> NDArray[np.uint8]:
        return label_map(
            {number: masks[frame] for number, masks in self._masks.items() if frame in masks},
            self.objects,
            (self._device.clip.height, self._device.clip.width),
        )

    def _with_less_if_need_be(
        self, work: Callable[[], _Result]
    ) -> Generator[Notice, None, _Result]:
        while True:
            try:
                return work()
            except DeviceFull:
                pass  # outside of this block the error holds no tensors any more
            yield self._step_down()

    def _step_down(self) -> Notice:
        self._device.relieve()
        left = self.bank.halve()
        if left is not None:
            return Notice(f"the device's memory is full: looking up {left} earlier frames at most")
        self.bank.forget()
        if self._device.shrink():
            return Notice("the device's memory is full: going on with smaller pictures")
        raise DeviceTooSmall(
            "The device has not enough memory for this clip, even on small pictures and with the least to remember:"
            ' end other programs that use it, or set device = "cpu" in the settings.'
        )


def label_map(
    masks: Mapping[int, Mask], objects: Sequence[int], shape: tuple[int, int]
) -> NDArray[np.uint8]:
    """Masks as one H x W map of places in `objects` from 1; where two overlap the smaller is on top."""
    labels = np.zeros(shape, np.uint8)
    for number in sorted(masks, key=lambda number: -masks[number].area):
        labels[masks[number].array()] = objects.index(number) + 1
    return labels
