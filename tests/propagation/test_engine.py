"""The engine with a propagator whose right answers are known."""

import numpy as np
import pytest

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask, binarise
from rvos_studio.propagation import (
    Direction,
    FeatureCache,
    MemoryPolicy,
    confidence,
    propagate,
    schedule,
)
from tests.propagation.shifting import HEIGHT, WIDTH, NumberedClip, ShiftingPropagator, drawn

KIB = 1 / 1024


def answers(clip, propagator, constraints, direction=Direction.BOTH, policy=None, features=None):
    fills = schedule(len(clip), constraints, direction)
    return list(propagate(clip, propagator, constraints, fills, policy, features))


@pytest.mark.parametrize("direction", list(Direction))
def test_the_object_is_carried(direction):
    clip = NumberedClip(30)
    got = answers(clip, ShiftingPropagator(), {1: {10: drawn(20)}}, direction)
    expected = {
        Direction.FORWARD: [*range(11, 30)],
        Direction.BACKWARD: [*range(9, -1, -1)],
        Direction.BOTH: [*range(11, 30), *range(9, -1, -1)],
    }
    assert [answer.frame for answer in got] == expected[direction]
    for answer in got:
        assert answer.probability.shape == (HEIGHT, WIDTH)
        assert binarise(answer.probability) == drawn(10 + answer.frame)
        assert answer.confidence == pytest.approx(0.9)


def test_constraints_are_read_from_both_sides_and_never_written():
    propagator = ShiftingPropagator()
    # The person drew the object elsewhere on frame 20: both sides must follow their nearer frame.
    got = answers(NumberedClip(30), propagator, {1: {10: drawn(20), 20: drawn(50)}})
    assert sorted(answer.frame for answer in got) == [f for f in range(30) if f not in (10, 20)]
    for answer in got:
        column = answer.frame + (10 if answer.frame <= 15 else 30)
        assert binarise(answer.probability) == drawn(column)
    for call in propagator.calls:
        assert call.references == ([10, 20] if call.frame <= 15 else [20, 10])


def test_earlier_answers_are_forgotten_at_every_start():
    propagator = ShiftingPropagator()
    constraints = {1: {10: drawn(20), 20: drawn(30)}}
    answers(NumberedClip(30), propagator, constraints, policy=MemoryPolicy(every=3))
    recent = {call.frame: call.recent for call in propagator.calls}
    for start in (11, 21, 19, 9):
        assert recent[start] == []
    assert recent[15] == [13, 14]
    assert recent[28] == [23, 26, 27]
    assert recent[3] == [7, 4]
    assert recent[4] == [7, 5]
    assert recent[16] == [17]


def test_an_object_does_not_depend_on_the_corrections_of_another():
    clip = NumberedClip(25)
    first = {4: drawn(10), 12: drawn(18)}
    alone = answers(clip, ShiftingPropagator(), {1: first})
    together = answers(clip, ShiftingPropagator(), {1: first, 2: {4: drawn(40), 20: drawn(70)}})
    kept = [answer for answer in together if answer.object == 1]
    assert [a.frame for a in kept] == [a.frame for a in alone]
    for a, b in zip(kept, alone, strict=True):
        assert np.array_equal(a.probability, b.probability)
    assert {answer.object for answer in together} == {1, 2}
    second = {a.frame: binarise(a.probability) for a in together if a.object == 2}
    assert sorted(second) == [f for f in range(25) if f not in (4, 20)]
    assert second[6] == drawn(42)


def test_objects_share_the_features_of_a_frame():
    propagator = ShiftingPropagator()
    answers(NumberedClip(20), propagator, {1: {0: drawn(3)}, 2: {0: drawn(30)}, 3: {5: drawn(9)}})
    assert sorted(propagator.encoded) == list(range(20))


def test_a_cache_given_again_spares_the_encoding():
    clip, propagator = NumberedClip(20), ShiftingPropagator()
    features = FeatureCache(clip, propagator)
    answers(clip, propagator, {1: {0: drawn(3)}}, features=features)
    answers(clip, propagator, {1: {0: drawn(3), 9: drawn(20)}}, features=features)
    assert sorted(propagator.encoded) == list(range(20))
    assert sorted(clip.read) == list(range(20))


def test_the_cache_keeps_to_its_cap_and_to_what_was_used_last():
    clip, propagator = NumberedClip(20), ShiftingPropagator(feature_bytes=1024)
    features = FeatureCache(clip, propagator, mebibytes=3 * KIB)
    for frame in (0, 1, 2, 0, 3):
        assert features.at(frame).number == frame
        assert features.nbytes <= 3 * 1024
    assert propagator.encoded == [0, 1, 2, 3]
    features.at(0)
    features.at(1)
    assert propagator.encoded == [0, 1, 2, 3, 1]


def test_features_larger_than_the_cap_are_used_and_not_kept():
    clip, propagator = NumberedClip(3), ShiftingPropagator(feature_bytes=10_000)
    features = FeatureCache(clip, propagator, mebibytes=KIB)
    assert features.at(2).number == 2
    assert features.nbytes == 0


