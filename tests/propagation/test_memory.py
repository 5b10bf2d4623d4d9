"""What is remembered, and what is forgotten first."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from rvos_studio.propagation import Direction, MemoryKind, MemoryPolicy, propagate, schedule
from tests.propagation.shifting import Bound, NumberedClip, ShiftingPropagator, drawn

KIB = 1 / 1024


def calls(propagator, length, constraints, policy, direction=Direction.BOTH):
    plan = schedule(length, constraints, direction)
    for _ in propagate(NumberedClip(length), propagator, constraints, plan, policy):
        pass
    return {(call.frame, call.short < call.frame): call for call in propagator.calls}


@dataclass(frozen=True, eq=False)
class Looking(Bound):
    """A memory that looks as it is told."""

    looks: NDArray[np.float32]

    @property
    def summary(self):
        return self.looks


def test_published_memory_keeps_every_fifth_answer_newest_first():
    made = calls(
        ShiftingPropagator(gap=5), 40, {1: {10: drawn(0)}}, MemoryPolicy(MemoryKind.PUBLISHED)
    )
    assert made[15, True].long == [10]
    assert made[16, True].long == [15, 10]
    assert made[39, True].long == [35, 30, 25, 20, 15, 10]
    assert made[9, False].long == [10]
    assert made[3, False].long == [5, 10]


def test_published_memory_keeps_all_human_frames_and_obeys_no_cap():
    human = {frame: drawn(frame) for frame in range(0, 80, 4)}
    policy = MemoryPolicy(MemoryKind.PUBLISHED, mebibytes=0, frames=1)
    made = calls(ShiftingPropagator(gap=1), 80, {1: human}, policy)
    assert sorted(made[7, True].long) == sorted([*human, 5, 6])
    assert made[7, True].long[:4] == [6, 5, 8, 4]


def test_capped_memory_keeps_within_both_limits_with_the_newest_answers():
    policy = MemoryPolicy(mebibytes=5 * KIB, frames=10)
    made = calls(ShiftingPropagator(memory_bytes=1024, gap=2), 60, {1: {0: drawn(3)}}, policy)
    assert made[59, True].long[:2] == [0, 58]
    assert {len({*call.long, call.short}) for call in made.values() if call.frame > 20} == {5}
    policy = MemoryPolicy(frames=4)
    made = calls(ShiftingPropagator(gap=2), 60, {1: {0: drawn(3)}}, policy)
    assert len(made[59, True].long) == 4


def test_capped_memory_drops_the_answer_most_like_another():
    class Looks(ShiftingPropagator):
        """Frames 20 to 29 look unlike all others."""

        def _bind(self, number, labels, *, human):
            memory = super()._bind(number, labels, human=human)
            side = number in range(20, 30)
            looks = np.array([1 - side, side, 0.01 * np.sin(number)], np.float32)
            return Looking(number, memory.labels, memory.nbytes, memory.size, human, looks)

    made = calls(Looks(gap=3), 200, {1: {0: drawn(3)}}, MemoryPolicy(frames=6), Direction.FORWARD)
    last = made[199, True].long
    assert last[0] == 0
    assert len(last) == 6
    assert any(frame in range(20, 30) for frame in last)
    assert 198 in last


def test_a_still_scene_leaves_the_newest_answers():
    class Still(ShiftingPropagator):
        def _bind(self, number, labels, *, human):
            memory = super()._bind(number, labels, human=human)
            looks = np.ones(2, np.float32)
            return Looking(number, memory.labels, memory.nbytes, memory.size, human, looks)

    made = calls(Still(), 60, {1: {0: drawn(3)}}, MemoryPolicy(frames=5), Direction.FORWARD)
    assert made[59, True].long == [0, 57, 54, 51, 48]


def test_the_nearest_human_frames_stay_when_there_is_no_room_for_all():
    propagator = ShiftingPropagator(memory_bytes=1024)
    human = {frame: drawn(frame) for frame in range(0, 60, 10)}
    made = calls(propagator, 60, {1: human}, MemoryPolicy(mebibytes=3 * KIB, frames=10))
    assert made[12, True].long == [10, 20]
    assert made[38, False].long == [40, 30]
    assert propagator.most_bytes <= 3 * 1024
    # Each is remembered once for the passes that start from it or end at it.
    assert max(propagator.bound.count(frame) for frame in human) <= 2


def test_human_frames_of_both_sides_come_before_those_farther_away():
    human = {frame: drawn(5) for frame in (0, 10, 20, 30, 100)}
    made = calls(ShiftingPropagator(), 120, {1: human}, MemoryPolicy(frames=6))
    assert made[12, True].long[:3] == [10, 20, 0]
    assert made[18, False].long[:3] == [20, 10, 30]
    assert made[103, True].long[:3] == [100, 30, 20]


def test_a_hundred_corrections_do_not_all_come_into_one_prediction():
    human = {frame: drawn(0) for frame in range(0, 200, 2)}
    made = calls(ShiftingPropagator(), 200, {1: human}, MemoryPolicy(frames=6))
    assert {len(call.long) for call in made.values()} == {3}


def test_without_any_room_the_human_frame_and_the_frame_before_remain():
    human = {0: drawn(0), 9: drawn(9)}
    propagator = ShiftingPropagator(memory_bytes=1024)
    made = calls(propagator, 12, {1: human}, MemoryPolicy(mebibytes=0))
    assert (made[3, True].long, made[3, True].short) == ([0], 2)
    assert (made[7, False].long, made[7, False].short) == ([9], 8)


@pytest.mark.parametrize("kind", list(MemoryKind))
def test_no_memory_outlives_a_propagation(kind):
    propagator = ShiftingPropagator()
    calls(propagator, 30, {1: {5: drawn(0)}}, MemoryPolicy(kind))
    assert len(propagator.living) == 0
