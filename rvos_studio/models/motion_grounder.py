"""Baseline grounder by motion and words: of what moves, the region whose colour, size, place and way fit."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.models.colours import (
    COLOUR_BINS,
    colour_bins,
    colour_evidence,
    colour_histogram,
    colour_match,
    likeness,
    stands_out,
)
from rvos_studio.models.cutting import cut, enlarge
from rvos_studio.models.motion import Map, Motion, MotionReader
from rvos_studio.models.protocols import Prediction, Step
from rvos_studio.models.sampling import evenly_spaced
from rvos_studio.models.words import Heading, Wording, parse
from rvos_studio.video import Frame, FrameSource

_REGION_THRESHOLD = 0.35
_SMALLEST_REGION = 0.001
"""Share of the picture."""
_FULL_WEIGHT_REGION = 0.02
"""Share of the picture from which size no longer counts."""
_REGIONS_AT_MOST = 6
_GAIN = 8.0
_THRESHOLD = 0.4
"""Logits per unit of the region's map, and its value of even odds."""
_COLOUR_WEIGHT = 0.7
_COLOUR_LIMIT = 3.0
_DOUBT = 0.2
"""What a region keeps of its score when a word does not fit it at all: words are weak witnesses."""
_BESIDE = 0.5
"""Share of the best region's score from which another one counts as a part of the same thing."""
_NEARBY = 0.02
"""Of the region's map: colour alone must not light up what lies farther off."""
_SOURCE_WEIGHTS = {True: (1.0, 0.05), False: (0.1, 1.0), None: (1.0, 0.25)}
"""Weights of regions that move and of regions that only stand out, by what the words say about motion."""
_WAYS: dict[Heading, tuple[float, float]] = {
    "left": (-1, 0),
    "right": (1, 0),
    "up": (0, -1),
    "down": (0, 1),
}


@dataclass(frozen=True)
class _Region:
    """A connected part of a frame that moves, or stands out, as a whole."""

    rough: Map
    """The source map inside the region, 0 elsewhere."""
    moves: bool
    salience: float
    """0..1: how strongly and how largely."""
    colours: NDArray[np.float32]
    """Coarse colour histogram, sums to 1."""
    velocity: tuple[float, float]
    centre: tuple[float, float]
    """x and y as shares of the picture."""
    area: float
    """Share of the picture."""


class MotionGrounder:
    """A training-free segmenter without any notion of things: own motion, words of looks and place, GrabCut.

    It does not read nouns. Where nothing moves, or the expression asks for something at rest, it takes what stands
    out from the colours at the picture's border, with low confidence.
    """

    def segment(
        self, clip: FrameSource, expressions: Sequence[str], frames: Sequence[int]
    ) -> Iterator[Prediction | Step]:
        """See `Segmenter.segment`. Looks at eight frames of the whole clip first, and keeps only those."""
        reader = MotionReader(clip)
        references = evenly_spaced(len(clip))
        seen: dict[int, View] = {}
        for done, index in enumerate(references):
            yield Step(done, len(references), "looking for what moves")
            seen[index] = View(reader.read(index))
        things = [Thing(parse(expression), list(seen.values())) for expression in expressions]
        for index in frames:
            view = seen.get(index) or View(reader.read(index))
            for position, thing in enumerate(things):
                small, confidence = thing.find(view)
                yield Prediction(
                    position, index, enlarge(small, clip.height, clip.width), confidence
                )


