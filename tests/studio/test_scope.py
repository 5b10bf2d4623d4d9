"""What a propagation will fill, by who made which masks."""

import numpy as np
import pytest

from rvos_studio.project import Kind
from rvos_studio.propagation import Direction
from rvos_studio.studio.scope import around_frame, is_correction, over_range, redoes, to_next

BOTH, FORWARD, BACKWARD = Direction.BOTH, Direction.FORWARD, Direction.BACKWARD
KINDS = {".": 0, "f": Kind.FUSION, "p": Kind.PROPAGATION, "H": Kind.PERSON}


def tracks(*rows):
    """One object per word, one letter per frame."""
    return {
        number: np.array([KINDS[letter] for letter in row], np.uint8)
        for number, row in enumerate(rows, 1)
    }


def test_around_a_frame_ends_at_the_neighbouring_human_frames():
    clip = tracks("ppHpppHpppHp")
    assert around_frame(clip, BOTH, 6).frames == range(3, 10)
    assert around_frame(clip, FORWARD, 2).frames == range(3, 6)
    assert around_frame(clip, BACKWARD, 2).frames == range(6)
    assert around_frame(clip, BOTH, 5) is None


def test_around_a_frame_takes_only_the_objects_drawn_there():
    scope = around_frame(tracks("Hppp", "pHpH", "fHff", "...."), BOTH, 1)
    assert (scope.objects, scope.around) == ((2, 3), 1)
    assert scope.stretches[2] == (range(2, 3), range(1))
    assert scope.frames == range(4)


def test_a_range_takes_the_objects_that_were_drawn_anywhere():
    scope = over_range(tracks("..H.....", "........"), BOTH, 1, 5)
    assert (scope.objects, scope.frames, scope.around) == ((1,), range(1, 6), None)
    assert over_range(tracks("........"), BOTH, 0, 7).objects == ()
    behind = over_range(tracks("......H."), FORWARD, 0, 5)
    assert behind.objects == (1,)
    assert not behind.frames


@pytest.mark.parametrize(
    ("row", "frame", "direction", "expected"),
    [
        ("HpppHppp", 4, BOTH, True),
        ("HpppHppp", 3, BOTH, False),  # nobody drew there
        ("Hpppffff", 0, BOTH, False),  # the only human frame reaches everything
        ("Hpf.Hf..", 4, BOTH, True),  # nothing lies outside its reach
        ("HpppHpppH...", 4, BOTH, False),  # nothing behind the last one yet
        ("HpppHpppHfff", 4, BOTH, False),  # models' masks are not propagated ones
        ("..HpppHppp", 6, BOTH, False),
        ("..HpppHppp", 6, FORWARD, True),  # what this direction never fills is not missed
    ],
)
def test_a_correction_is_a_human_frame_in_a_filled_clip(row, frame, direction, expected):
    assert is_correction(tracks(row), direction, frame) == expected


def test_a_correction_waits_for_the_other_objects():
    assert not is_correction(tracks("HpppHppp", "H......."), BOTH, 4)
    assert is_correction(tracks("HpppHppp", "Hppppppp"), BOTH, 4)
    assert is_correction(tracks("HpppHppp", "....H..."), BOTH, 4)


def test_what_was_propagated_before_is_redone():
    clip = tracks("HppfHffffH")
    assert redoes(clip, over_range(clip, BOTH, 0, 9))
    assert redoes(clip, around_frame(clip, BOTH, 4))
    assert not redoes(clip, around_frame(clip, BOTH, 9))


@pytest.mark.parametrize(
    ("frame", "direction", "expected"),
    [
        (3, BOTH, (1, 6)),
        (3, FORWARD, (3, 6)),
        (3, BACKWARD, (1, 3)),
        (6, FORWARD, (6, 9)),  # from a human frame on to the end of the clip
        (0, BACKWARD, (0, 0)),
        (1, BOTH, (0, 6)),
    ],
)
def test_to_the_next_human_frame_or_the_end(frame, direction, expected):
    assert to_next(tracks(".HppffHppp")[1], direction, frame) == expected
