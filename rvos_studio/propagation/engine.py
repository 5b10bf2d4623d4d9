"""Filling frames from human masks by any propagator."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask, Probability
from rvos_studio.models.protocols import Notice, Propagator
from rvos_studio.propagation.blending import Held, Side, blend, confidence, decide
from rvos_studio.propagation.carrier import Carrier, Device
from rvos_studio.propagation.features import FeatureCache
from rvos_studio.propagation.memory import MemoryPolicy
from rvos_studio.propagation.schedule import Absence, Constraints, Pass, Plan
from rvos_studio.video import FrameSource


@dataclass(frozen=True)
class Propagated:
    """One object on one filled frame."""

    object: int
    frame: int
    mask: Mask
    probability: Probability
    """Of the object at every pixel of the source, H x W, 0..1."""
    confidence: float
    """See `confidence`."""
    final: bool = True
    """False for what a forward pass answers between two human frames: the blended answer follows."""


def propagate(
    clip: FrameSource,
    propagator: Propagator,
    constraints: Constraints,
    plan: Plan,
    policy: MemoryPolicy | None = None,
    features: FeatureCache | None = None,
) -> Generator[Propagated | Notice]:
    """Follow the plan that `schedule` made of these constraints: object -> frame -> mask.

    Nothing is yielded for human frames. Closing the iterator cancels before the next frame; what
    was yielded stays valid, also after an error. Raises `BadInput` at once for a mask that has not
    the clip's size, and `DeviceTooSmall` when nothing is left to save.
    """
    policy = policy or MemoryPolicy()
    for number, masks in constraints.items():
        for frame, mask in masks.items():
            if mask.shape != (clip.height, clip.width):
                raise BadInput(
                    f"The mask of object {number} on frame {frame} is {mask.width}x{mask.height} "
                    f"pixels, but the clip is {clip.width}x{clip.height}: draw it again on this clip."
                )
    features = features or FeatureCache(propagator)
    return _follow(plan, constraints, policy, Device(clip, propagator, features))


def _follow(
    plan: Plan, constraints: Constraints, policy: MemoryPolicy, device: Device
) -> Generator[Propagated | Notice]:
    carrier: Carrier | None = None
    with closing(Held()) as held:
        for part in plan:
            if isinstance(part, Absence):
                yield from _absent(part, (device.clip.height, device.clip.width))
                continue
            if carrier is None or carrier.objects != part.objects:
                carrier = Carrier(device, policy, constraints, part.objects)
            yield from carrier.start(part)
            if not part.last_word:
                held.clear()
            for frame in part.frames:
                answer = yield from carrier.carry(frame)
                labels = answer.labels
                side = Side(answer.probabilities, _confidences(answer.probabilities, labels))
                if part.opposite is not None:
                    if part.last_word:
                        closeness = (frame - part.opposite) / (part.start - part.opposite)
                        blended = blend(side, held.take(frame), closeness)
                        labels = decide(blended)
                        side = Side(blended, _confidences(blended, labels))
                    else:
                        held.put(frame, side)
                yield from _told(part, frame, labels, side)


def _told(part: Pass, frame: int, labels: NDArray[np.uint8], side: Side) -> Iterator[Propagated]:
    answers = zip(part.objects, side.probabilities, side.confidences, strict=True)
    for label, (number, probability, sure) in enumerate(answers, 1):
        mask = Mask.from_array(labels == label)
        yield Propagated(number, frame, mask, probability, sure, part.last_word)


def _confidences(
    probabilities: NDArray[np.float32], labels: NDArray[np.uint8]
) -> tuple[float, ...]:
    return tuple(
        confidence(probability, labels == label)
        for label, probability in enumerate(probabilities, 1)
    )


def _absent(part: Absence, shape: tuple[int, int]) -> Iterator[Propagated]:
    nothing = Mask.empty(*shape)
    for frame in part.frames:
        for number in part.objects:
            yield Propagated(number, frame, nothing, np.zeros(shape, np.float32), 1.0)