class View:
    """What is kept of a frame to find things on it."""

    def __init__(self, motion: Motion) -> None:
        self.picture: Frame = motion.picture
        self.bins = colour_bins(motion.picture)
        standing_out = stands_out(self.bins) * (1 - motion.strength)
        self.regions = [
            *self._regions(motion.strength, motion, moves=True),
            *self._regions(standing_out, motion, moves=False),
        ]

    def _regions(self, source: Map, motion: Motion, moves: bool) -> Iterator[_Region]:
        height, width = source.shape
        _, labels, boxes, centres = cv2.connectedComponentsWithStats(
            (source > _REGION_THRESHOLD).astype(np.uint8)
        )
        areas = boxes[:, cv2.CC_STAT_AREA] / (height * width)
        order = [k for k in np.argsort(-areas).tolist() if k > 0][:_REGIONS_AT_MOST]
        for label in order:
            area = float(areas[label])
            if area < _SMALLEST_REGION:
                return
            inside = labels == label
            around = cv2.dilate(inside.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
            velocity = motion.velocity[inside].mean(axis=0)
            yield _Region(
                rough=np.where(around, source, 0).astype(np.float16),
                moves=moves,
                salience=float(source[inside].mean())
                * min(1.0, (area / _FULL_WEIGHT_REGION) ** 0.5),
                colours=colour_histogram(self.bins[inside]),
                velocity=(float(velocity[0]), float(velocity[1])),
                centre=(float(centres[label][0]) / width, float(centres[label][1]) / height),
                area=area,
            )


class Thing:
    """One expression's thing: the chain of alike, well-scored regions through the reference frames."""

    def __init__(self, wording: Wording, views: Sequence[View]) -> None:
        self._wording = wording
        scored = [
            [(region, self._score(region, view)) for region in view.regions] for view in views
        ]
        self._looks = _best_chain(scored)
        chosen = [self._rough(view)[0] for view in views]
        self._evidence = colour_evidence([view.bins for view in views], chosen)

    def find(self, view: View) -> tuple[Map, float]:
        """Its probability on a picture, at the picture's size, and how sure that is."""
        probability, score = self.coloured(view)
        return cut(view.picture, probability), float(np.clip(score, 0, 1))

    def coloured(self, view: View) -> tuple[Map, float]:
        """The map of the best region, as a probability, corrected by the clip's own colours, and the region's score."""
        rough, score = self._rough(view)
        colour = np.clip(self._evidence[view.bins], -_COLOUR_LIMIT, _COLOUR_LIMIT)
        logit = _GAIN * (rough - _THRESHOLD) + _COLOUR_WEIGHT * colour
        logit = np.where(rough > _NEARBY, logit, -_GAIN)
        return np.asarray(1 / (1 + np.exp(-logit)), np.float32), score

    def _rough(self, view: View) -> tuple[Map, float]:
        """The map of the best region and of its parts, and the region's score."""
        scores = [
            self._score(region, view) * likeness(region.colours, self._looks)
            for region in view.regions
        ]
        rough = np.zeros(view.picture.shape[:2], np.float32)
        if not scores or max(scores) <= 0:
            return rough, 0.0
        best = max(scores)
        leader = view.regions[scores.index(best)]
        for region, score in zip(view.regions, scores, strict=True):
            if score >= _BESIDE * best and region.moves == leader.moves:
                rough = np.maximum(rough, region.rough)
        return rough, best

    def _score(self, region: _Region, view: View) -> float:
        moving, standing_out = _SOURCE_WEIGHTS[self._wording.moving]
        score = region.salience * (moving if region.moves else standing_out)
        if self._wording.colours:
            match = colour_match(view.picture, self._wording.colours)
            inside = region.rough > _REGION_THRESHOLD
            score *= _witness(min(1.0, 2 * float(match[inside].mean())))
        for place in self._wording.places:
            score *= _witness(_at_place(place, region))
        if self._wording.size:
            share = min(1.0, (region.area / max(r.area for r in view.regions)) ** 0.5)
            score *= _witness(share if self._wording.size == "big" else 1 - share)
        if self._wording.heading:
            way, velocity = _WAYS[self._wording.heading], region.velocity
            along = (way[0] * velocity[0] + way[1] * velocity[1]) / max(
                float(np.hypot(*velocity)), 1e-6
            )
            score *= _witness(max(0.0, float(along)))
        return score


def _best_chain(scored: Sequence[Sequence[tuple[_Region, float]]]) -> NDArray[np.float32]:
    """The looks of the region that the best regions of all frames resemble most."""
    looks, most = np.zeros(COLOUR_BINS // 8, np.float32), 0.0
    for candidate, own in (pair for frame in scored for pair in frame):
        support = own + sum(
            max(
                (
                    score * likeness(candidate.colours, region.colours) ** 2
                    for region, score in frame
                ),
                default=0,
            )
            for frame in scored
        )
        if own > 0 and support > most:
            looks, most = candidate.colours, support
    return looks


def _at_place(place: str, region: _Region) -> float:
    """How well a region lies at a place of the picture, 0..1."""
    x, y = region.centre
    near = min(1.0, y + math.sqrt(region.area))
    fits = {
        "left": 1 - x,
        "right": x,
        "middle": 1 - 2 * abs(x - 0.5),
        "top": 1 - y,
        "bottom": y,
        "front": near,
        "back": 1 - near,
    }
    return fits[place]


def _witness(fit: float) -> float:
    return _DOUBT + (1 - _DOUBT) * fit
