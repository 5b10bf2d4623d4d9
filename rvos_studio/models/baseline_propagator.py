"""The baseline propagator: an object classifier on frozen features, fitted anew for every frame."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from rvos_studio.models.checkpoints import efficientnet_lite0
from rvos_studio.models.guided_filter import GuidedFilter
from rvos_studio.models.protocols import Answer
from rvos_studio.networks.efficientnet_lite import EfficientNetLite0, normalise
from rvos_studio.video import Frame

_PIXELS = 448 * 784
"""Frames are scaled to about this many pixels for the network."""
_MOST_ENLARGED = 2.0
"""Small frames are scaled up this much at most."""
_LEVELS = {8: 1.0, 16: 1.0, 32: 0.5}
"""Feature maps that are read, and the length of their vectors: deep ones see far beyond a cell."""

_RIDGE = 1e-3
_OBJECT_SHARE = 0.55
"""Weight of the object's cells, all together; the background's have the rest."""
_NEAR_GAIN = 10.0
"""How much more the background right beside the object counts than far background."""
_NEAR_REACH = 2.0
"""Cells over which that falls to a third."""
_ANSWER_WEIGHT = 0.5
"""Say of own answers where human frames have 1, all together; reached with three answers."""
_FIRMNESS = 3.0
"""Masks are made this much firmer, as a factor on the log-odds, before they teach."""
_CLASSIFIER_GAIN = 4.0
_PRIOR_GAIN = 1.0
_PRIOR_BLUR = 2.0
"""Blur of the mask carried by optical flow, in pixels of the small picture."""
_EDGE_RADIUS = 4
_EDGE_EPSILON = 1e-4
"""Guided filter: half the window in pixels of the small picture, and its regularisation."""


@dataclass(frozen=True)
class Features:
    """What the baseline propagator keeps of a frame."""

    size: tuple[int, int]
    """Source height and width in pixels."""
    levels: tuple[Tensor, ...]
    """Float16 maps of C x h x w, scaled to a fixed length in every cell."""
    picture: Frame
    """The frame at the network's input size."""

    @classmethod
    def of(cls, size: tuple[int, int], picture: Frame, maps: Mapping[int, Tensor]) -> "Features":
        """From the frame at the network's input size and the maps, 1 x C x h x w, that came of it."""
        levels = (length * F.normalize(maps[key][0], dim=0) for key, length in _LEVELS.items())
        return cls(size, tuple(level.half() for level in levels), picture)

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return sum(level.nbytes for level in self.levels) + self.picture.nbytes

    @property
    def cells(self) -> tuple[int, int]:
        """Rows and columns of the grid on which cells are classified."""
        height, width = self.levels[0].shape[-2:]
        return height, width

    @property
    def small(self) -> Frame:
        """The picture at half its size, for optical flow and edges; computed when needed."""
        height, width = self.picture.shape[0] // 2, self.picture.shape[1] // 2
        return np.asarray(cv2.resize(self.picture, (width, height), interpolation=cv2.INTER_AREA))

    def samples(self) -> Tensor:
        """All levels on the finest level's grid, and ones for the bias: (C + 1) x cells."""
        maps = [
            F.interpolate(level.float()[None], self.cells, mode="bilinear", align_corners=False)[0]
            for level in self.levels
        ]
        return torch.cat([*maps, torch.ones(1, *self.cells)]).flatten(1)

    def score(self, weights: Tensor) -> Tensor:
        """What these rows of weights, n x (C + 1), say of `samples`, n x h x w."""
        *parts, bias = weights.split([*(level.shape[0] for level in self.levels), 1], 1)
        # Weighed first, a few maps are enlarged instead of hundreds.
        scores: Tensor = bias[..., None].expand(-1, *self.cells)
        for part, level in zip(parts, self.levels, strict=True):
            weighed = (part @ level.float().flatten(1)).unflatten(1, level.shape[-2:])
            scores = (
                scores
                + F.interpolate(weighed[None], self.cells, mode="bilinear", align_corners=False)[0]
            )
        return scores


@dataclass(frozen=True)
class Weighed:
    """What speaks for each object on a frame, before the answer; positive numbers for it."""

    score: NDArray[np.float32]
    """Of the classifier in every cell, about -1..1: objects x h x w."""
    carried: NDArray[np.float32]
    """The previous mask moved by optical flow, -1..1: objects x h x w on the small picture."""
    odds: NDArray[np.float32]
    """Both together, laid on the picture's edges: log-odds, objects x h x w of the network's input."""


