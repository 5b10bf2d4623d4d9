"""What a training example is made of, and where such come from. Imports no torch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

VOID = 255
"""The label of pixels that nobody decided on."""
_ROUND = 120
"""Samples of a mixture in which every source has its turns."""


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
    absent: tuple[str, ...] = ()
    """Sentences that refer to nothing in the sample, as far as such are known."""


class Source(Protocol):
    """Gives samples without end, the same ones by the same numbers at any time."""

    @property
    def key(self) -> str:
        """Tells sources apart whose samples differ: what they are made from, settings, seed."""
        ...

    def sample(self, number: int) -> Sample:
        """Sample `number`, from 0; follows from it and from nothing else but what `key` tells."""
        ...


class Mixed:
    """Samples of several sources by turns, each source in its share.

    Of each source the first samples are taken, so that mixtures of some of the same sources have samples in common.
    """

    def __init__(self, sources: Sequence[Source], shares: Sequence[float]) -> None:
        self._sources = sources
        self._turns = _turns(np.asarray(shares) / sum(shares))
        told = [f"{share:g} of ({each.key})" for share, each in zip(shares, sources, strict=True)]
        self.key = " and ".join(told)

    def origin(self, number: int) -> tuple[Source, int]:
        """The source that `number` falls to, and the number of the sample there."""
        around, place = divmod(number, _ROUND)
        turn = self._turns[place]
        before = np.count_nonzero(self._turns[:place] == turn)
        return self._sources[turn], int(around * np.count_nonzero(self._turns == turn) + before)

    def sample(self, number: int) -> Sample:
        """See `Source`."""
        source, own = self.origin(number)
        return source.sample(own)


def origin(source: Source, number: int) -> tuple[Source, int]:
    """The source, itself no mixture, from which sample `number` comes, and the sample's number there."""
    while isinstance(source, Mixed):
        source, number = source.origin(number)
    return source, number


def _turns(shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whose turn it is, `_ROUND` times: always his who is furthest behind his share."""
    taken = np.zeros(len(shares))
    turns = []
    for place in range(1, _ROUND + 1):
        turns.append(int(np.argmax(shares * place - taken)))
        taken[turns[-1]] += 1
    return np.array(turns)
