"""The tasks that run in a worker: from a clip's path to answers. Nothing here touches a project."""

import multiprocessing
import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from rvos_studio import settings
from rvos_studio.errors import StudioError
from rvos_studio.masks import Mask, Probability, binarise
from rvos_studio.models import catalogue, weights
from rvos_studio.models.augmented import AllIdentities
from rvos_studio.models.devices import hold_memory, use_threads
from rvos_studio.models.protocols import (
    Clicks,
    ClickSegmenter,
    Notice,
    Prediction,
    Propagator,
    Segmenter,
    Step,
)
from rvos_studio.networks.aot.variants import VARIANTS
from rvos_studio.propagation import (
    Constraints,
    FeatureCache,
    MemoryKind,
    MemoryPolicy,
    Plan,
)
from rvos_studio.propagation import propagate as follow
from rvos_studio.video import Clip, Frame, open_clip

SEGMENT = f"{__name__}:segment"
PROPAGATE = f"{__name__}:propagate"
CLICK = f"{__name__}:click"


_ROUNDING = 1e-3
"""How far outside 0..1 a probability may be; half precision rounds that coarsely."""
_LOOKED_AT = 4
"""Frames of which a click segmenter's features are kept."""


@dataclass(frozen=True)
class Filled:
    """One object on one frame, as a propagator sees it."""

    object: int
    frame: int
    mask: Mask
    confidence: float
    final: bool
    """False where a better answer for the same frame follows."""


def segment(
    video: str, model: str, expressions: Sequence[str], frames: Sequence[int]
) -> Generator[Step | Notice | Prediction, None, None]:
    """One segmenter's answers, frame by frame; probabilities as float16 at source size."""
    _prepare()
    with open_clip(Path(video), _cache_bytes()) as clip:
        segmenter = _warm.segmenter(model)
        for answer in segmenter.segment(clip, expressions, frames):
            if isinstance(answer, Step | Notice):
                yield answer
            else:
                _refuse_unfit(answer, clip, len(expressions), frames, model)
                probability = answer.probability.astype(np.float16, copy=False)
                yield Prediction(answer.expression, answer.frame, probability, answer.confidence)


def _refuse_unfit(
    answer: Prediction, clip: Clip, expressions: int, frames: Sequence[int], model: str
) -> None:
    """A plugin may answer anything; raises `StudioError` for what would harm a project."""
    if not 0 <= answer.expression < expressions or answer.frame not in frames:
        wrong = "which it was not asked for"
    elif not 0 <= answer.confidence <= 1:
        wrong = f"with confidence {answer.confidence} instead of 0 to 1"
    else:
        wrong = _unfit(answer.probability, (clip.height, clip.width))
    if wrong:
        raise StudioError(
            f"The model {model} gave an answer for frame {answer.frame} {wrong}; what it answered before is kept."
        )


def _unfit(probability: Probability, size: tuple[int, ...]) -> str:
    """What is wrong with a probability of a frame of this height and width; empty where nothing is."""
    if probability.shape != size:
        return f"of shape {probability.shape} instead of {size}"
    if not (probability.min() >= -_ROUNDING and probability.max() <= 1 + _ROUNDING):
        return "with probabilities outside 0 to 1"
    return ""


def propagate(
    video: str,
    fingerprint: str,
    model: str,
    constraints: Constraints,
    plan: Plan,
    policy: MemoryPolicy,
) -> Generator[Filled | Notice, None, None]:
    """One propagator's answers in the order of the plan; `fingerprint` is the clip's."""
    _prepare()
    with open_clip(Path(video), _cache_bytes()) as clip:
        propagator, features = _warm.propagator(model, fingerprint)
        variant = VARIANTS.get(model)
        if policy.kind is MemoryKind.CHALLENGE and variant is not None and not variant.gated:
            # What it released for AOT; for DeAOT it released nothing.
            propagator = AllIdentities(propagator)
        for news in follow(clip, propagator, constraints, plan, policy, features):
            if isinstance(news, Notice):
                yield news
            else:
                yield Filled(news.object, news.frame, news.mask, news.confidence, news.final)


