"""The task of what small networks' masks begin with, by itself: two frames each of many clips, seen at a glance.

Without evidence of motion they take a fifth of the time to prepare, so that there can be many; where things go is to be
learnt from what is alike on both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
_FRAMES = 2
"""Of a clip that are glanced at."""
_SILENCE = 0.3
"""Weight of what is shown after the latter; their nouns are those of things in other clips."""

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
            "glimpses over efficientnet-lite0 and minilm"
            f" {SIZE} {CHANNELS} {_REFERRING} {_NOTHING} {_FRAMES}"
        )

    @cached_property
    def _observer(self) -> Observer:
        return Observer()

    def prepare(self, sample: Sample, number: int) -> dict[str, Tensor]:
        """See `Task`: maps of some frames of the sample, and for each question words, evidence and masks."""
        count = len(sample.frames)
        rng = np.random.default_rng([number, 13])
        some = np.sort(rng.choice(count, min(_FRAMES, count), replace=False))
        few = replace(sample, frames=sample.frames[some], labels=sample.labels[some])
        asked = questions(few, number, _REFERRING, _NOTHING)
        texts = [each.expression for each in asked]
        seen = [*self._observer.watch(Few.of(few.frames)).glance(texts, range(len(some)))]
        arrays = {
            **{
                f"map {stride}": np.stack([each.maps[k] for each in seen])
                for k, stride in enumerate(STRIDES)
            },
            "evidence": np.stack([each.evidence for each in seen], 1),
            **read(self._observer, texts),
            "masks": of_labels(few, [each.label for each in asked], SIZE, CELL),
        }
        return {name: torch.from_numpy(value) for name, value in arrays.items()}

    def loss(self, examples: Sequence[Example], step: int, steps: int) -> dict[str, Tensor]:
        """See `Task`: every question about every example is asked."""
        lesson = of_examples(examples, forgetful=self._grounding.training)
        return grounding_loss(self._grounding, lesson, _SILENCE)


def task(name: str) -> Task:
    """The task of this name."""
    return Glimpses(name)
