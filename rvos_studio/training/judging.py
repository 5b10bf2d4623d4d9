"""How good a model is on corrected frames that are held out, run as it is in use."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from torch import Tensor

from rvos_studio.masks import Mask, binarise
from rvos_studio.models import lite_propagator, lite_segmenter
from rvos_studio.models.protocols import Notice, Prediction, Step
from rvos_studio.models.sampling import evenly_spaced
from rvos_studio.propagation import Direction, propagate, schedule
from rvos_studio.training.corrections import Corrected
from rvos_studio.video import Frame, FrameSource

_STEPS = 6
"""Frames, at most, over which a mask is carried to the one that is held out."""

Judged = Generator[None, None, list[float]]
"""J of every object, or expression, on every frame held out; yields while it works."""


class Judge(Protocol):
    """Runs one model."""

    def __call__(
        self, state: Mapping[str, Tensor], kept: Sequence[Corrected], held: Sequence[Corrected]
    ) -> Judged:
        """Judge weights by frames `held` out of videos whose other corrections are `kept`."""
        ...


def of_propagator(name: str) -> Judge:
    """By masks that are carried there from the nearest frame that is kept, over a few of the frames between."""

    def judge(
        state: Mapping[str, Tensor], kept: Sequence[Corrected], held: Sequence[Corrected]
    ) -> Judged:
        propagator = lite_propagator.with_state(name, state)
        found: list[float] = []
        for known, asked in zip(kept, held, strict=True):
            for frame in asked.frames:
                truth = asked.masks(frame)
                near = sorted(known.frames, key=lambda each: abs(each - frame))
                begin = next((n for n in near if any(known.masks(n).values())), None)
                given = {} if begin is None else known.masks(begin)
                constraints = {n: {0: mask} for n, mask in given.items() if n in truth}
                if begin is None or not constraints:
                    continue
                steps = min(_STEPS, abs(frame - begin))
                thin = np.linspace(begin, frame, steps + 1).round().astype(int).tolist()
                clip = _Thinned(known.clip, tuple(thin))
                plan = schedule(len(clip), constraints, Direction.FORWARD)
                for answer in propagate(clip, propagator, constraints, plan):
                    yield
                    if not isinstance(answer, Notice) and answer.frame == steps:
                        found.append(answer.mask.iou(truth[answer.object]))
        return found

    return judge


def of_segmenter(name: str) -> Judge:
    """By answers to all expressions, asked together with some frames of the whole clip."""

    def judge(
        state: Mapping[str, Tensor], kept: Sequence[Corrected], held: Sequence[Corrected]
    ) -> Judged:
        segmenter = lite_segmenter.with_state(name, dict(state))
        found: list[float] = []
        for asked in held:
            said = [(text, known) for known in asked.objects.values() for text in known.expressions]
            frames = sorted({*evenly_spaced(len(asked.clip)), *asked.frames})
            if not said or not asked.frames:
                continue
            for answer in segmenter.segment(asked.clip, [text for text, _ in said], frames):
                yield
                if isinstance(answer, Step) or answer.frame not in asked.frames:
                    continue
                found += _scored(answer, said[answer.expression][1].masks)
        return found

    return judge


def _scored(answer: Prediction, truth: Mapping[int, Mask]) -> Iterator[float]:
    if answer.frame in truth:
        yield binarise(answer.probability).iou(truth[answer.frame])


@dataclass(frozen=True)
class _Thinned:
    """Some frames of a clip, in any order."""

    clip: FrameSource
    frames: tuple[int, ...]

    @property
    def height(self) -> int:
        return self.clip.height

    @property
    def width(self) -> int:
        return self.clip.width

    def __len__(self) -> int:
        return len(self.frames)

    def frame(self, index: int) -> Frame:
        return self.clip.frame(self.frames[index])
