"""The task of what small networks' masks begin with, by itself: many single frames, each seen at a glance.

A frame without its clip takes a tenth of the time to prepare, and what a sentence says can be learnt from it but for
motion.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor, nn

from rvos_studio.models.evidence import CHANNELS, STRIDES, Observer
from rvos_studio.networks.grounding import Grounding
from rvos_studio.training.frozen import CELL, SIZE, Few, read
from rvos_studio.training.grounding import grounding_loss, of_examples
from rvos_studio.training.questions import questions
from rvos_studio.training.samples import Sample
from rvos_studio.training.targets import of_labels
from rvos_studio.training.task import Task

TEXT = 384
"""Channels of MiniLM's words."""
_REFERRING, _NOTHING = 6, 2
"""Questions about what a frame shows, and about what it does not."""
_SILENCE = 0.3
"""Weight of what is shown after the latter; their nouns are those of things on other frames."""

Example: TypeAlias = Mapping[str, Tensor]


class Glimpses:
    """The task. Its weights are what other trainings begin with."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._grounding = Grounding(CHANNELS, TEXT)

    @property
    def module(self) -> nn.Module:
        """See `Task`."""
        return self._grounding

    @property
    def bank_key(self) -> str:
        """See `Task`."""
        return (
            f"glimpses over efficientnet-lite0 and minilm {SIZE} {CHANNELS} {_REFERRING} {_NOTHING}"
        )

    @cached_property
    def _observer(self) -> Observer:
        return Observer()

    def prepare(self, sample: Sample, number: int) -> dict[str, Tensor]:
        """See `Task`: of one frame of the sample, which `number` tells; see `frozen` for shapes, with T = 1."""
        frame = int(np.random.default_rng([number, 13]).integers(len(sample.frames)))
        one = Sample(
            sample.frames[frame : frame + 1],
            sample.labels[frame : frame + 1],
            sample.subjects,
            sample.absent,
        )
        asked = questions(one, number, _REFERRING, _NOTHING)
        texts = [each.expression for each in asked]
        seen = self._observer.watch(Few.of(one.frames)).glance(texts, 0)
        arrays = {
            **{f"map {s}": each[None] for s, each in zip(STRIDES, seen.maps, strict=True)},
            "evidence": seen.evidence[:, None],
            **read(self._observer, texts),
            "masks": of_labels(one, [each.label for each in asked], SIZE, CELL),
        }
        return {name: torch.from_numpy(value) for name, value in arrays.items()}

    def loss(self, examples: Sequence[Example], step: int, steps: int) -> dict[str, Tensor]:
        """See `Task`: every question about every example is asked."""
        lesson = of_examples(examples, forgetful=self._grounding.training)
        return grounding_loss(self._grounding, lesson, _SILENCE)


def task(name: str) -> Task:
    """The task of this name."""
    return Glimpses(name)
