"""AOT and DeAOT as propagators."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import Tensor

from rvos_studio.models.protocols import Answer, DeviceFull
from rvos_studio.networks.aot.attention import Bound
from rvos_studio.networks.aot.network import Encoded, Network, spanning
from rvos_studio.video import Frame

OBJECTS = 10
"""Objects that the network associates in one pass; more go in several."""
_LONGEST = 1040
"""Pixels of the longer side at most, before scaling."""
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_SMALLEST = 0.5
_BLOCKS = (0, 1024, 256)
"""Queries that attend at a time: all, and fewer where memory is short."""

log = logging.getLogger(__name__)


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


@dataclass(frozen=True)
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
    multiplying the probabilities of the background.
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
        self._block = 0

    @property
    def gap(self) -> int:
        """See `Propagator.gap`."""
        return self._network.variant.gap

    def encode(self, frame: Frame) -> Features:
        """Features of an H x W x 3 frame."""
        size = (frame.shape[0], frame.shape[1])
        target = input_size(*size, self._scale, self._network.variant.align_corners)
        with self._step():
            return Features(size, target, self._network.encode(self._picture(frame, target)))

    def reference(self, features: Features, labels: NDArray[np.uint8], objects: int) -> Remembered:
        """See `Propagator.reference`."""
        with self._step():
            groups = [
                self._network.refer(features.encoded, given, self._block)[1]
                for given in self._grouped(labels, objects, features)
            ]
        return Remembered(tuple(groups))

    def predict(
        self,
        features: Features,
        objects: int,
        long: Sequence[Remembered],
        short: Remembered,
    ) -> Answer:
        """See `Propagator.predict`."""
        with self._step():
            logits, all_seen = [], []
            for group, recent in enumerate(short.groups):
                lasting = spanning([memory.groups[group] for memory in long])
                answer, seen = self._network.propagate(
                    features.encoded, lasting, recent, self._block
                )
                decoded = self._network.decode(answer, features.encoded)
                alive = min(objects - group * OBJECTS, OBJECTS) + 1
                logits.append(self._enlarged(decoded[:, :alive].float(), features.size))
                all_seen.append(seen)
            merged = merge(logits)
            labels = merged.argmax(0).to(torch.uint8).cpu().numpy()
            probabilities = merged.softmax(0)[1:].cpu().numpy()
        return Answer(labels, probabilities, Trace(features, objects, tuple(all_seen)))

    def memorise(self, answer: Answer) -> Remembered:
        """See `Propagator.memorise`."""
        trace: Trace = answer.trace
        with self._step():
            given = self._grouped(answer.labels, trace.objects, trace.features)
            groups = [self._network.bind(s, g) for s, g in zip(trace.seen, given, strict=True)]
        return Remembered(tuple(groups))

    def smaller(self) -> "AotPropagator | None":
        """See `Propagator.smaller`: three quarters of the size, down to half of it."""
        scale = self._scale * 0.75
        if scale < _SMALLEST:
            return None
        return AotPropagator(self._network, self._device, self._precision, scale, self._flip)

    def _picture(self, frame: Frame, size: tuple[int, int]) -> Tensor:
        pixels = frame.astype(np.float32)
        scaled = np.asarray(cv2.resize(pixels, size[::-1], interpolation=cv2.INTER_CUBIC))
        picture = torch.from_numpy(scaled[:, ::-1].copy() if self._flip else scaled)
        mean, deviation = torch.tensor(_MEAN), torch.tensor(_DEVIATION)
        normalised = (picture / 255 - mean) / deviation
        return normalised.permute(2, 0, 1)[None].to(self._device)

    def _grouped(
        self, labels: NDArray[np.uint8], objects: int, features: Features
    ) -> Iterator[Tensor]:
        """Labels at the network's input size, 1 x H x W, for each ten objects, which become 1 to 10."""
        seen = labels[:, ::-1] if self._flip else labels
        cells = torch.from_numpy(np.ascontiguousarray(seen)).to(self._device)[None, None].float()
        near = F.interpolate(cells, features.input_size, mode="nearest")[0]
        for first in range(0, max(objects, 1), OBJECTS):
            own = (near > first) & (near <= first + OBJECTS)
            yield torch.where(own, near - first, 0).long()

    def _enlarged(self, logits: Tensor, size: tuple[int, int]) -> Tensor:
        corners = self._network.variant.align_corners
        large = F.interpolate(logits, size, mode="bilinear", align_corners=corners)[0]
        return large.flip(-1) if self._flip else large

    @contextmanager
    def _step(self) -> Iterator[None]:
        kind = self._device.type
        mixed = self._precision != torch.float32
        with torch.inference_mode(), torch.autocast(kind, self._precision, enabled=mixed):
            yield


def input_size(height: int, width: int, scale: float, align_corners: bool) -> tuple[int, int]:
    """Height and width of the network's input: multiples of 16, and one pixel more if corners are aligned."""
    shrink = min(1.0, _LONGEST / max(height, width))
    one = int(align_corners)

    def side(length: int) -> int:
        return max(16, round((int(length * shrink * scale) - one) / 16) * 16) + one

    return side(height), side(width)


def merge(logits: Sequence[Tensor]) -> Tensor:
    """One map of logits from those of groups, each 1 + n x H x W with the background first.

    A single group stays as it is. Otherwise the background is where every group sees it.
    """
    if len(logits) == 1:
        return logits[0]
    groups = [group.softmax(0) for group in logits]
    background = torch.stack([group[0] for group in groups]).prod(0)
    merged = torch.cat([background[None], *(group[1:] for group in groups)])
    return merged.clamp(1e-5, 1 - 1e-5).logit()
