"""What a clip shows to the frozen parts, and what the two training-free grounders think before they cut.

It is the same for all lite networks: maps of EfficientNet-Lite0, words of MiniLM, and for each expression a few maps of
evidence. What is known of a clip is kept while there is room, so that one network after the other finds it there.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from rvos_studio.models import class_grounder, motion_grounder, weights
from rvos_studio.models.class_grounder import ClassGrounder, class_map, network_size, unit_cells
from rvos_studio.models.motion import Map, MotionReader
from rvos_studio.models.sampling import evenly_spaced
from rvos_studio.models.text import SentenceEmbedder, mean
from rvos_studio.models.words import parse
from rvos_studio.video import Clip, FrameSource

PARTS = ("efficientnet-lite0", "minilm")
"""Names of what is frozen, in `weights.PARTS`."""
AREA = 192 * 320
"""Pixels of the pictures that are seen; the aspect is the clip's, sides are multiples of 32."""
CELL = 8
"""Pixels of these in a cell of the evidence."""
CHANNELS = 4
"""The thing by its class, how surely its class is there, the thing by motion and words, and what moves."""
CLASSES = 1
"""Which of them says how surely its class is there."""
STRIDES = (4, 8, 16, 32)
"""Keys of the maps of features; the last one's cells are 16 pixels wide, too."""

_SURE_CLASS = 8.0
"""Centred logit of a clearly recognised class: here it counts as 1."""
_LOGIT_LIMIT, _LOGIT_UNIT = 6.0, 4.0
_KEPT_BYTES = 384 << 20
_SCORE_WEIGHT = 2.0
_KEPT_CLIPS, _KEPT_EXPRESSIONS = 2, 16


@dataclass(frozen=True)
class Words:
    """An expression as MiniLM reads it."""

    words: NDArray[np.float32]
    """S x 384."""
    sentence: NDArray[np.float32]
    """384, of length 1."""


@dataclass(frozen=True)
class Look:
    """What there is to see on a frame, whatever is asked."""

    maps: tuple[NDArray[np.float16], ...]
    """C x h x w, by `STRIDES`."""
    classes: NDArray[np.float16]
    """Centred logits of the classes in the cells of the last map."""
    overview: NDArray[np.float16]
    """Likewise, of the picture at half the width."""
    moving: motion_grounder.View
    strength: NDArray[np.float16]
    """How far each pixel of the small picture moves against the camera, 0..1 of the frame's strongest."""

    @property
    def nbytes(self) -> int:
        """About what it takes."""
        regions = sum(region.rough.nbytes for region in self.moving.regions)
        arrays = (*self.maps, self.classes, self.overview, self.strength)
        return sum(one.nbytes for one in arrays) + 5 * self.moving.bins.size + regions

    def view(self, kinds: NDArray[np.float32]) -> class_grounder.View:
        """What the class grounder keeps of it, for a thing; `kinds` are its weights of classes."""
        maps = {
            stride: torch.from_numpy(one).float()[None]
            for stride, one in zip(STRIDES, self.maps, strict=True)
        }
        classes, overview = (np.asarray(one, np.float32) for one in (self.classes, self.overview))
        evidence = [class_map(classes, overview, kinds)]
        return class_grounder.View(self.moving.picture, evidence, unit_cells(maps))


@dataclass(frozen=True)
class Glance:
    """What a frame shows by itself."""

    maps: tuple[NDArray[np.float16], ...]
    """C x h x w, by `STRIDES`."""
    evidence: NDArray[np.float16]
    """For each expression, as `Observed.evidence` gives it."""


class Observer:
    """The frozen parts. Raises `WeightsMissing` when they are absent."""

    def __init__(self, device: str = "cpu") -> None:
        self._embedder = SentenceEmbedder()
        self.grounder = ClassGrounder(self._embedder, device)
        self._known: OrderedDict[str, Observed] = OrderedDict()

    def read(self, expression: str) -> Words:
        """The words of an expression."""
        words = self._embedder.words(expression)
        return Words(words, mean(words))

    def watch(self, clip: FrameSource) -> "Observed":
        """The clip as it is seen; what is known of its content already is kept, of the clips used last."""
        if not isinstance(clip, Clip):
            return Observed(self, clip)
        known = self._known.pop(clip.fingerprint, None) or Observed(self, clip)
        known.turn_to(clip)
        self._known[clip.fingerprint] = known
        while len(self._known) > _KEPT_CLIPS:
            self._known.popitem(last=False)
        return known


def shared() -> Observer:
    """The one of this process, with the weights that are found here. Raises `WeightsMissing`."""
    return _with(*(weights.locate(part).sha256 for part in PARTS))


@lru_cache(maxsize=1)
def _with(*_digests: str) -> Observer:
    return Observer()


