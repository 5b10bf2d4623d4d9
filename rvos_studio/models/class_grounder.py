"""Baseline grounder by class: what an ImageNet classifier takes for the noun, made one thing over the clip."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray

from rvos_studio.models.checkpoints import efficientnet_lite0
from rvos_studio.models.class_names import NounBinder
from rvos_studio.models.colours import COLOUR_BINS, colour_bins, colour_evidence, colour_match
from rvos_studio.models.cutting import cut, enlarge, shrink
from rvos_studio.models.protocols import Prediction, Step
from rvos_studio.models.sampling import evenly_spaced
from rvos_studio.models.text import SentenceEmbedder
from rvos_studio.models.words import Wording, parse
from rvos_studio.networks.efficientnet_lite import normalise
from rvos_studio.video import Frame, FrameSource

Map = NDArray[np.float32]

_LEVELS = (8, 16, 32)
_AREA = 384 * 672
"""Pixels of the network's input; the aspect is the frame's."""
_OVERVIEW_SHARE = 0.5
"""Weight of the class answers of the picture at half the width."""
_SURE_CELLS = 0.85
_SURE_VALUE = 0.6
"""Cells shape the thing's features if they are in the upper quantile or above the value: large things have many."""
_SHRINKAGE = 2.0
"""Of the feature covariance towards a multiple of the identity, in mean variances."""
_SIMILARITY_SHARE = 0.6
"""Weight of feature similarity against the class map."""
_THRESHOLD = 0.64
_GAIN = 8.0
"""The joint map's value of even odds, and logits per unit of it."""
_COLOUR_WEIGHT = 0.7
_COLOUR_LIMIT = 3.0
_COLOUR_PASSES = 2
_LOOKS = 3
"""How often features and colours are learnt anew from the last guess."""
_WORD_WEIGHT = 1.0
_WORD_BLUR = 10.0
"""Logits, and pixels of the small picture: a colour word holds for the thing as a whole."""
_SURE_EVIDENCE = 8.0
"""Centred logit of a clearly recognised class."""


