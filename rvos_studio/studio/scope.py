"""What a propagation will fill, known before it starts: around a corrected frame, or a range."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rvos_studio.project import Kind
from rvos_studio.propagation import Direction, stretches

Kinds = NDArray[np.uint8]
"""Who made each frame's mask: `Kind` values, one per frame of the clip; 0 where there is none."""


@dataclass(frozen=True)
class Scope:
    """Which stretches of which objects a propagation fills."""

    stretches: Mapping[int, tuple[range, ...]]
    """Of every object that takes part; none where all its frames are drawn or lie on the other side."""
    around: int | None = None
    """The human frame that all stretches meet at."""

    @property
    def objects(self) -> tuple[int, ...]:
        return tuple(self.stretches)

    @property
    def frames(self) -> range:
        """From the first frame that is filled to the last; empty where nothing is."""
        filled = [frames for each in self.stretches.values() for frames in each]
        start = min((frames.start for frames in filled), default=0)
        return range(start, max((frames.stop for frames in filled), default=start))


def over_range(tracks: Mapping[int, Kinds], direction: Direction, first: int, last: int) -> Scope:
    """Frames `first` to `last` of all objects that a person has drawn on some frame."""
    return Scope(
        {
            number: tuple(stretches(len(kinds), human, direction, first, last))
            for number, kinds in tracks.items()
            if (human := _human(kinds))
        }
    )


def around_frame(tracks: Mapping[int, Kinds], direction: Direction, frame: int) -> Scope | None:
    """What a correction on `frame` can change of the objects drawn there; None where none was."""
    reached = {
        number: tuple(stretches(len(kinds), human, direction, around=frame))
        for number, kinds in tracks.items()
        if frame in (human := _human(kinds))
    }
    return Scope(reached, frame) if reached else None


def to_next(kinds: Kinds, direction: Direction, frame: int) -> tuple[int, int]:
    """From `frame` to the next human frame of an object that way, or to the end of the clip where there is none."""
    human = _human(kinds)
    first = last = frame
    if direction is not Direction.FORWARD:
        first = max((each for each in human if each < frame), default=0)
    if direction is not Direction.BACKWARD:
        last = min((each for each in human if each > frame), default=len(kinds) - 1)
    return first, last


def is_correction(tracks: Mapping[int, Kinds], direction: Direction, frame: int) -> bool:
    """Whether `frame` was drawn into a clip that is filled otherwise, so that only what it reaches is to be redone."""
    near = around_frame(tracks, direction, frame)
    if near is None or all(len(_human(tracks[number])) == 1 for number in near.objects):
        return False
    whole = over_range(tracks, direction, 0, max(map(len, tracks.values())) - 1)
    return all(
        (tracks[number][frames.start : frames.stop] >= Kind.PROPAGATION).all()
        for number, every in whole.stretches.items()
        for frames in set(every).difference(near.stretches.get(number, ()))
    )


def redoes(tracks: Mapping[int, Kinds], scope: Scope) -> bool:
    """Whether earlier propagated masks are replaced."""
    return any(
        (tracks[number][frames.start : frames.stop] == Kind.PROPAGATION).any()
        for number, each in scope.stretches.items()
        for frames in each
    )


def _human(kinds: Kinds) -> list[int]:
    found: list[int] = np.flatnonzero(kinds == Kind.PERSON).tolist()
    return found
