"""AOT and DeAOT as propagators."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from weakref import WeakKeyDictionary, ref

import cv2
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from rvos_studio import settings
from rvos_studio.models.augmented import SCALES, Augmented
from rvos_studio.models.checkpoints import state_of
from rvos_studio.models.devices import chosen, precision_on
from rvos_studio.models.protocols import Answer, DeviceFull, Propagator
from rvos_studio.networks.aot.attention import Bound
from rvos_studio.networks.aot.lasting import Lasting
from rvos_studio.networks.aot.network import Encoded, Network
from rvos_studio.networks.aot.variants import VARIANTS
from rvos_studio.video import Frame

OBJECTS = 10
"""Objects that the network associates in one pass; more go in several."""
_LONGEST = 1040
"""Pixels of the longer side at most, before scaling."""
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_SMALLER, _SMALLEST = 0.75, 0.5
_BLOCKS = (0, 1024, 256)
"""Queries that attend at a time: all of them, and fewer where memory is short."""

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Features:
    """What the network computes of a frame before it knows of any object."""

    size: tuple[int, int]
    """Source height and width."""
    input_size: tuple[int, int]
    encoded: Encoded

    @property
    def nbytes(self) -> int:
        """Bytes held on the device."""
        return self.encoded.tokens.nbytes + sum(part.nbytes for part in self.encoded.shortcuts)


@dataclass(frozen=True, eq=False)
class Remembered:
    """A frame bound to its objects: ten to a group, in each group what every block remembers."""

    groups: tuple[list[Bound], ...]

    @property
    def nbytes(self) -> int:
        """Bytes held on the device."""
        return sum(t.nbytes for group in self.groups for bound in group for t in bound)

    @cached_property
    def summary(self) -> NDArray[np.float32]:
        """The mean key of the last block."""
        return np.asarray(self.groups[0][-1].key[0].mean(0).float().cpu().numpy())


@dataclass(frozen=True)
class _Made:
    """One memory made of several."""

    others: list["ref[Remembered]"]
    """All that it was made of but the first."""
    groups: Sequence[list[Bound | Lasting]]


@dataclass(frozen=True)
class Trace:
    """What is needed to remember an answer."""

    features: Features
    objects: int
    seen: tuple[Sequence[Any], ...]
    """By group, then by block."""


class AotPropagator:
    """Propagation with one variant of AOT or DeAOT, in the way its authors evaluate it.

    Frames are scaled by bicubic interpolation so that the longer side has at most 1040 pixels. Beyond
    ten objects several passes share the features of a frame, and their answers are merged by
    multiplying the probabilities of the background. Where the device is short of memory, queries
    attend in blocks, which is slower and changes no answer.
    """

    def __init__(
        self,
        network: Network,
        device: torch.device,
        precision: torch.dtype = torch.float32,
        scale: float = 1.0,
        flip: bool = False,
    ) -> None:
        """`scale` applies after the longer side was limited; with `flip` the network sees mirrored frames."""
        self._network = network.to(device)
        self._device = device
        self._precision = precision
        self._scale = scale
        self._flip = flip
        self._blocks = list(_BLOCKS)
        self._kept: WeakKeyDictionary[Remembered, _Made] = WeakKeyDictionary()

    @property
    def gap(self) -> int:
        """See `Propagator.gap`."""
        return self._network.variant.gap

    def encode(self, frame: Frame) -> Features:
        """Features of an H x W x 3 frame."""
        size = (frame.shape[0], frame.shape[1])
        target = input_size(*size, self._scale, self._network.variant.align_corners)
        picture = normalised(frame, target, self._flip)
        return self._within_memory(
            lambda _: Features(size, target, self._network.encode(picture.to(self._device)))
        )

    def reference(self, features: Features, labels: NDArray[np.uint8], objects: int) -> Remembered:
        """See `Propagator.reference`."""
        given = self._grouped(labels, objects, features.input_size)
        return self._within_memory(
            lambda block: Remembered(
                tuple(self._network.refer(features.encoded, one, block)[1] for one in given)
            )
        )

    def predict(
        self,
        features: Features,
        objects: int,
        long: Sequence[Remembered],
        short: Remembered,
    ) -> Answer:
        """See `Propagator.predict`."""
        return self._within_memory(
            lambda block: self._predict(features, objects, long, short, block)
        )

    def memorise(self, answer: Answer) -> Remembered:
        """See `Propagator.memorise`."""
        trace: Trace = answer.trace
        given = self._grouped(answer.labels, trace.objects, trace.features.input_size)
        return self._within_memory(
            lambda _: Remembered(tuple(map(self._network.bind, trace.seen, given)))
        )

    def smaller(self) -> "AotPropagator | None":
        """See `Propagator.smaller`: three quarters of the size, down to half of it."""
        scale = self._scale * _SMALLER
        if scale < _SMALLEST:
            return None
        return AotPropagator(self._network, self._device, self._precision, scale, self._flip)

    def _predict(
        self,
        features: Features,
        objects: int,
        long: Sequence[Remembered],
        short: Remembered,
        block: int,
    ) -> Answer:
        logits: list[Tensor] = []
        all_seen = []
        for lasting, recent in zip(self._lasting(long), short.groups, strict=True):
            answer, seen = self._network.propagate(features.encoded, lasting, recent, block)
            alive = min(objects - len(logits) * OBJECTS, OBJECTS) + 1
            decoded = self._network.decode(answer, features.encoded)[:, :alive].float()
            logits.append(self._enlarged(decoded, features.size))
            all_seen.append(seen)
        merged = merge(logits)
        labels = winners(merged).cpu().numpy()
        probabilities = merged.softmax(0)[1 : objects + 1].cpu().numpy()
        return Answer(labels, probabilities, Trace(features, objects, tuple(all_seen)))

    def _lasting(self, long: Sequence[Remembered]) -> Sequence[list[Bound | Lasting]]:
        """All of `long` as one memory by group: made when it changes, gone with what it was made of."""
        first, *others = long
        kept = self._kept.get(first)
        if kept is None or [other() for other in kept.others] != others:
            self._kept.clear()
            groups = zip(*(memory.groups for memory in long), strict=True)
            made = [self._network.lasting(group) for group in groups]
            kept = self._kept[first] = _Made([ref(other) for other in others], made)
        return kept.groups

    def _grouped(
        self, labels: NDArray[np.uint8], objects: int, size: tuple[int, int]
    ) -> list[Tensor]:
        seen = labels[:, ::-1] if self._flip else labels
        return [group.to(self._device) for group in grouped(seen, objects, size)]

    def _enlarged(self, logits: Tensor, size: tuple[int, int]) -> Tensor:
        corners = self._network.variant.align_corners
        # Maps by themselves, not a pixel's numbers side by side: all that follows takes half the time.
        maps = logits.contiguous()
        large = F.interpolate(maps, size, mode="bilinear", align_corners=corners)[0]
        return large.flip(-1) if self._flip else large

    def _within_memory(self, work: Callable[[int], _Result]) -> _Result:
        """Do a step of the network, in smaller blocks from now on if that is what it takes."""
        mixed = self._precision != torch.float32
        while True:
            try:
                with (
                    torch.inference_mode(),
                    torch.autocast(self._device.type, self._precision, enabled=mixed),
                ):
                    return work(self._blocks[0])
            except RuntimeError as error:
                if not _out_of_memory(error):
                    raise
            self._kept.clear()
            if self._device.type == "cuda":
                torch.cuda.empty_cache()
            if len(self._blocks) == 1:
                raise DeviceFull
            self._blocks.pop(0)
            _log.info("%s is full; %d queries at a time", self._device, self._blocks[0])


def _out_of_memory(error: RuntimeError) -> bool:
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)


def load(name: str) -> Propagator:
    """The variant of this name with the weights that are found here, on the device of the settings.

    Raises `WeightsMissing` where there are none.
    """
    choice = settings.load()
    device = chosen(choice.device)
    precision = precision_on(device, choice.precision)
    network = Network.from_published(VARIANTS[name], state_of(name))
    if not choice.augment:
        return AotPropagator(network, device, precision)
    looks = [(scale, flip) for scale in SCALES for flip in (False, True)]
    return Augmented([AotPropagator(network, device, precision, *look) for look in looks])


def input_size(height: int, width: int, scale: float, align_corners: bool) -> tuple[int, int]:
    """Height and width of the network's input: multiples of 16, and one pixel more if corners are aligned."""
    shrink = min(1.0, _LONGEST / max(height, width))
    one = int(align_corners)

    def side(length: int) -> int:
        return max(16, round((int(length * shrink * scale) - one) / 16) * 16) + one

    return side(height), side(width)


