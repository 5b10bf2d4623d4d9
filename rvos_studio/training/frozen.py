"""What lite networks learn from, computed once: what is frozen makes it of pictures and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.models.evidence import Observer

SIZE = (192, 320)
"""Height and width of the pictures that are seen."""
CELL = 4
"""Pixels of these in a cell of the masks."""
_WORDS = 32
"""At most; longer expressions end there."""


@dataclass(frozen=True)
class Few:
    """A few frames as a clip, T x H x W x 3."""

    frames: NDArray[np.uint8]

    @property
    def height(self) -> int:
        """Pixels."""
        return int(self.frames.shape[1])

    @property
    def width(self) -> int:
        """Pixels."""
        return int(self.frames.shape[2])

    def __len__(self) -> int:
        return len(self.frames)

    def frame(self, index: int) -> NDArray[np.uint8]:
        """H x W x 3."""
        return np.asarray(self.frames[index])

    @classmethod
    def of(cls, frames: NDArray[np.uint8]) -> "Few":
        """At `SIZE`."""
        size = SIZE[::-1]
        return cls(
            np.stack([cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in frames])
        )


def read(observer: Observer, expressions: Sequence[str]) -> dict[str, NDArray[np.generic]]:
    """Of K sentences: words, K x S x 384, zeros after the last one; which are present, K x S; sentences, K x 384."""
    found = [observer.read(one) for one in expressions]
    words = np.zeros((len(found), _WORDS, found[0].words.shape[1]), np.float16)
    present = np.zeros(words.shape[:2], bool)
    for row, there, one in zip(words, present, found, strict=True):
        count = min(len(one.words), _WORDS)
        row[:count], there[:count] = one.words[:count], True
    sentences = np.stack([one.sentence for one in found]).astype(np.float16)
    return {"words": words, "present": present, "sentence": sentences}
