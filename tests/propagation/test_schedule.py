"""Which frames are filled, from where, in which order."""

import pytest

from rvos_studio.errors import BadInput
from rvos_studio.propagation import Direction, Fill, schedule


def frames(fills, number=1):
    return [(fill.frame, fill.keyframe) for fill in fills if fill.object == number]


def test_forward_goes_from_the_first_constraint_to_the_end():
    fills = schedule(8, {1: [5, 2]}, Direction.FORWARD)
    assert frames(fills) == [(3, 2), (4, 2), (6, 5), (7, 5)]


def test_backward_goes_from_the_last_constraint_to_the_start():
    fills = schedule(8, {1: [2, 5]}, Direction.BACKWARD)
    assert frames(fills) == [(4, 5), (3, 5), (1, 2), (0, 2)]


def test_both_fills_each_frame_once_from_the_nearer_side():
    fills = schedule(12, {1: [3, 8]}, Direction.BOTH)
    assert frames(fills) == [
        *[(4, 3), (5, 3), (9, 8), (10, 8), (11, 8)],
        *[(7, 8), (6, 8), (2, 3), (1, 3), (0, 3)],
    ]


def test_a_frame_in_the_very_middle_belongs_to_the_earlier_constraint():
    assert Fill(1, 4, 2) in schedule(9, {1: [2, 6]}, Direction.BOTH)


def test_bounds_limit_what_is_filled_not_where_it_comes_from():
    fills = schedule(20, {1: [2]}, Direction.FORWARD, first=10, last=12)
    assert frames(fills) == [(10, 2), (11, 2), (12, 2)]
    assert schedule(20, {1: [2]}, Direction.BACKWARD, first=10, last=12) == ()


def test_objects_of_a_frame_follow_each_other():
    fills = schedule(4, {2: [0], 1: [1]}, Direction.BOTH)
    assert [(fill.frame, fill.object) for fill in fills] == [
        (1, 2),
        (2, 1),
        (2, 2),
        (3, 1),
        (3, 2),
        (0, 1),
    ]


def test_a_fully_drawn_clip_leaves_nothing_to_do():
    assert schedule(3, {1: [0, 1, 2]}) == ()


@pytest.mark.parametrize(
    ("constraints", "bounds", "says"),
    [
        ({}, {}, "draw or confirm"),
        ({3: []}, {}, "Object 3"),
        ({1: [10]}, {}, "frame 10"),
        ({1: [-1]}, {}, "frame -1"),
        ({1: [0]}, {"first": 4, "last": 3}, "0 to 9"),
        ({1: [0]}, {"last": 10}, "0 to 9"),
        ({1: [0]}, {"first": -2}, "0 to 9"),
    ],
)
def test_what_cannot_be_scheduled_is_said(constraints, bounds, says):
    with pytest.raises(BadInput, match=says):
        schedule(10, constraints, Direction.BOTH, **bounds)
