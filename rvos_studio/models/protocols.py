"""The two seams every network is reached through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks import Probability
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


class Segmenter(Protocol):
    """A network that finds what expressions refer to."""

    def segment(
        self, clip: FrameSource, expressions: Sequence[str], frames: Sequence[int]
    ) -> Iterator[Prediction | Step]:
        """Answer every expression on every frame of `frames` (ascending), frame by frame.

        Expressions of one call share the visual features. Closing the iterator cancels at the next frame. An
        expression the model cannot bind to anything gives an empty (all near 0) probability with low confidence;
        it never raises for words.
        """
        ...


class Memory(Protocol):
    """What a propagator remembers of one frame."""

    @property
    def nbytes(self) -> int: ...


class Propagator(Protocol):
    """A network that carries masks from remembered frames to another one.

    It keeps no state of its own: what is remembered, and for how long, is the engine's business.
    """

    def encode(self, frame: Frame) -> Any:
        """Features of a frame (opaque, with `nbytes`); the engine caches them."""
        ...

    def memorise(self, features: Any, masks: NDArray[np.float32]) -> Memory:
        """Bind features to masks, objects x H x W at source size, 0..1."""
        ...

    def predict(
        self, features: Any, references: Sequence[Any], recent: Sequence[Any]
    ) -> NDArray[np.float32]:
        """Probabilities, objects x H x W at source size, 0..1.

        Both sequences hold memories that this propagator made. `references` are human frames, nearest first, and
        never empty; `recent` are the engine's own earlier answers, the previous frame last, and may be empty.
        """
        ...