@dataclass(frozen=True)
class Remembered:
    """A frame bound to its masks."""

    features: Features
    masks: NDArray[np.float32]
    """Objects x h x w on the small picture, 0..1."""
    human: bool
    """Whether a person drew them."""

    @property
    def nbytes(self) -> int:
        """Bytes held, with the statistics that come when they are first read."""
        rows = 1 + sum(level.shape[0] for level in self.features.levels)
        return self.features.nbytes + self.masks.nbytes + len(self.masks) * rows * (rows + 1) * 4

    @property
    def summary(self) -> NDArray[np.float32]:
        """The mean of every feature over the frame."""
        means = [level.float().mean((1, 2)) for level in self.features.levels]
        return torch.cat(means).numpy()

    @cached_property
    def statistics(self) -> tuple[Tensor, Tensor]:
        """Weighted X X^T (objects x n x n) and X y (objects x n) with y from -1 to 1."""
        samples = self.features.samples()
        both = [_statistics(samples, _sharpened(m), self.features.cells) for m in self.masks]
        return torch.stack([gram for gram, _ in both]), torch.stack([b for _, b in both])


class BaselinePropagator:
    """Training-free propagation with EfficientNet-Lite0 features.

    A ridge regression tells object from background in every 8 x 8 cell of the network's input; its
    closed form needs two sums per remembered frame, so human frames and own answers add up at no
    cost. The previous mask, carried by DIS optical flow (Kroeger et al. 2016), is a weak prior, and
    a guided filter lays the edge on the picture's edges.

    Learning the object online follows Robinson et al., "Learning Fast and Robust Target Models for
    Video Object Segmentation" (CVPR 2020), without their trained refinement.
    """

    gap = 3

    def __init__(self, network: EfficientNetLite0) -> None:
        """`network` is the dilated form."""
        self._network = network

    @classmethod
    def load(cls) -> "BaselinePropagator":
        """With the published weights; raises `WeightsMissing` if they are not on this machine."""
        return cls(efficientnet_lite0(dilated=True))

    @torch.inference_mode()
    def encode(self, frame: Frame) -> Features:
        """Features of an H x W x 3 frame; about 3 MB whatever its size."""
        picture = scaled(frame)
        return Features.of((frame.shape[0], frame.shape[1]), picture, self.look(picture))

    @torch.inference_mode()
    def look(self, picture: Frame) -> dict[int, Tensor]:
        """The network's maps of a frame of its input size, by stride: see `EfficientNetLite0.features`."""
        return self._network.features(normalise(torch.from_numpy(picture)[None]))

    def reference(self, features: Features, labels: NDArray[np.uint8], objects: int) -> Remembered:
        """See `Propagator.reference`."""
        drawn = [(labels == label).astype(np.float32) for label in range(1, objects + 1)]
        return _remembered(features, drawn, human=True)

    def memorise(self, answer: Answer) -> Remembered:
        """See `Propagator.memorise`; probabilities are remembered where the labels say the same."""
        masks = []
        for label, probability in enumerate(answer.probabilities, 1):
            inside = answer.labels == label
            masks.append(np.where(inside == (probability > 0.5), probability, inside))
        return _remembered(answer.trace, masks, human=False)

    @torch.inference_mode()
    def weigh(self, features: Features, long: Sequence[Remembered], short: Remembered) -> Weighed:
        """What the answer is made from; every object has a classifier of its own."""
        weights = _fit(long, short)
        scores = features.score(weights).numpy()
        small = features.small
        flow = _flow(small, short.features.small)
        snap = GuidedFilter(small, _EDGE_RADIUS, _EDGE_EPSILON)
        all_carried, all_odds = [], []
        for score, mask in zip(scores, short.masks, strict=True):
            carried = 2 * cv2.GaussianBlur(_carry(mask, flow), (0, 0), _PRIOR_BLUR) - 1
            evidence = cv2.resize(score, mask.shape[::-1])
            all_carried.append(carried)
            odds = _CLASSIFIER_GAIN * evidence + _PRIOR_GAIN * carried
            all_odds.append(snap(odds, features.picture))
        return Weighed(scores, np.stack(all_carried), np.stack(all_odds))

    def predict(
        self, features: Features, objects: int, long: Sequence[Remembered], short: Remembered
    ) -> Answer:
        """See `Propagator.predict`."""
        return self.decide(features, self.weigh(features, long, short))

    def decide(self, features: Features, weighed: Weighed) -> Answer:
        """The answer that is made from this."""
        size = features.size[::-1]
        answers = [_sigmoid(cv2.resize(each, size)) for each in weighed.odds]
        probabilities = np.stack(answers)
        # The first of all is the background: an object needs more than a half.
        likeliest = np.argmax([np.full(size[::-1], 0.5, np.float32), *answers], axis=0)
        return Answer(likeliest.astype(np.uint8), probabilities, features)

    def smaller(self) -> None:
        """It computes on the CPU and has one size."""


