"""Filling frames from constraints by any propagator."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask, Probability
from rvos_studio.models.protocols import Memory, Propagator
from rvos_studio.propagation.features import FeatureCache
from rvos_studio.propagation.memory import MemoryBank, MemoryPolicy
from rvos_studio.propagation.schedule import Fill
from rvos_studio.video import FrameSource


@dataclass(frozen=True)
class Propagated:
    """One object on one filled frame."""

    object: int
    frame: int
    probability: Probability
    """Foreground probability at source size, H x W, 0..1."""
    confidence: float
    """See `confidence`."""


def propagate(
    clip: FrameSource,
    propagator: Propagator,
    constraints: Mapping[int, Mapping[int, Mask]],
    fills: Sequence[Fill],
    policy: MemoryPolicy | None = None,
    features: FeatureCache | None = None,
) -> Generator[Propagated]:
    """Answer every fill of a `schedule`, in its order, from human masks: object -> frame -> mask.

    Nothing is yielded for constraint frames. An empty mask says that the object is absent, and so
    it is on every frame that this constraint is the nearest one to; the propagator is not asked.
    Every object is carried alone, so that its answers depend on its own constraints only; objects
    share the features of a frame. Where a filling starts (another keyframe, or the other way), earlier
    answers are forgotten. Closing the iterator cancels before the next frame. Raises `BadInput` at
    once for a mask that has not the clip's size.
    """
    for number, masks in constraints.items():
        for frame, mask in masks.items():
            if mask.shape != (clip.height, clip.width):
                raise BadInput(
                    f"The mask of object {number} on frame {frame} is {mask.width}x{mask.height} "
                    f"pixels, but the clip is {clip.width}x{clip.height}: draw it again on this clip."
                )
    policy = policy or MemoryPolicy()
    return _fill(propagator, constraints, fills, policy, features or FeatureCache(clip, propagator))


def confidence(probability: Probability) -> float:
    """Soft overlap of a probability with its own mask (above 0.5), 0..1; 1 where both are empty.

    It falls when the object fades away below the threshold and when its edge gets vague.
    """
    mask = probability > 0.5
    inside = float(probability[mask].sum(dtype=np.float64))
    outside = float(probability[~mask].sum(dtype=np.float64))
    union = float(np.count_nonzero(mask)) + outside
    # Less than a pixel in all is the noise of a firm "not there".
    return inside / union if union >= 1 else 1.0


def _fill(
    propagator: Propagator,
    constraints: Mapping[int, Mapping[int, Mask]],
    fills: Sequence[Fill],
    policy: MemoryPolicy,
    features: FeatureCache,
) -> Generator[Propagated]:
    banks: dict[int, MemoryBank] = {}
    starts: dict[int, tuple[int, bool]] = {}

    def bank_of(number: int) -> MemoryBank:
        masks = constraints[number]

        def memorise(frame: int) -> Memory:
            human = masks[frame].array()[None].astype(np.float32)
            return propagator.memorise(features.at(frame), human)

        return MemoryBank(masks.keys(), memorise, policy, len(constraints))

    for fill in fills:
        bank = banks.get(fill.object) or bank_of(fill.object)
        banks[fill.object] = bank
        start = (fill.keyframe, fill.frame > fill.keyframe)
        if starts.get(fill.object) != start:
            bank.forget_answers()
            starts[fill.object] = start
        masks = constraints[fill.object]
        if masks[bank.nearest(fill.frame, fill.keyframe)[0]]:
            references = bank.references(fill.frame, fill.keyframe)
            seen = features.at(fill.frame)
            answer = propagator.predict(seen, references, bank.recent)
            yield Propagated(fill.object, fill.frame, answer[0], confidence(answer[0]))
            bank.add(propagator.memorise(seen, answer), abs(fill.frame - fill.keyframe))
        else:
            # A person said that it is not there, and nobody nearer said that it is back.
            bank.forget_answers()
            nothing = np.zeros(masks[fill.keyframe].shape, np.float32)
            yield Propagated(fill.object, fill.frame, nothing, 1.0)
