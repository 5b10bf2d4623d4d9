"""Which frames a propagation fills, in which order, and from which constraint."""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rvos_studio.errors import BadInput


class Direction(StrEnum):
    """Where a propagation goes from its constraints."""

    FORWARD = "forward"
    """After the first constraint to the end."""
    BACKWARD = "backward"
    """Before the last constraint to the start."""
    BOTH = "both"
    """Every frame from the constraint nearest to it (the earlier one of two)."""


@dataclass(frozen=True)
class Fill:
    """One frame of one object that is to be filled."""

    object: int
    frame: int
    keyframe: int
    """The constraint that the filling starts from; it lies before or after `frame`."""


def schedule(
    length: int,
    constraints: Mapping[int, Collection[int]],
    direction: Direction = Direction.BOTH,
    first: int = 0,
    last: int | None = None,
) -> tuple[Fill, ...]:
    """The frames to fill in a clip of `length` frames, from each object's constraint frames.

    First everything that is filled forward, ascending, then everything that is filled backward,
    descending; the objects of a frame follow each other. Frames outside `first`..`last` (both
    included) and constraint frames are not filled. Raises `BadInput` for an object without
    constraint and for frames outside the clip.
    """
    last = length - 1 if last is None else last
    if not 0 <= first <= last < length:
        raise BadInput(
            f"Frames {first} to {last} cannot be filled: choose a range within 0 to {length - 1}."
        )
    if not constraints:
        raise BadInput("There is nothing to propagate: draw or confirm an object on a frame first.")
    ahead: list[Fill] = []
    back: list[Fill] = []
    for number, frames in constraints.items():
        _check(number, frames, length)
        given = sorted(frames)
        for frame in range(first, last + 1):
            keyframe = _keyframe(frame, given, direction)
            if keyframe is not None and keyframe != frame:
                (ahead if keyframe < frame else back).append(Fill(number, frame, keyframe))
    ahead.sort(key=lambda fill: (fill.frame, fill.object))
    back.sort(key=lambda fill: (-fill.frame, fill.object))
    return (*ahead, *back)


def _check(number: int, frames: Collection[int], length: int) -> None:
    if not frames:
        raise BadInput(
            f"Object {number} has no frame to start from: draw or confirm it on a frame first."
        )
    for frame in frames:
        if not 0 <= frame < length:
            raise BadInput(
                f"Object {number} has a mask on frame {frame}, but the clip has frames "
                f"0 to {length - 1}: remove that mask or open the clip it belongs to."
            )


def _keyframe(frame: int, constraints: list[int], direction: Direction) -> int | None:
    """The constraint (of ascending ones) that a frame is filled from; the frame itself if it is one."""
    place = bisect_left(constraints, frame)
    if place < len(constraints) and constraints[place] == frame:
        return frame
    before, after = constraints[max(0, place - 1) : place], constraints[place : place + 1]
    if direction is Direction.FORWARD:
        return before[0] if before else None
    if direction is Direction.BACKWARD:
        return after[0] if after else None
    return min(before + after, key=lambda k: abs(k - frame))