def scaled(frame: Frame) -> Frame:
    """The frame at the network's input size."""
    size = _input_size(*frame.shape[:2])
    return np.asarray(cv2.resize(frame, size[::-1], interpolation=cv2.INTER_AREA))


def _input_size(height: int, width: int) -> tuple[int, int]:
    """Height and width of the network's input: multiples of 16, so that strides fit."""
    scale = min(_MOST_ENLARGED, (_PIXELS / (height * width)) ** 0.5)
    return max(32, round(height * scale / 16) * 16), max(32, round(width * scale / 16) * 16)


def _statistics(
    samples: Tensor, mask: NDArray[np.float32], cells: tuple[int, int]
) -> tuple[Tensor, Tensor]:
    """The two sums of a weighted least-squares fit of -1 (background) and 1 (object) to cells.

    Background beside the object counts more, or the object would grow into it.
    """
    share = _reduced(mask, cells[::-1])
    distance = cv2.distanceTransform((share < 0.5).astype(np.uint8), cv2.DIST_L2, 3)
    beside = 1 + _NEAR_GAIN * np.exp(-distance / _NEAR_REACH)
    inside, outside = share.copy(), (1 - share) * beside
    # Less than a cell in all is what a vanished object leaves: it must not get the full share.
    inside *= _OBJECT_SHARE / max(inside.sum(), 1)
    outside *= (1 - _OBJECT_SHARE) / max(outside.sum(), 1)
    weighted = samples * torch.from_numpy((inside + outside).astype(np.float32).ravel())
    return weighted @ samples.T, weighted @ torch.from_numpy(2 * share.ravel() - 1)


def _remembered(
    features: Features, masks: Sequence[NDArray[np.float32]], *, human: bool
) -> Remembered:
    """Masks of source size bound to features."""
    height, width = features.picture.shape[:2]
    size = (width // 2, height // 2)
    return Remembered(features, np.stack([_reduced(mask, size) for mask in masks]), human)


def _fit(long: Sequence[Remembered], short: Remembered) -> Tensor:
    """Ridge regression on what is remembered for long: objects x n."""
    says = list(_says(long, short))
    total = sum(say for say, _ in says)
    grams, targets = (torch.zeros_like(sums) for sums in says[0][1].statistics)
    for say, memory in says:
        gram, target = memory.statistics
        grams.add_(gram, alpha=say / total)
        targets.add_(target, alpha=say / total)
    ridge = _RIDGE * torch.eye(grams.shape[-1])
    # Not `linalg.solve`: torch 2.13's LU of several matrices fails with more than one CPU thread.
    factors = torch.linalg.cholesky(grams + ridge)
    return torch.cholesky_solve(targets[..., None], factors)[..., 0]


def _says(long: Sequence[Remembered], short: Remembered) -> Iterator[tuple[float, Remembered]]:
    """How much each memory counts: the nearest human frame most, an own answer little."""
    references = [memory for memory in long if memory.human]
    ranks = [0.5**rank for rank in range(len(references))]
    for rank, memory in zip(ranks, references, strict=True):
        yield rank / sum(ranks), memory
    # The frame before is too like this one to teach anything that the prior does not know.
    answers = [memory for memory in long if not memory.human and memory is not short]
    for memory in answers:
        yield _ANSWER_WEIGHT / max(len(answers), 3), memory


def _flow(picture: Frame, previous: Frame) -> NDArray[np.float32]:
    """Where each pixel was in the previous frame, as an offset (x, y): h x w x 2."""
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in (picture, previous)]
    dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    return np.asarray(dis.calc(*grey, None), np.float32)  # type: ignore[call-overload]


def _carry(mask: NDArray[np.float32], flow: NDArray[np.float32]) -> NDArray[np.float32]:
    """The previous frame's mask moved to where flow says its pixels are now."""
    grid = np.indices(mask.shape, np.float32)
    x, y = grid[1] + flow[..., 0], grid[0] + flow[..., 1]
    carried = cv2.remap(mask, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(carried, np.float32)


def _reduced(mask: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    """Area average at (width, height), in which an object smaller than a cell still owns one."""
    small = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.float32)
    return small / small.max() if small.max() <= 0.5 < mask.max() else small


def _sharpened(mask: NDArray[np.float32]) -> NDArray[np.float32]:
    inside, outside = mask**_FIRMNESS, (1 - mask) ** _FIRMNESS
    return np.asarray(inside / (inside + outside), np.float32)


def _sigmoid(x: NDArray[Any]) -> NDArray[np.float32]:
    return np.asarray(1 / (1 + np.exp(-x)), np.float32)