def test_memory_keeps_to_its_room_with_the_newest_answers():
    propagator = ShiftingPropagator(memory_bytes=1024)
    policy = MemoryPolicy(mebibytes=5 * KIB, every=2)
    answers(NumberedClip(60), propagator, {1: {0: drawn(3)}}, policy=policy)
    assert max(len(call.references) + len(call.recent) for call in propagator.calls) == 5
    last = propagator.calls[-1]
    assert (last.references, last.recent) == ([0], [52, 54, 56, 58])
    assert propagator.calls[-2].recent == [52, 54, 56, 57]


def test_a_cap_on_answers_holds_too():
    propagator = ShiftingPropagator()
    policy = MemoryPolicy(answers=2, every=4)
    answers(NumberedClip(40), propagator, {1: {0: drawn(3)}}, policy=policy)
    assert propagator.calls[-1].recent == [32, 36, 38]


def test_the_nearest_constraints_stay_when_there_is_no_room_for_all():
    propagator = ShiftingPropagator(memory_bytes=1024)
    constraints = {1: {frame: drawn(frame) for frame in range(0, 60, 10)}}
    policy = MemoryPolicy(mebibytes=3 * KIB, references=5)
    answers(NumberedClip(60), propagator, constraints, policy=policy)
    by_frame = {call.frame: call for call in propagator.calls}
    assert by_frame[12].references == [10, 20]
    assert by_frame[38].references == [40, 30]
    assert all(len(c.references) + len(c.recent) <= 3 for c in propagator.calls)
    # Constraints that do not fit are not read in vain, frame after frame.
    assert propagator.bound.count(50) <= 2


def test_without_any_room_the_nearest_constraint_and_the_previous_frame_remain():
    propagator = ShiftingPropagator(memory_bytes=1024)
    constraints = {1: {0: drawn(0), 9: drawn(9)}}
    answers(NumberedClip(12), propagator, constraints, policy=MemoryPolicy(mebibytes=0))
    by_frame = {call.frame: call for call in propagator.calls}
    assert (by_frame[3].references, by_frame[3].recent) == ([0], [2])
    assert (by_frame[7].references, by_frame[7].recent) == ([9], [8])


def test_a_hundred_corrections_do_not_all_come_into_one_prediction():
    propagator = ShiftingPropagator()
    constraints = {1: {frame: drawn(0) for frame in range(0, 200, 2)}}
    answers(NumberedClip(200), propagator, constraints, policy=MemoryPolicy(references=3))
    assert {len(call.references) for call in propagator.calls} == {3}


def test_closing_stops_before_the_next_frame():
    clip, propagator = NumberedClip(50), ShiftingPropagator()
    constraints = {1: {0: drawn(3)}}
    running = propagate(clip, propagator, constraints, schedule(50, constraints))
    assert [next(running).frame, next(running).frame] == [1, 2]
    running.close()
    assert clip.read == [0, 1, 2]
    assert list(running) == []


def test_where_people_say_that_the_object_is_absent_it_is():
    empty = Mask.empty(HEIGHT, WIDTH)
    got = answers(NumberedClip(12), ShiftingPropagator(), {1: {4: empty}})
    assert [answer.frame for answer in got] == [*range(5, 12), *range(3, -1, -1)]
    for answer in got:
        assert not binarise(answer.probability)
        assert answer.probability.shape == (HEIGHT, WIDTH)
        assert answer.confidence == 1.0


def test_an_absence_holds_up_to_the_middle():
    empty = Mask.empty(HEIGHT, WIDTH)
    got = answers(NumberedClip(20), ShiftingPropagator(), {1: {4: empty, 14: drawn(30)}})
    there = {answer.frame: bool(binarise(answer.probability)) for answer in got}
    assert [frame for frame, is_there in sorted(there.items()) if is_there] == [
        frame for frame in range(10, 20) if frame != 14
    ]


def test_an_absence_reaches_back_over_a_forward_filling():
    constraints = {1: {4: drawn(10), 14: Mask.empty(HEIGHT, WIDTH)}}
    got = answers(NumberedClip(20), ShiftingPropagator(), constraints, Direction.FORWARD)
    there = [answer.frame for answer in got if binarise(answer.probability)]
    assert there == [5, 6, 7, 8, 9]
    assert [answer.frame for answer in got] == [*range(5, 14), *range(15, 20)]


def test_a_mask_of_another_size_is_refused_before_anything_runs():
    clip, propagator = NumberedClip(5), ShiftingPropagator()
    wrong = {7: {2: Mask.empty(HEIGHT, WIDTH + 1)}}
    with pytest.raises(BadInput, match="object 7 on frame 2 is 81x6 pixels"):
        propagate(clip, propagator, wrong, schedule(5, wrong))
    assert propagator.encoded == []


def test_confidence_falls_with_vagueness_and_fading():
    firm = np.zeros((10, 10), np.float32)
    firm[2:6, 2:6] = 1
    vague = np.where(firm > 0, np.float32(0.6), np.float32(0.3))
    fading = firm * np.float32(0.45)
    assert confidence(firm) == 1.0
    assert 0 < confidence(vague) < 0.5
    assert confidence(fading) == 0.0
    assert confidence(np.zeros((10, 10), np.float32)) == 1.0
    assert confidence(np.full((10, 10), 1e-3, np.float32)) == 1.0
