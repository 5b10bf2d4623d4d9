"""`Ballots`: what the members of a vote say on one frame, counted so far that any vote over them is quick."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput
from rvos_studio.fusion.vote import Mode, Vote, votes_needed
from rvos_studio.masks import FULL, Mask

_BLOCK = 1 << 16
"""Pixels weighted at a time: few enough to stay in the processor's cache."""


@dataclass(frozen=True)
class Ballots:
    """One frame's masks, and probabilities where they are known, summed for each member."""

    shape: tuple[int, int]
    box: tuple[slice, slice]
    """Rows and columns outside which nobody has seen anything."""
    cast: Mapping[str, int]
    """Member -> how many masks it gave."""
    counts: Mapping[str, NDArray[np.uint8]]
    """Member -> how many of its masks have each pixel of the box."""
    sums: Mapping[str, NDArray[Any]]
    """Member -> the sum of its probabilities in the box, in units of `full`; only members of which all are known."""
    full: int = FULL
    """What stands for probability 1: 255 for levels."""

    @classmethod
    def of(
        cls,
        masks: Mapping[str, Sequence[Mask]],
        probabilities: Mapping[str, Sequence[NDArray[Any]]] | None = None,
    ) -> "Ballots":
        """Count masks and probabilities of each member: levels (uint8, 255 is 1) or floats 0..1, never both.

        Raises `BadInput` for masks of different sizes and for more than 255 of one member.
        """
        sizes = {mask.shape for each in masks.values() for mask in each}
        if len(sizes) > 1:
            raise BadInput("Masks of different sizes cannot be fused.")
        if any(len(each) > np.iinfo(np.uint8).max for each in masks.values()):
            raise BadInput("A member of a vote can have at most 255 masks on a frame.")
        shape = sizes.pop() if sizes else (0, 0)
        voting = {member: each for member, each in masks.items() if each}
        known = {
            member: maps
            for member, maps in (probabilities or {}).items()
            if member in voting and len(maps) == len(voting[member])
        }
        levels = all(each.dtype == np.uint8 for maps in known.values() for each in maps)
        counts = {member: _count(each, shape) for member, each in voting.items()}
        kind = np.uint16 if levels else np.float32
        sums = {member: _sum(maps, kind) for member, maps in known.items()}
        box = _box([*counts.values(), *sums.values()])
        return cls(
            shape,
            box,
            {member: len(each) for member, each in voting.items()},
            {member: np.ascontiguousarray(plane[box]) for member, plane in counts.items()},
            {member: np.ascontiguousarray(plane[box]) for member, plane in sums.items()},
            FULL if levels else 1,
        )

    @property
    def nbytes(self) -> int:
        """Bytes of the planes."""
        return sum(plane.nbytes for planes in (self.counts, self.sums) for plane in planes.values())

    def unknown(self, vote: Vote) -> list[str]:
        """Members without a known probability that a mean would need."""
        return [
            m
            for m in vote.members
            if vote.mode is Mode.MEAN and m in self.cast and m not in self.sums
        ]

    def decide(self, vote: Vote) -> NDArray[np.bool_] | None:
        """The vote's foreground, H x W; None where no member has a mask. `vote` is that of the frame (`Vote.at`).

        Raises `BadInput` for a mean of probabilities that are not known.
        """
        if unknown := self.unknown(vote):
            raise BadInput(
                f"The probabilities of {', '.join(unknown)} are not known here, so there is no mean of them: take a"
                " vote instead, or let the model answer again."
            )
        weights = {m: w for m, w in vote.weighted.items() if m in self.cast and w > 0}
        if not weights:
            return None
        decided = np.zeros(self.shape, np.bool_)
        decided[self.box] = self._inside(weights, vote.threshold, mean=vote.mode is Mode.MEAN)
        return decided

    def _inside(
        self, weights: Mapping[str, float], threshold: float, *, mean: bool
    ) -> NDArray[np.bool_]:
        """The foreground in the box, by these members."""
        planes = [self.sums[m] if mean else self.counts[m] for m in weights]
        equal = len(set(weights.values())) == 1
        votes = sum(self.cast[m] for m in weights)
        inside: NDArray[np.bool_]
        if equal and not mean:
            kind = np.uint8 if votes <= np.iinfo(np.uint8).max else np.uint16
            inside = _added(planes, kind) >= votes_needed(votes, threshold)
            return inside
        if equal and self.full == FULL:
            most = math.floor(threshold * FULL * votes + 1e-9)
            inside = (
                _added(planes, np.uint16 if votes <= np.iinfo(np.uint8).max else np.uint32) > most
            )
            return inside
        total = sum(weight * self.cast[m] for m, weight in weights.items())
        # float32 sums of a few dozen terms are this exact; a share that is reached must not be missed.
        slack = 1e-6 * total
        bound = threshold * total * self.full if mean else threshold * total - slack
        return _above(planes, list(weights.values()), max(bound, slack), mean=mean)


def _count(masks: Sequence[Mask], shape: tuple[int, int]) -> NDArray[np.uint8]:
    count = np.zeros(shape, np.uint8)
    for mask in masks:
        if mask:
            count += mask.array()
    return count


def _sum(maps: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    total = maps[0].astype(kind)
    for each in maps[1:]:
        total += each
    return total


def _box(planes: Sequence[NDArray[Any]]) -> tuple[slice, slice]:
    """The rows and columns in which any plane is not 0."""
    rows, columns = (
        _extent([np.logical_or.reduce(plane, axis=axis) for plane in planes]) for axis in (1, 0)
    )
    return rows, columns


def _extent(lines: Sequence[NDArray[np.bool_]]) -> slice:
    seen = np.flatnonzero(np.logical_or.reduce(lines)).tolist() if lines else []
    return slice(seen[0], seen[-1] + 1) if seen else slice(0, 0)


def _added(planes: Sequence[NDArray[Any]], kind: Any) -> NDArray[Any]:
    total = planes[0].astype(kind)
    for plane in planes[1:]:
        np.add(total, plane, out=total)
    return total


def _above(
    planes: Sequence[NDArray[Any]], weights: Sequence[float], bound: float, *, mean: bool
) -> NDArray[np.bool_]:
    """Where the weighted sum is above the bound (of a mean), or reaches it (of votes)."""
    reaches = np.greater if mean else np.greater_equal
    flat = [plane.reshape(-1) for plane in planes]
    decided = np.empty(flat[0].size, np.bool_)
    total, term = np.empty(_BLOCK, np.float32), np.empty(_BLOCK, np.float32)
    for start in range(0, flat[0].size, _BLOCK):
        stop = min(start + _BLOCK, flat[0].size)
        here, more = total[: stop - start], term[: stop - start]
        here.fill(0)
        for plane, weight in zip(flat, weights, strict=True):
            np.multiply(
                plane[start:stop], np.float32(weight), out=more, dtype=np.float32, casting="unsafe"
            )
            here += more
        reaches(here, np.float32(bound), out=decided[start:stop])
    return decided.reshape(planes[0].shape)