class Observed:
    """A clip as it is seen."""

    def __init__(
        self, observer: Observer, clip: FrameSource, kept_bytes: int = _KEPT_BYTES
    ) -> None:
        self.size = network_size(clip.height, clip.width, AREA)
        """Height and width of the pictures that are seen."""
        self._observer = observer
        self._kept_bytes = kept_bytes
        self._looks: OrderedDict[int, Look] = OrderedDict()
        self._asked: OrderedDict[str, _Asked] = OrderedDict()
        self.turn_to(clip)

    def turn_to(self, clip: FrameSource) -> None:
        """Read frames from here from now on: from a clip of the same content."""
        self._clip = clip
        self._motion = MotionReader(clip)

    def look(self, frame: int) -> Look:
        """What there is to see on a frame."""
        look = self._looks.pop(frame, None) or self._look(frame)
        self._looks[frame] = look
        while len(self._looks) > 1 and len(self._looks) * look.nbytes > self._kept_bytes:
            self._looks.popitem(last=False)
        return look

    def evidence(self, expression: str, frame: int) -> NDArray[np.float16]:
        """`CHANNELS` x h x w, cells of `CELL` pixels: logits in fours, shares of a sure class, shares of motion.

        Zero says nothing. The grounders learn from eight frames of the clip, which are looked at first.
        """
        asked = self._asked.pop(expression, None) or self._ask(expression)
        self._asked[expression] = asked
        while len(self._asked) > _KEPT_EXPRESSIONS:
            self._asked.popitem(last=False)
        known = asked.known.get(frame)
        if known is None:
            look = self.look(frame)
            grid = self.size[0] // CELL, self.size[1] // CELL
            known = np.stack([_on_grid(one, grid) for one in asked.of(look)]).astype(np.float16)
            asked.known[frame] = known
        return known

    def glance(self, expressions: Sequence[str], frames: Sequence[int]) -> Iterator[Glance]:
        """What each frame shows by itself: of the evidence only how surely the class is there; the rest is zero."""
        grid = self.size[0] // CELL, self.size[1] // CELL
        weighed = [self._observer.grounder.weigh(parse(one)) for one in expressions]
        for frame in frames:
            maps, classes, overview = self._perceive(frame)
            evidence = np.zeros((len(expressions), CHANNELS, *grid), np.float16)
            for row, kinds in zip(evidence, weighed, strict=True):
                if kinds.any():
                    row[CLASSES] = _on_grid(_sure(class_map(classes, overview, kinds)), grid)
            yield Glance(_kept(maps), evidence)

    def _perceive(self, frame: int) -> tuple[dict[int, torch.Tensor], Map, Map]:
        """Maps of features, and class logits of the frame and of it at half the width."""
        picture, grounder = self._clip.frame(frame), self._observer.grounder
        maps, classes = grounder.perceive(picture, AREA)
        _, overview = grounder.perceive(picture, AREA // 4)
        return maps, classes, overview

    def _look(self, frame: int) -> Look:
        maps, classes, overview = self._perceive(frame)
        motion = self._motion.read(frame)
        return Look(
            _kept(maps),
            classes.astype(np.float16),
            overview.astype(np.float16),
            motion_grounder.View(motion),
            motion.strength.astype(np.float16),
        )

    def _ask(self, expression: str) -> "_Asked":
        looks = [self.look(frame) for frame in evenly_spaced(len(self._clip))]
        wording = parse(expression)
        kinds = self._observer.grounder.weigh(wording)
        by_class = None
        if kinds.any():
            by_class = class_grounder.Thing(0, wording, [look.view(kinds) for look in looks])
        by_motion = motion_grounder.Thing(wording, [look.moving for look in looks])
        return _Asked(kinds, by_class, by_motion, {})


@dataclass(frozen=True)
class _Asked:
    """What an expression refers to in a clip, as the grounders have learnt it."""

    kinds: NDArray[np.float32]
    """Its weights of classes."""
    by_class: class_grounder.Thing | None
    by_motion: motion_grounder.Thing
    known: dict[int, NDArray[np.float16]]
    """By frame."""

    def of(self, look: Look) -> tuple[Map, Map, Map, Map]:
        """By `CHANNELS`, in sizes of their own."""
        strength = look.strength.astype(np.float32)
        thing, classes = np.zeros_like(strength), np.zeros_like(strength)
        if self.by_class:
            view = look.view(self.kinds)
            thing, classes = _logit(self.by_class.coloured(view)), _sure(view.evidence[0])
        rough, score = self.by_motion.coloured(look.moving)
        return thing, classes, _logit(rough) * min(1.0, _SCORE_WEIGHT * score), strength


def _sure(classes: Map) -> Map:
    """How surely a class is there, of how strongly it answers."""
    return np.asarray(np.clip(classes / _SURE_CLASS, -1, 2), np.float32)


def _kept(maps: Mapping[int, torch.Tensor]) -> tuple[NDArray[np.float16], ...]:
    """Of one frame, by `STRIDES`."""
    return tuple(maps[stride][0].half().cpu().numpy() for stride in STRIDES)


def _logit(probability: Map) -> Map:
    few = float(1 / (1 + np.exp(_LOGIT_LIMIT)))
    clipped = np.clip(probability, few, 1 - few)
    return np.asarray(np.log(clipped / (1 - clipped)) / _LOGIT_UNIT, np.float32)


def _on_grid(one: Map, grid: tuple[int, int]) -> Map:
    coarser = one.shape[0] < grid[0]
    how = cv2.INTER_LINEAR if coarser else cv2.INTER_AREA
    return np.asarray(cv2.resize(one, (grid[1], grid[0]), interpolation=how), np.float32)