class ClassGrounder:
    """A training-free segmenter: noun to ImageNet classes, dense class map, clip prototype, colours, GrabCut.

    Knows only what a noun looks like: motion and place words do not reach it, and people are seen by their clothes
    and gear. Raises `WeightsMissing` when its pretrained parts are absent.
    """

    def __init__(self, embedder: SentenceEmbedder | None = None, device: str = "cpu") -> None:
        self._device = torch.device(device)
        self._network = efficientnet_lite0(dilated=True)
        self._network.to(self._device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._binder = NounBinder(embedder or SentenceEmbedder())

    def segment(
        self, clip: FrameSource, expressions: Sequence[str], frames: Sequence[int]
    ) -> Iterator[Prediction | Step]:
        """See `Segmenter.segment`. Looks at eight frames of the whole clip first, and keeps only those."""
        if not expressions:
            return
        wordings = [parse(expression) for expression in expressions]
        weights = np.stack([self.weigh(wording) for wording in wordings])
        references = evenly_spaced(len(clip))
        seen: dict[int, View] = {}
        for done, index in enumerate(references):
            yield Step(done, len(references), "looking at the whole clip")
            seen[index] = self._look(clip.frame(index), weights)
        things = [
            Thing(position, wording, list(seen.values())) if weights[position].any() else None
            for position, wording in enumerate(wordings)
        ]
        for index in frames:
            view = seen.get(index) or self._look(clip.frame(index), weights)
            for position, thing in enumerate(things):
                small, confidence = (
                    thing.find(view)
                    if thing
                    else (np.zeros(view.picture.shape[:2], np.float32), 0.0)
                )
                full = enlarge(small, clip.height, clip.width)
                yield Prediction(position, index, full, confidence)

    def weigh(self, wording: Wording) -> NDArray[np.float32]:
        """How well each of the 1000 classes fits what is said; see `NounBinder.weigh`."""
        return self._binder.weigh(wording)

    def _look(self, frame: Frame, weights: NDArray[np.float32]) -> "View":
        maps, logits = self.perceive(frame, _AREA)
        _, overview = self.perceive(frame, _AREA // 4)
        evidence = [class_map(logits, overview, row) for row in weights]
        return View(shrink(frame), evidence, unit_cells(maps))

    def perceive(self, frame: Frame, area: int) -> tuple[dict[int, torch.Tensor], Map]:
        """Features by stride, and centred class logits of the last map's cells, 1000 x h x w."""
        height, width = network_size(frame.shape[0], frame.shape[1], area)
        pixels = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
        with torch.inference_mode():
            batch = normalise(torch.from_numpy(pixels)[None].to(self._device))
            maps = self._network.features(batch.contiguous(memory_format=torch.channels_last))
            answers = self._network.class_logits(maps[32])[0]
            return maps, (answers - answers.mean(0)).float().cpu().numpy()


@dataclass(frozen=True)
class View:
    """What is kept of a frame to find things on it."""

    picture: Frame
    evidence: list[Map]
    """For each expression, how strongly its best class answers in every cell: centred logits."""
    cells: dict[int, NDArray[np.float16]]
    """Unit feature vectors, C x h x w, by stride."""

    @property
    def grid(self) -> tuple[int, int]:
        height, width = self.cells[8].shape[1:]
        return height, width


class Thing:
    """One expression's thing as learnt from reference frames."""

    def __init__(self, position: int, wording: Wording, views: Sequence[View]) -> None:
        """`position`: of its class map in `View.evidence`."""
        self._position = position
        self._wording = wording
        evidence = [_resized(view.evidence[position], view.grid) for view in views]
        self._evidence_range = _Range.of(evidence)
        self._colours = np.zeros(COLOUR_BINS, np.float32)
        bins = [colour_bins(view.picture) for view in views]
        guess = [self._evidence_range.stretch(part) for part in evidence]
        for _ in range(_LOOKS):
            self._learn_features(guess, views)
            rough = [self._rough(view) for view in views]
            for _ in range(_COLOUR_PASSES):
                self._colours = colour_evidence(bins, rough)
                rough = [self.coloured(view) for view in views]
            guess = [_resized(one, view.grid) for one, view in zip(rough, views, strict=True)]

    def _learn_features(self, guess: Sequence[Map], views: Sequence[View]) -> None:
        self._prototypes = {level: _prototype(level, guess, views) for level in _LEVELS}
        self._similarity_range = _Range.of([self._similarity(view) for view in views])
        self._joint_range = _Range.of([self._joint(view) for view in views])

    def find(self, view: View) -> tuple[Map, float]:
        """Its probability on a picture, at the picture's size, and how sure that is."""
        probability = cut(view.picture, self.coloured(view))
        return probability, self._confidence(view, probability)

    def _similarity(self, view: View) -> Map:
        maps = []
        for level, prototype in self._prototypes.items():
            similar = np.tensordot(prototype, view.cells[level].astype(np.float32), 1)
            maps.append(_resized(similar, view.grid))
        return np.asarray(np.sum(maps, axis=0), np.float32)

    def _joint(self, view: View) -> Map:
        class_map = self._evidence_range.stretch(_resized(view.evidence[self._position], view.grid))
        similarity = self._similarity_range.stretch(self._similarity(view))
        return _SIMILARITY_SHARE * similarity + (1 - _SIMILARITY_SHARE) * class_map

    def _rough(self, view: View) -> Map:
        return _resized(self._joint_range.stretch(self._joint(view)), view.picture.shape[:2])

    def coloured(self, view: View) -> Map:
        """The rough map, as a probability, corrected by the clip's own colours of thing and rest."""
        colour = np.clip(self._colours[colour_bins(view.picture)], -_COLOUR_LIMIT, _COLOUR_LIMIT)
        logit = _GAIN * (self._rough(view) - _THRESHOLD) + _COLOUR_WEIGHT * colour
        if self._wording.colours:
            match = colour_match(view.picture, self._wording.colours)
            match = np.asarray(cv2.GaussianBlur(match, (0, 0), _WORD_BLUR), np.float32)
            logit = logit + _WORD_WEIGHT * (2 * match / max(float(match.max()), 0.2) - 1)
        return np.asarray(1 / (1 + np.exp(-logit)), np.float32)

    def _confidence(self, view: View, probability: Map) -> float:
        inside = probability > 0.5
        if not inside.any():
            return 0.0
        evidence = _resized(view.evidence[self._position], view.picture.shape[:2])
        strength = float(evidence[inside].mean()) / _SURE_EVIDENCE
        return float(np.clip(strength, 0, 1)) * float(self.coloured(view)[inside].mean())


@dataclass(frozen=True)
class _Range:
    """Low and high end of a map's values over the reference frames."""

    low: float
    high: float

    @classmethod
    def of(cls, maps: Sequence[Map]) -> "_Range":
        low, high = np.percentile(np.stack(maps), (5, 99))
        return cls(float(low), float(high))

    def stretch(self, values: Map) -> Map:
        """The values as shares 0..1 of the range."""
        shares = np.clip((values - self.low) / max(self.high - self.low, 1e-6), 0, 1)
        return np.asarray(shares, np.float32)


def network_size(height: int, width: int, area: int) -> tuple[int, int]:
    """Height and width of about `area` pixels in the frame's aspect, multiples of 32; very long frames are squeezed."""
    aspect = float(np.clip(width / height, 0.25, 4))
    rows = max(1, round((area / aspect) ** 0.5 / 32))
    columns = max(1, round((area * aspect) ** 0.5 / 32))
    return rows * 32, columns * 32


def class_map(logits: Map, overview: Map, weights: NDArray[np.float32]) -> Map:
    """How strongly the best class answers in every cell of `logits`; `overview` is of the picture at half the width."""
    strongest = _strongest(logits, weights)
    # A large thing is recognised as a whole in a small picture, and only by its parts in a large one.
    whole = _resized(_strongest(overview, weights), strongest.shape)
    return (1 - _OVERVIEW_SHARE) * strongest + _OVERVIEW_SHARE * whole


def unit_cells(maps: Mapping[int, torch.Tensor]) -> dict[int, NDArray[np.float16]]:
    """Unit feature vectors of one frame by stride, C x h x w, for `View`."""
    return {level: F.normalize(maps[level][0], dim=0).half().cpu().numpy() for level in _LEVELS}


def _strongest(logits: Map, weights: NDArray[np.float32]) -> Map:
    classes = np.flatnonzero(weights)
    if not classes.size:
        return np.zeros(logits.shape[1:], np.float32)
    return np.asarray((logits[classes] * weights[classes, None, None]).max(axis=0), np.float32)


def _prototype(level: int, guess: Sequence[Map], views: Sequence[View]) -> NDArray[np.float32]:
    """The direction in feature space that best tells thing from rest: Fisher's discriminant, shrunk.

    Sure cells count for the thing, the others for the rest; answers along it vary by 1 over the frames.
    """
    cells = [view.cells[level].astype(np.float32) for view in views]
    maps = [_resized(one, cell.shape[1:]) for one, cell in zip(guess, cells, strict=True)]
    features = np.concatenate([cell.reshape(len(cell), -1) for cell in cells], axis=1)
    confidence = np.concatenate([one.ravel() for one in maps])
    sure = min(float(np.quantile(confidence, _SURE_CELLS)), _SURE_VALUE)
    thing = np.where(confidence >= sure, confidence, 0) ** 2
    rest = (1 - confidence) ** 2
    difference = features @ thing / max(float(thing.sum()), 1e-6)
    difference -= features @ rest / max(float(rest.sum()), 1e-6)
    centred = features - features.mean(axis=1, keepdims=True)
    spread = centred @ centred.T / features.shape[1]
    shrinkage = _SHRINKAGE * float(np.trace(spread)) / len(spread) + 1e-6
    direction = np.linalg.solve(spread + shrinkage * np.eye(len(spread)), difference)
    return np.asarray(direction / max(float((direction @ centred).std()), 1e-6), np.float32)


def _resized(values: Map, size: tuple[int, ...]) -> Map:
    if values.shape == tuple(size):
        return values
    return np.asarray(cv2.resize(values, (size[1], size[0]), interpolation=cv2.INTER_LINEAR))
