"""The engine with propagators whose right answers are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask
from rvos_studio.propagation import (
    Direction,
    FeatureCache,
    MemoryKind,
    MemoryPolicy,
    confidence,
    propagate,
    schedule,
)
from tests.propagation.shifting import (
    HEIGHT,
    WIDTH,
    FollowingPropagator,
    NumberedClip,
    ShiftingPropagator,
    absent,
    drawn,
)

KIB = 1 / 1024


def answers(
    clip, propagator, constraints, direction=Direction.BOTH, policy=None, features=None, **bounds
):
    plan = schedule(len(clip), constraints, direction, **bounds)
    return list(propagate(clip, propagator, constraints, plan, policy, features))


def final(got):
    return [answer for answer in got if answer.final]


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
        assert answer.final
        assert answer.mask == drawn(10 + answer.frame)
        assert answer.probability.shape == (HEIGHT, WIDTH)
        assert answer.confidence == pytest.approx(0.9)


def test_between_two_constraints_the_forward_answer_comes_first_and_the_blend_follows():
    got = answers(NumberedClip(30), ShiftingPropagator(), {1: {10: drawn(20), 20: drawn(30)}})
    between = [(a.frame, a.final) for a in got if 10 < a.frame < 20]
    ahead, back = range(11, 20), range(19, 10, -1)
    assert between == [*((f, False) for f in ahead), *((f, True) for f in back)]
    assert all(answer.mask == drawn(10 + answer.frame) for answer in got)
    assert sorted(a.frame for a in final(got)) == [f for f in range(30) if f not in (10, 20)]


def test_a_blend_weighs_by_closeness():
    # Forward moves to the right, and so does backward: the two lie apart, and the nearer one wins.
    got = answers(NumberedClip(11), FollowingPropagator(), {1: {0: drawn(10), 10: drawn(40)}})
    for answer in final(got):
        ahead = np.zeros((HEIGHT, WIDTH))
        ahead[:, 10 + answer.frame : 14 + answer.frame] = 0.9
        back = np.zeros((HEIGHT, WIDTH))
        back[:, 50 - answer.frame : 54 - answer.frame] = 0.9
        share = 1 - answer.frame / 10
        # Forward answers wait as bytes.
        assert np.allclose(answer.probability, share * ahead + (1 - share) * back, atol=1 / 510)
        assert answer.mask == Mask.from_array(answer.probability > 0.5)


def test_a_blend_weighs_by_confidence():
    class Unsure(FollowingPropagator):
        def predict(self, features, objects, long, short):
            self.sure = 0.9 if short.number < features.number else 0.6
            return super().predict(features, objects, long, short)

    got = answers(NumberedClip(11), Unsure(), {1: {0: drawn(10), 10: drawn(40)}})
    middle = next(answer for answer in final(got) if answer.frame == 5)
    assert middle.probability[0, 15] == pytest.approx(0.9 * 0.6, abs=1 / 255)
    assert middle.probability[0, 45] == pytest.approx(0.6 * 0.4, abs=1 / 255)
    assert middle.mask == drawn(15)


def test_every_pass_starts_from_its_human_frame_alone():
    propagator = ShiftingPropagator()
    constraints = {1: {10: drawn(20), 20: drawn(30)}}
    answers(NumberedClip(30), propagator, constraints)
    calls = {(call.frame, call.short < call.frame): call for call in propagator.calls}
    assert (calls[11, True].long, calls[11, True].short) == ([10, 20], 10)
    assert (calls[19, True].long, calls[19, True].short) == ([20, 10, 16, 13], 18)
    assert (calls[19, False].long, calls[19, False].short) == ([20, 10], 20)
    assert (calls[21, True].long, calls[21, True].short) == ([20, 10], 20)
    assert (calls[28, True].long, calls[28, True].short) == ([20, 10, 26, 23], 27)
    assert (calls[9, False].long, calls[9, False].short) == ([10, 20], 10)


def test_objects_of_the_same_frames_take_one_pass_and_others_are_not_touched_by_it():
    clip = NumberedClip(25)
    first = {4: drawn(10), 12: drawn(18)}
    alone = answers(clip, ShiftingPropagator(), {1: first})
    propagator = ShiftingPropagator()
    constraints = {1: first, 2: {4: drawn(40), 20: drawn(56)}, 3: {4: drawn(30), 12: drawn(38)}}
    together = answers(clip, propagator, constraints)
    assert {call.objects for call in propagator.calls} == {1, 2}
    kept = [answer for answer in together if answer.object == 1]
    assert [(a.frame, a.mask, a.final) for a in kept] == [(a.frame, a.mask, a.final) for a in alone]
    for number, shift in ((2, 36), (3, 26)):
        masks = {a.frame: a.mask for a in final(together) if a.object == number}
        assert sorted(masks) == [f for f in range(25) if f not in constraints[number]]
        assert all(mask == drawn(shift + frame) for frame, mask in masks.items())


def test_a_little_overlap_belongs_to_the_smaller_object():
    propagator = ShiftingPropagator()
    got = answers(NumberedClip(2), propagator, {1: {0: drawn(39, 41)}, 2: {0: drawn(0, 40)}})
    assert [call.objects for call in propagator.calls] == [2]
    masks = {answer.object: answer.mask for answer in got}
    assert (masks[1] & masks[2]).area == 0
    assert masks[2] == drawn(1, 40)


def test_objects_share_the_features_of_a_frame():
    propagator = ShiftingPropagator()
    answers(NumberedClip(20), propagator, {1: {0: drawn(3)}, 2: {0: drawn(30)}, 3: {5: drawn(9)}})
    assert sorted(propagator.encoded) == list(range(20))


def test_a_cache_given_again_spares_the_encoding():
    clip, propagator = NumberedClip(20), ShiftingPropagator()
    features = FeatureCache(propagator)
    answers(clip, propagator, {1: {0: drawn(3)}}, features=features)
    answers(clip, propagator, {1: {0: drawn(3), 9: drawn(20)}}, features=features)
    assert sorted(propagator.encoded) == list(range(20))
    assert sorted(clip.read) == list(range(20))


def test_the_cache_keeps_to_its_cap_and_to_what_was_used_last():
    clip, propagator = NumberedClip(20), ShiftingPropagator(feature_bytes=1024)
    features = FeatureCache(propagator, mebibytes=3 * KIB)
    for frame in (0, 1, 2, 0, 3):
        assert features.at(clip, frame).number == frame
        assert features.nbytes <= 3 * 1024
    assert propagator.encoded == [0, 1, 2, 3]
    features.at(clip, 0)
    features.at(clip, 1)
    assert propagator.encoded == [0, 1, 2, 3, 1]
    features.clear()
    assert features.nbytes == 0


def test_features_larger_than_the_cap_are_used_and_not_kept():
    clip, propagator = NumberedClip(3), ShiftingPropagator(feature_bytes=10_000)
    features = FeatureCache(propagator, mebibytes=KIB)
    assert features.at(clip, 2).number == 2
    assert features.nbytes == 0


def test_closing_stops_before_the_next_frame():
    clip, propagator = NumberedClip(50), ShiftingPropagator()
    constraints = {1: {0: drawn(3)}}
    running = propagate(clip, propagator, constraints, schedule(50, constraints))
    assert [next(running).frame, next(running).frame] == [1, 2]
    running.close()
    assert clip.read == [0, 1, 2]
    assert list(running) == []


def test_where_people_say_that_the_object_is_absent_it_is():
    propagator = ShiftingPropagator()
    got = answers(NumberedClip(12), propagator, {1: {4: absent()}})
    assert [answer.frame for answer in got] == [*range(5, 12), *range(3, -1, -1)]
    for answer in got:
        assert not answer.mask
        assert answer.probability.shape == (HEIGHT, WIDTH)
        assert answer.confidence == 1.0
    assert propagator.calls == propagator.encoded == []


def test_an_object_that_was_absent_sets_out_from_an_empty_frame():
    propagator = FollowingPropagator()
    constraints = {1: {4: absent(), 14: drawn(30)}}
    got = answers(NumberedClip(15), propagator, constraints, Direction.FORWARD)
    assert [answer.frame for answer in got] == list(range(5, 14))
    assert not any(answer.mask for answer in got)
    first = propagator.calls[0]
    assert (first.frame, first.short, first.long) == (10, 9, [14, 4])


def test_a_mask_of_another_size_is_refused_before_anything_runs():
    clip, propagator = NumberedClip(5), ShiftingPropagator()
    wrong = {7: {2: Mask.empty(HEIGHT, WIDTH + 1)}}
    with pytest.raises(BadInput, match="object 7 on frame 2 is 81x6 pixels"):
        propagate(clip, propagator, wrong, schedule(5, wrong))
    assert propagator.encoded == []


def test_confidence_falls_with_vagueness_and_fading():
    def sure(probability):
        return confidence(probability, probability > 0.5)

    firm = np.zeros((10, 10), np.float32)
    firm[2:6, 2:6] = 1
    vague = np.where(firm > 0, np.float32(0.6), np.float32(0.3))
    fading = firm * np.float32(0.45)
    assert sure(firm) == 1.0
    assert 0 < sure(vague) < 0.5
    assert sure(fading) == 0.0
    assert sure(np.zeros((10, 10), np.float32)) == 1.0
    assert sure(np.full((10, 10), 1e-3, np.float32)) == 1.0


LENGTH = 20
places = st.dictionaries(st.integers(0, LENGTH - 1), st.booleans(), min_size=1, max_size=6)


@settings(deadline=None)
@given(
    there=st.dictionaries(st.integers(1, 5), places, min_size=1, max_size=5),
    direction=st.sampled_from(list(Direction)),
    room=st.integers(0, 12),
    kind=st.sampled_from([MemoryKind.CAPPED, MemoryKind.PUBLISHED]),
    frames=st.integers(1, 6),
    gap=st.integers(1, 4),
)
def test_any_propagation_fills_what_it_should_within_its_budget(
    there, direction, room, kind, frames, gap
):
    constraints = {
        number: {
            frame: drawn(10 * number + frame) if present else absent()
            for frame, present in masks.items()
        }
        for number, masks in there.items()
    }
    propagator = ShiftingPropagator(memory_bytes=1024, gap=gap)
    policy = MemoryPolicy(kind, room * KIB, frames)
    got = answers(NumberedClip(LENGTH), propagator, constraints, direction, policy)
    done = [(answer.object, answer.frame) for answer in final(got)]
    assert len(done) == len(set(done))
    for number, masks in constraints.items():
        filled = {frame for each, frame in done if each == number}
        assert filled == {
            frame
            for frame in range(LENGTH)
            if frame not in masks
            and (direction is not Direction.FORWARD or min(masks) < frame)
            and (direction is not Direction.BACKWARD or max(masks) > frame)
        }
    if kind is MemoryKind.CAPPED:
        # The human frame that a pass sets out from and the frame before are there in any case.
        assert propagator.most_bytes <= max(room, 2) * 1024
        assert all(len(call.long) <= frames for call in propagator.calls)
