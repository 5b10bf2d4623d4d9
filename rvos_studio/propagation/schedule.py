"""Which frames a propagation fills, in which order, and from which human frame."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask

Constraints = Mapping[int, Mapping[int, Mask]]
"""Human masks: object -> frame -> mask. An empty mask says that the object is absent."""

_MOST_TOGETHER = 255
"""Objects that a uint8 label map can hold."""
_TOLERATED_OVERLAP = 0.05
"""Share of the smaller object that may lie under another one where both are drawn into one label map."""


class Direction(StrEnum):
    """Where a propagation goes from its constraints."""

    FORWARD = "forward"
    """Every frame from the constraint before it."""
    BACKWARD = "backward"
    """Every frame from the constraint after it."""
    BOTH = "both"
    """Every frame from both sides, blended; from one where there is only one."""


@dataclass(frozen=True)
class Pass:
    """One journey of a propagator over neighbouring frames."""

    objects: tuple[int, ...]
    """Carried together, in the order of their labels."""
    start: int
    """Where it sets out: a human frame, or the last frame on which the objects are absent."""
    frames: range
    """What it visits, in the order of travel."""
    opposite: int | None = None
    """The human frame from which another pass visits the same frames: the answers of the two are blended."""

    @property
    def last_word(self) -> bool:
        """Whether nothing comes after it over the same frames."""
        return self.opposite is None or self.opposite < self.start


@dataclass(frozen=True)
class Absence:
    """Frames on which objects are absent, because the human frame nearest to them says so."""

    objects: tuple[int, ...]
    frames: range


Plan = tuple[Pass | Absence, ...]


def schedule(
    length: int,
    constraints: Constraints,
    direction: Direction = Direction.BOTH,
    first: int = 0,
    last: int | None = None,
    around: int | None = None,
    challenge: bool = False,
) -> Plan:
    """How to fill a clip of `length` frames, stretch by stretch.

    A stretch lies between two neighbouring human frames of an object, or between one and an end of
    the clip; what is filled in it depends on no answer outside it. Each is gone through forward,
    then backward; the one before the first human frame comes after the one behind it. Human frames
    and frames outside `first`..`last` (both included) are not filled. With `around`, only the
    stretches that meet at this human frame are. For the `challenge` every object goes
    alone, from its one human frame, and where that is empty its masks stay as they are. Raises
    `BadInput` for an object without constraint, for frames outside the clip, where nobody drew on
    `around`, and for several human frames in the challenge.
    """
    last = length - 1 if last is None else last
    if not 0 <= first <= last < length:
        raise BadInput(
            f"Frames {first} to {last} cannot be filled: choose a range within 0 to {length - 1}."
        )
    if not constraints:
        raise BadInput("There is nothing to propagate: draw or confirm an object on a frame first.")
    for number, masks in constraints.items():
        _check(number, masks, length)
    if around is not None and not any(around in masks for masks in constraints.values()):
        raise BadInput(
            f"Nobody has drawn or confirmed a mask on frame {around}: correct one there first."
        )
    if challenge:
        _check_single(constraints)
    plan: list[Pass | Absence] = []
    for objects in together(constraints, alone=challenge):
        present = {frame: bool(mask) for frame, mask in constraints[objects[0]].items()}
        for before, after, frames in _between(length, list(present), first, last, around):
            plan += _ways(objects, present, before, after, frames, direction)
    return tuple(
        part for part in plan if part.frames and not (challenge and isinstance(part, Absence))
    )


def stretches(
    length: int,
    human: Sequence[int],
    direction: Direction = Direction.BOTH,
    first: int = 0,
    last: int | None = None,
    around: int | None = None,
) -> list[range]:
    """What `schedule` fills of an object with these `human` frames: its stretches, cut to `first`..`last`.

    With `around`, a human frame, they are what a correction there can change: none where it is not one.
    """
    last = length - 1 if last is None else last
    return [
        frames
        for before, after, frames in _between(length, human, first, last, around)
        if frames
        and (direction is not Direction.FORWARD or before is not None)
        and (direction is not Direction.BACKWARD or after is not None)
    ]


def together(constraints: Constraints, alone: bool = False) -> list[tuple[int, ...]]:
    """Objects in the groups in which they are carried, in the order given; each `alone` if so wanted.

    Objects of a group are present and absent on the same human frames, so that a correction of
    one parts it from the others and redoes none of them. Objects that overlap do not share a group:
    in a label map a pixel has one owner.
    """
    if alone:
        return [(number,) for number in constraints]
    groups: list[list[int]] = []
    for number, masks in constraints.items():
        for group in groups:
            if len(group) < _MOST_TOGETHER and all(
                _fit_one_map(masks, constraints[other]) for other in group
            ):
                group.append(number)
                break
        else:
            groups.append([number])
    return [tuple(group) for group in groups]


def _fit_one_map(masks: Mapping[int, Mask], others: Mapping[int, Mask]) -> bool:
    if masks.keys() != others.keys():
        return False
    for frame, mask in masks.items():
        other = others[frame]
        if bool(mask) != bool(other):
            return False
        if mask and mask.shape == other.shape:
            iou = mask.iou(other)
            shared = iou / (1 + iou) * (mask.area + other.area)
            if shared > _TOLERATED_OVERLAP * min(mask.area, other.area):
                return False
    return True


def _check(number: int, frames: Mapping[int, Mask], length: int) -> None:
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


def _check_single(constraints: Constraints) -> None:
    for number, masks in constraints.items():
        if len(masks) > 1:
            raise BadInput(
                f"The challenge's memory starts from one frame, but object {number} has {len(masks)} "
                "frames of a person: use capped or published memory."
            )


def _between(
    length: int, human: Sequence[int], first: int, last: int, around: int | None
) -> Iterator[tuple[int | None, int | None, range]]:
    """The human frames before and after each stretch, and its frames, in the order in which stretches are filled."""
    if not human:
        return
    lead, *rest = pairwise([None, *sorted(human), None])
    for before, after in (rest[0], lead, *rest[1:]):
        if around is None or around in (before, after):
            start = max(first, 0 if before is None else before + 1)
            yield before, after, range(start, min(last + 1, length if after is None else after))


def _ways(
    objects: tuple[int, ...],
    present: Mapping[int, bool],
    before: int | None,
    after: int | None,
    frames: range,
    direction: Direction,
) -> Iterator[Pass | Absence]:
    """How one stretch is filled."""
    forward = before if direction is not Direction.BACKWARD else None
    backward = after if direction is not Direction.FORWARD else None
    if forward is None or backward is None:
        if forward is not None:
            yield from _one_way(objects, present, forward, after, frames)
        elif backward is not None:
            yield from _one_way(objects, present, backward, before, frames[::-1])
    elif present[forward] and present[backward]:
        yield Pass(objects, forward, frames, opposite=backward)
        yield Pass(objects, backward, frames[::-1], opposite=forward)
    else:
        # Where one side knows the object only as absent there is nothing to blend.
        early = _nearer(frames, forward, backward)
        late = frames[len(early) :]
        yield from _one_way(objects, present, forward, backward, early)
        yield from _one_way(objects, present, backward, forward, late[::-1])


def _one_way(
    objects: tuple[int, ...],
    present: Mapping[int, bool],
    keyframe: int,
    other: int | None,
    frames: range,
) -> Iterator[Pass | Absence]:
    """Frames in the order of travel from `keyframe`; near an absence they are absent."""
    if other is None or present[keyframe] == present[other]:
        near, far = frames, range(0)
    else:
        near = _nearer(frames, keyframe, other)
        far = frames[len(near) :]
    if present[keyframe]:
        yield Pass(objects, keyframe, near)
        yield Absence(objects, far)
    else:
        yield Absence(objects, near)
        yield Pass(objects, near[-1] if near else keyframe, far)


def _nearer(frames: range, keyframe: int, other: int) -> range:
    """The leading frames that are not nearer to `other`."""
    return frames[: sum(abs(frame - keyframe) <= abs(frame - other) for frame in frames)]
