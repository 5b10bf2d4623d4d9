"""Failure tags and temporal instability on tracks made to have them."""

import numpy as np
import pytest

from rvos_studio.masks import Mask
from rvos_studio.metrics import Tag, failures, instability, score, steadiness

SHAPE = 60, 160


def box(left, top=10, size=30):
    pixels = np.zeros(SHAPE, bool)
    pixels[top : top + size, left : left + size] = True
    return Mask.from_array(pixels)


NONE = Mask.empty(*SHAPE)
MOVING = [box(5 + 3 * frame) for frame in range(20)]
"""A square that goes right, a tenth of its size a frame."""


def tags(prediction, truth=MOVING):
    arrays = ([mask.array() for mask in track] for track in (prediction, truth))
    found = failures(prediction, truth, score(*arrays))
    return {each.tag: each.frames for each in found}


def test_a_good_track_has_none():
    assert tags(MOVING) == {}
    assert tags([box(6 + 3 * frame) for frame in range(20)]) == {}


def test_wrong_object():
    elsewhere = [box(110)] * 20
    assert tags(elsewhere)[Tag.WRONG_OBJECT][:3] == (0, 1, 2)
    # Nothing is predicted: not found is not the wrong one.
    assert Tag.WRONG_OBJECT not in tags([NONE] * 20)
    # Right on most frames.
    assert Tag.WRONG_OBJECT not in tags(MOVING[:12] + [box(120)] * 8)


def test_nothing_on_any_frame_is_not_found():
    late = [NONE] * 5 + MOVING[5:]
    assert tags([NONE] * 20, late) == {Tag.NOT_FOUND: tuple(range(5, 20))}
    assert tags([NONE] * 20, [NONE] * 20) == {}, "there was nothing to find"
    assert Tag.NOT_FOUND not in tags([NONE] * 19 + MOVING[19:])


def test_drift():
    falling_behind = [box(5 + frame) for frame in range(20)]
    found = tags(falling_behind)
    assert list(found) == [Tag.DRIFT]
    assert found[Tag.DRIFT] == (14, 15, 16, 17, 18, 19)
    # Bad from the start is not drift, and neither are clips too short to tell.
    assert Tag.DRIFT not in tags([box(100)] * 20)
    assert Tag.DRIFT not in tags([MOVING[0], MOVING[1], NONE], MOVING[:3])


def test_drift_looks_at_frames_with_the_object_only():
    truth = MOVING[:10] + [NONE] * 10
    assert tags(MOVING[:10] + [box(100)] * 10, truth) == {}


def test_boundary():
    large = [box(5 + 3 * frame, 5, 50) for frame in range(20)]
    # Three pixels too small all round, and two may an outline be off here.
    small = [box(8 + 3 * frame, 8, 44) for frame in range(20)]
    assert tags(small, large) == {Tag.BOUNDARY: tuple(range(20))}
    assert tags([box(7 + 3 * frame, 7, 46) for frame in range(20)], large) == {}
    # In the wrong place the outline does not matter.
    assert Tag.BOUNDARY not in tags([box(30 + 3 * frame, 5, 50) for frame in range(20)], large)


def test_missed_reentry():
    gone = MOVING[:6] + [NONE] * 4 + MOVING[10:]
    assert tags(gone, gone) == {}
    assert tags(gone[:10] + [NONE] * 10, gone)[Tag.MISSED_REENTRY] == tuple(range(10, 20))
    late = gone[:10] + [NONE] * 4 + gone[14:]
    assert Tag.MISSED_REENTRY not in tags(late, gone)
    # What was never found cannot be missed, and an object that stays does not come back.
    assert Tag.MISSED_REENTRY not in tags([NONE] * 20, gone)
    assert Tag.MISSED_REENTRY not in tags(MOVING[:10] + [NONE] * 10)


def test_flicker():
    dropped = [NONE if frame in (4, 9, 14) else mask for frame, mask in enumerate(MOVING)]
    assert tags(dropped) == {Tag.FLICKER: (4, 9, 14)}
    assert tags([NONE if frame == 9 else mask for frame, mask in enumerate(MOVING)]) == {}
    # The truth itself comes and goes.
    assert tags(dropped, dropped) == {}


def test_steadiness_by_hand():
    assert steadiness([]) == ()
    assert steadiness([box(0)]) == (1,)
    assert steadiness([NONE, NONE, NONE]) == (1, 1, 1)
    # Alone between empty frames, and missing between full ones: no neighbour confirms it.
    assert steadiness([NONE, box(0), NONE]) == (1, 0, 1)
    assert steadiness([box(0), NONE, box(0)]) == (1, 0, 1)
    # Neighbours agree on 20 of 30 columns; the frame has 5 columns more on the left of them.
    assert steadiness([box(10), box(15), box(20)])[1] == 1
    assert steadiness([box(10), box(0), box(10)])[1] == pytest.approx(20 / 40)


def test_instability_is_what_steadiness_lacks():
    assert instability(MOVING) == 0
    assert instability([box(0), NONE] * 5) == 1
    assert instability([box(0), NONE]) == 0
    assert instability([box(0), NONE, box(0), box(0)]) == pytest.approx(0.5)
