"""Which frames are filled, from where, in which order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask
from rvos_studio.propagation import Absence, Direction, Pass, schedule, stretches
from tests.propagation.shifting import absent, drawn

HERE, GONE = drawn(3), absent()


def on(*frames):
    return {1: dict.fromkeys(frames, HERE)}


def ways(plan):
    """Start, frames in order and the opposite frame of every pass; frames alone of an absence."""
    return [
        (part.start, list(part.frames), part.opposite) if isinstance(part, Pass) else [*part.frames]
        for part in plan
    ]


def test_forward_fills_from_the_constraint_before():
    assert ways(schedule(8, on(5, 2), Direction.FORWARD)) == [(2, [3, 4], None), (5, [6, 7], None)]


def test_backward_fills_from_the_constraint_after():
    assert ways(schedule(8, on(2, 5), Direction.BACKWARD)) == [(5, [4, 3], None), (2, [1, 0], None)]


def test_both_goes_over_what_lies_between_from_either_side():
    assert ways(schedule(12, on(3, 8), Direction.BOTH)) == [
        (3, [4, 5, 6, 7], 8),
        (8, [7, 6, 5, 4], 3),
        (3, [2, 1, 0], None),
        (8, [9, 10, 11], None),
    ]


def test_from_one_constraint_it_goes_forward_and_then_backward():
    assert ways(schedule(6, on(2))) == [(2, [3, 4, 5], None), (2, [1, 0], None)]


def test_bounds_limit_what_is_filled_not_where_it_comes_from():
    plan = schedule(20, on(2), Direction.FORWARD, first=10, last=12)
    assert ways(plan) == [(2, [10, 11, 12], None)]
    assert schedule(20, on(2), Direction.BACKWARD, first=10, last=12) == ()


def test_a_fully_drawn_clip_leaves_nothing_to_do():
    assert schedule(3, on(0, 1, 2)) == ()


def test_only_the_stretches_that_meet_at_a_correction_are_redone():
    plan = schedule(30, {**on(3, 10, 20), 2: {3: HERE}}, around=10)
    assert {part.objects for part in plan} == {(1,)}
    assert {frame for part in plan for frame in part.frames} == set(range(4, 20)) - {10}


def test_what_a_correction_reaches_is_known_beforehand():
    assert stretches(30, [10, 20, 3], around=10) == [range(4, 10), range(11, 20)]
    assert stretches(30, [10], around=10) == [range(11, 30), range(10)]
    assert stretches(30, [10], Direction.FORWARD, around=10) == [range(11, 30)]
    assert stretches(30, [3, 10], Direction.BACKWARD, around=10) == [range(4, 10)]
    assert stretches(30, [3, 10], around=5) == []
    assert stretches(30, [10], first=5, last=12) == [range(11, 13), range(5, 10)]
    assert stretches(30, []) == []


def test_frames_nearest_to_an_absence_are_absent():
    masks = {1: {4: HERE, 14: GONE}}
    assert ways(schedule(20, masks, Direction.FORWARD)) == [
        (4, [5, 6, 7, 8, 9], None),
        [10, 11, 12, 13],
        [15, 16, 17, 18, 19],
    ]
    assert ways(schedule(20, masks, Direction.BOTH)) == [
        (4, [5, 6, 7, 8, 9], None),
        [13, 12, 11, 10],
        (4, [3, 2, 1, 0], None),
        [15, 16, 17, 18, 19],
    ]


def test_an_object_comes_back_after_an_absence():
    masks = {1: {4: GONE, 14: HERE}}
    assert ways(schedule(16, masks, Direction.FORWARD)) == [
        [5, 6, 7, 8, 9],
        (9, [10, 11, 12, 13], None),
        (14, [15], None),
    ]
    assert ways(schedule(16, masks, Direction.BOTH, last=12)) == [
        [5, 6, 7, 8, 9],
        (14, [12, 11, 10], None),
        [3, 2, 1, 0],
    ]


def objects(plan):
    return list(dict.fromkeys(part.objects for part in plan))


def test_objects_of_the_same_frames_are_carried_together():
    masks = {
        5: {0: drawn(0), 9: drawn(9)},
        2: {9: drawn(39), 0: drawn(30)},
        3: {0: drawn(50)},
        4: {0: drawn(60), 9: GONE},
    }
    assert objects(schedule(20, masks)) == [(5, 2), (3,), (4,)]


def test_objects_that_overlap_are_carried_apart():
    masks = {1: {0: drawn(10, 20)}, 2: {0: drawn(12, 4)}, 3: {0: drawn(29, 30)}, 4: {0: drawn(12)}}
    assert objects(schedule(20, masks)) == [(1, 3), (2,), (4,)]


def test_more_objects_than_a_label_map_holds_take_several():
    dots = {}
    for number in range(300):
        pixels = absent().array()
        pixels[number % 6, number // 6] = True
        dots[number + 1] = {0: Mask.from_array(pixels)}
    assert [len(group) for group in objects(schedule(2, dots))] == [255, 45]


def test_in_the_challenge_every_object_goes_alone_and_an_absent_one_stays_as_it_is():
    plan = schedule(4, {1: {1: drawn(0)}, 2: {1: drawn(9)}, 3: {1: GONE}}, challenge=True)
    assert objects(plan) == [(1,), (2,)]
    assert ways(plan)[:2] == [(1, [2, 3], None), (1, [0], None)]


@pytest.mark.parametrize(
    ("constraints", "bounds", "says"),
    [
        ({}, {}, "draw or confirm"),
        ({3: {}}, {}, "Object 3"),
        (on(10), {}, "frame 10"),
        (on(-1), {}, "frame -1"),
        (on(0), {"first": 4, "last": 3}, "0 to 9"),
        (on(0), {"last": 10}, "0 to 9"),
        (on(0), {"first": -2}, "0 to 9"),
        (on(0), {"around": 4}, "on frame 4"),
        (on(0, 4), {"challenge": True}, "object 1 has 2 frames"),
    ],
)
def test_what_cannot_be_scheduled_is_said(constraints, bounds, says):
    with pytest.raises(BadInput, match=says):
        schedule(10, constraints, Direction.BOTH, **bounds)


LENGTH = 24
some_masks = st.dictionaries(
    st.integers(0, LENGTH - 1), st.sampled_from([HERE, GONE]), min_size=1, max_size=6
)


def passed(frame, around, human):
    """Whether a human frame lies between the two."""
    return any(min(frame, around) < each < max(frame, around) for each in human)


@settings(deadline=None)
@given(
    masks=st.dictionaries(st.integers(1, 4), some_masks, min_size=1, max_size=4),
    direction=st.sampled_from(list(Direction)),
    bounds=st.tuples(st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1)).map(sorted),
    data=st.data(),
)
def test_every_frame_is_filled_once_for_good_and_no_human_frame_at_all(
    masks, direction, bounds, data
):
    first, last = bounds
    drawn_on = sorted({frame for each in masks.values() for frame in each})
    around = data.draw(st.none() | st.sampled_from(drawn_on))
    plan = schedule(LENGTH, masks, direction, first, last, around)
    for number, each in masks.items():
        filled = [
            frame
            for part in plan
            if number in part.objects and (isinstance(part, Absence) or part.last_word)
            for frame in part.frames
        ]
        expected = {
            frame
            for frame in range(first, last + 1)
            if frame not in each
            and (direction is not Direction.FORWARD or min(each) < frame)
            and (direction is not Direction.BACKWARD or max(each) > frame)
            and (around is None or (around in each and not passed(frame, around, each)))
        }
        assert sorted(filled) == sorted(expected)
        foretold = stretches(LENGTH, list(each), direction, first, last, around)
        assert sorted(frame for frames in foretold for frame in frames) == sorted(expected)
        for part in plan:
            if number not in part.objects:
                continue
            for frame in part.frames:
                gaps = {abs(k - frame) for k, mask in each.items() if mask}
                holes = {abs(k - frame) for k, mask in each.items() if not mask}
                nearest = min(gaps | holes)
                if isinstance(part, Absence):
                    assert nearest in holes
                else:
                    assert nearest in gaps
        passes = [part for part in plan if isinstance(part, Pass)]
        for part in passes:
            if part.last_word:
                continue
            (other,) = [
                p
                for p in passes
                if p.last_word and p.objects == part.objects and p.frames == part.frames[::-1]
            ]
            assert (other.start, other.opposite) == (part.opposite, part.start)
