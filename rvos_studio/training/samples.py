"""What a training example is made of, and where such come from. Imports no torch."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

VOID = 255
"""The label of pixels that nobody decided on."""


@dataclass(frozen=True)
class Subject:
    """An object of a sample."""

    label: int
    """Its value in the label maps, from 1."""
    name: str
    """What it is, in a word or two: 'dog'; empty where nobody said."""
    expressions: tuple[str, ...]
    """Sentences that refer to it and to nothing else in the sample; none where only masks are known."""


@dataclass(frozen=True)
class Sample:
    """A few frames of a clip with the truth."""

    frames: NDArray[np.uint8]
    """T x H x W x 3, RGB."""
    labels: NDArray[np.uint8]
    """T x H x W: 0 background, the label of a subject, or `VOID`."""
    subjects: tuple[Subject, ...]


class Source(Protocol):
    """Gives samples without end, the same ones by the same numbers at any time."""

    @property
    def key(self) -> str:
        """Tells sources apart whose samples differ: what they are made from, settings, seed."""
        ...

    def sample(self, number: int) -> Sample:
        """Sample `number`, from 0; follows from it and from nothing else but what `key` tells."""
        ...
