"""The tasks that run in a worker: from a clip's path to probabilities. Nothing here touches a project."""

import multiprocessing
import os
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

import numpy as np

from rvos_studio import settings
from rvos_studio.masks import Mask, Probability
from rvos_studio.models import catalogue
from rvos_studio.models.devices import use_threads
from rvos_studio.models.protocols import Prediction, Propagator, Segmenter, Step
from rvos_studio.propagation import Fill, MemoryPolicy
from rvos_studio.propagation import propagate as fill_frames
from rvos_studio.video import open_clip

SEGMENT = f"{__name__}:segment"
PROPAGATE = f"{__name__}:propagate"


def segment(
    video: str, model: str, expressions: Sequence[str], frames: Sequence[int]
) -> Generator[Step | Prediction, None, None]:
    """One segmenter's answers, frame by frame; probabilities as float16 at source size."""
    _prepare()
    with open_clip(Path(video), _cache_bytes()) as clip:
        segmenter: Segmenter = catalogue.load(model, catalogue.Role.SEGMENTER)
        for answer in segmenter.segment(clip, expressions, frames):
            if isinstance(answer, Step):
                yield answer
            else:
                probability = answer.probability.astype(np.float16, copy=False)
                yield Prediction(answer.expression, answer.frame, probability, answer.confidence)


def propagate(
    video: str, model: str, constraints: Mapping[int, Mapping[int, Mask]], fills: Sequence[Fill]
) -> Generator[tuple[int, int, Probability, float], None, None]:
    """One propagator's answers in the order of `fills`: (object, frame, probability as float16, confidence)."""
    _prepare()
    with open_clip(Path(video), _cache_bytes()) as clip:
        propagator: Propagator = catalogue.load(model, catalogue.Role.PROPAGATOR)
        policy = MemoryPolicy(mebibytes=settings.load().memory_mib)
        for answer in fill_frames(clip, propagator, constraints, fills, policy):
            yield (
                answer.object,
                answer.frame,
                answer.probability.astype(np.float16, copy=False),
                answer.confidence,
            )


def _prepare() -> None:
    cores = os.cpu_count() or 1
    spared = 1 if multiprocessing.parent_process() else 0  # a worker leaves one to the window
    use_threads(settings.load().threads or max(1, cores - spared))


def _cache_bytes() -> int:
    # A worker reads mostly forward; the window is the one that steps back and forth.
    return min(settings.load().frame_cache_mib, 256) << 20