def click(
    model: str, picture: Frame, fingerprint: str, frame: int, clicks: Clicks
) -> Generator[Step | Mask, None, None]:
    """One click segmenter's mask for a frame of the clip with this fingerprint, after what must be computed first."""
    _prepare()
    entry = catalogue.require(model, catalogue.Role.CLICK_SEGMENTER)
    wanted, place = (model, catalogue.digest(entry), settings.load()), (fingerprint, frame)
    if _warm.looker is None or _warm.looker.wanted != wanted:
        yield Step(0, 2, "loading")
        _warm.looker = None  # two networks at a time may be more than there is room for
        _warm.looker = _Looker(wanted, catalogue.load(model, catalogue.Role.CLICK_SEGMENTER))
    looker = _warm.looker
    if place not in looker.features:
        yield Step(1, 2, "looking at the frame")
    probability = looker.segmenter.segment(looker.look(picture, place), clicks)
    if wrong := _unfit(probability, picture.shape[:2]):
        raise StudioError(f"the model {model} gave a mask {wrong}")
    yield binarise(probability)


@dataclass
class _Looker:
    """A click segmenter and what it computed of the frames that were clicked last."""

    wanted: Any
    segmenter: ClickSegmenter
    features: dict[tuple[str, int], Any] = field(default_factory=dict)
    """By the clip's fingerprint and the frame; used last, stands last."""

    def look(self, picture: Frame, place: tuple[str, int]) -> Any:
        """Its features of a frame, which are computed at most once while a person goes back and forth."""
        known = self.features.pop(place, None)
        if len(self.features) == _LOOKED_AT:
            del self.features[next(iter(self.features))]
        self.features[place] = self.segmenter.encode(picture) if known is None else known
        return self.features[place]


class _Warm:
    """What is loaded already: segmenters, and of the others the one used last with its features."""

    def __init__(self) -> None:
        self._segmenters: dict[Any, tuple[Segmenter, int]] = {}
        """As they were wanted -> the segmenter and the bytes of its weights; used last, stands last."""
        self._loaded: tuple[Any, Propagator, FeatureCache] | None = None
        self._clip = ""
        self.looker: _Looker | None = None
        """The click segmenter used last."""

    def segmenter(self, model: str) -> Segmenter:
        """A segmenter as the settings want it now; those used last are kept as far as the settings let them."""
        entry = catalogue.require(model, catalogue.Role.SEGMENTER)
        chosen = settings.load()
        wanted = (model, catalogue.digest(entry), chosen)
        known = self._segmenters.pop(wanted, None)
        size = sum(weights.locate(part).path.stat().st_size for part in entry.parts)
        room = (chosen.warm_mib << 20) - size
        for other in list(self._segmenters):
            if other[-1] != chosen or sum(held for _, held in self._segmenters.values()) > room:
                del self._segmenters[other]
        segmenter: Segmenter = (
            known[0] if known else catalogue.load(model, catalogue.Role.SEGMENTER)
        )
        if room >= 0:
            self._segmenters[wanted] = segmenter, size
        return segmenter

    def propagator(self, model: str, clip: str) -> tuple[Propagator, FeatureCache]:
        """A propagator as the settings want it now, and its features of the clip of this fingerprint."""
        entry = catalogue.require(model, catalogue.Role.PROPAGATOR)
        wanted = (model, catalogue.digest(entry), settings.load())
        if self._loaded is None or self._loaded[0] != wanted:
            self._loaded = None  # two networks at a time may be more than there is room for
            loaded: Propagator = catalogue.load(model, catalogue.Role.PROPAGATOR)
            self._loaded = (wanted, loaded, FeatureCache(loaded, settings.load().feature_cache_mib))
        _, propagator, features = self._loaded
        if clip != self._clip:
            features.clear()
            self._clip = clip
        return propagator, features


_warm = _Warm()


def _prepare() -> None:
    hold_memory()
    cores = os.cpu_count() or 1
    spared = 1 if multiprocessing.parent_process() else 0  # a worker leaves one to the window
    use_threads(settings.load().threads or max(1, cores - spared))


def _cache_bytes() -> int:
    # A worker reads mostly forward; the window is the one that steps back and forth.
    return min(settings.load().frame_cache_mib, 256) << 20
