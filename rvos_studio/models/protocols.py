"""The seams every network is reached through, one for each role."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks import Mask, Probability
from rvos_studio.video import Frame, FrameSource


@dataclass(frozen=True)
class Prediction:
    """One model's answer to one expression on one frame."""

    expression: int
    """Position of the expression in the request."""
    frame: int
    """Frame index in the clip."""
    probability: Probability
    """Foreground probability at source size, H x W, 0..1."""
    confidence: float
    """How sure the model is of this frame, 0..1; the key-frame rule takes the largest."""


@dataclass(frozen=True)
class Step:
    """A piece of work that gave no answer yet: keeps the progress bar moving and lets a cancel act."""

    done: int
    total: int
    doing: str
    """What is being done, for the progress line: 'looking at the whole clip'."""


@dataclass(frozen=True)
class Notice:
    """Something a person should know while long work goes on: 'the device is full; going on with smaller pictures'."""

    text: str


class Segmenter(Protocol):
    """A network that finds what expressions refer to."""

    def segment(
        self, clip: FrameSource, expressions: Sequence[str], frames: Sequence[int]
    ) -> Iterator[Prediction | Step | Notice]:
        """Answer every expression on every frame of `frames` (ascending), frame by frame.

        Expressions of one call share the visual features. Closing the iterator cancels at the next frame. An
        expression the model cannot bind to anything gives an empty (all near 0) probability with low confidence;
        it never raises for words.
        """
        ...


class Features(Protocol):
    """What a propagator computes of a frame before it knows of any object."""

    @property
    def nbytes(self) -> int: ...


class Memory(Protocol):
    """What a propagator remembers of one frame and the objects on it."""

    @property
    def nbytes(self) -> int: ...

    @property
    def summary(self) -> NDArray[np.float32]:
        """A short vector; the nearer two of them point, the less one memory adds to the other."""
        ...


@dataclass(frozen=True)
class Answer:
    """Where a propagator sees the objects on one frame."""

    labels: NDArray[np.uint8]
    """H x W at source size: 0 background, i the i-th object."""
    probabilities: NDArray[np.float32]
    """Objects x H x W at source size, 0..1."""
    trace: Any
    """What the propagator needs of this frame to memorise it."""


class DeviceFull(Exception):
    """The device has not enough memory left for a step of a network; asked with less, it may do."""


class Propagator(Protocol):
    """A network that carries masks from remembered frames to another one.

    It keeps no state of its own: what is remembered, and for how long, is the engine's business. It takes only
    features and memories that it made itself. Every method may raise `DeviceFull`.
    """

    @property
    def gap(self) -> int:
        """Every so many frames an answer goes into long-term memory, as its authors published it."""
        ...

    def encode(self, frame: Frame) -> Features:
        """Features of a frame; the engine caches them."""
        ...

    def reference(self, features: Any, labels: NDArray[np.uint8], objects: int) -> Memory:
        """Remember a constraint: H x W labels at source size, 0 background, 1..`objects`."""
        ...

    def predict(self, features: Any, objects: int, long: Sequence[Any], short: Any) -> Answer:
        """Find the objects again. `long` is what it may look up anywhere, most relevant first, never empty;
        `short` is the frame before (in the direction of travel), constraint or answer.
        """
        ...

    def memorise(self, answer: Answer) -> Memory:
        """Remember an answer by its `labels`; `dataclasses.replace` them to remember something else."""
        ...

    def smaller(self) -> "Propagator | None":
        """The same network on smaller pictures, which needs less memory; None at the smallest size.

        Features and memories of one size mean nothing to another.
        """
        ...


@dataclass(frozen=True)
class Clicks:
    """What a person has pointed at on one frame, all of it together, in frame pixels."""

    positive: tuple[tuple[int, int], ...] = ()
    """Pixels of the object, as x, y, in the order of the clicks."""
    negative: tuple[tuple[int, int], ...] = ()
    """Pixels that are not of it."""
    box: tuple[int, int, int, int] | None = None
    """x, y, width, height around the object."""
    mask: Mask | None = None
    """What was there before the newest click and is to be mended; None where the mask is made anew."""


class ClickSegmenter(Protocol):
    """A network that cuts an object out by clicks, as SAM does (Kirillov et al., ICCV 2023, arXiv 2304.02643).

    It keeps no state of its own, and takes only features that it made itself.
    """

    def encode(self, frame: Frame) -> Any:
        """What it computes of a frame before any click: once for all clicks on it, so that it may take seconds."""
        ...

    def segment(self, features: Any, clicks: Clicks) -> Probability:
        """The whole object at source size, H x W, 0..1; within a tenth of a second where that is possible.

        There is a positive click, a negative one or a box, at least.
        """
        ...