def normalised(frame: Frame, size: tuple[int, int], flip: bool = False) -> Tensor:
    """The picture a network sees, 1 x 3 x H x W of `size`: bicubic without clipping, mean 0 and deviation 1."""
    pixels = frame.astype(np.float32)
    scaled = np.asarray(cv2.resize(pixels, size[::-1], interpolation=cv2.INTER_CUBIC))
    picture = torch.from_numpy(scaled[:, ::-1].copy() if flip else scaled)
    picture.div_(255).sub_(torch.tensor(_MEAN)).div_(torch.tensor(_DEVIATION))
    return picture[None].permute(0, 3, 1, 2)


def grouped(labels: NDArray[np.uint8], objects: int, size: tuple[int, int]) -> list[Tensor]:
    """H x W labels as the network's input, 1 x h x w of `size` for every ten objects, which become 1 to 10."""
    cells = torch.from_numpy(np.ascontiguousarray(labels))[None, None].float()
    near = F.interpolate(cells, size, mode="nearest")[0].long()
    return [
        torch.where((near > first) & (near <= first + OBJECTS), near - first, 0)
        for first in range(0, max(objects, 1), OBJECTS)
    ]


def winners(logits: Tensor) -> Tensor:
    """The first of the largest of n x H x W, uint8; torch's `argmax` takes a hundred times as long over few maps."""
    best, labels = logits[0].clone(), torch.zeros_like(logits[0], dtype=torch.uint8)
    for number, other in enumerate(logits[1:], 1):
        # Numbers rise, so the largest is the last that won; a fifth of the time of `masked_fill_`.
        torch.maximum(labels, (other > best).view(torch.uint8) * number, out=labels)
        torch.maximum(best, other, out=best)
    return labels


def merge(logits: Sequence[Tensor]) -> Tensor:
    """One map of logits from those of groups, each 1 + n x H x W with the background first.

    A single group stays as it is. Otherwise the background is where every group sees it, and what
    the last group lacks to ten objects stands behind, as good as nowhere: its share in a softmax is
    part of the published numbers.
    """
    if len(logits) == 1:
        return logits[0]
    groups = [group.softmax(0) for group in logits]
    background = torch.stack([group[0] for group in groups]).prod(0)
    objects = torch.cat([group[1:] for group in groups])
    nobody = objects.new_zeros(len(logits) * OBJECTS - len(objects), *background.shape)
    merged = torch.cat([background[None], objects, nobody])
    return merged.clamp(1e-5, 1 - 1e-5).logit()
