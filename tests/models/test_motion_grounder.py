"""The motion grounder finds what moves as the words say."""

import numpy as np
import pytest

from rvos_studio.models.motion import MotionReader
from rvos_studio.models.motion_grounder import MotionGrounder
from rvos_studio.models.protocols import Prediction, Step
from tests.models.moving_squares import (
    ArrayClip,
    answers,
    assert_sound,
    blue_place,
    overlap,
    red_place,
    squares,
)

ODD = ["the red moving thing on the left", "", "🐶", "狗在跑", "a big moving thing " * 600]


def test_the_red_moving_square():
    for answer in answers(MotionGrounder(), squares(), ["the red moving square"]):
        assert overlap(answer, red_place(answer.frame)) > 0.6


def test_without_usable_words_it_takes_what_moves():
    for answer in answers(MotionGrounder(), squares(), ["something"], [2, 6, 9]):
        assert overlap(answer, red_place(answer.frame)) > 0.6


def test_the_thing_at_rest():
    for answer in answers(
        MotionGrounder(), squares(), ["the blue square that stands still"], [4, 8]
    ):
        assert overlap(answer, blue_place(answer.frame)) > 0.4
        assert overlap(answer, red_place(answer.frame)) < 0.1


@pytest.mark.parametrize(
    ("expression", "red_wins"),
    [
        ("the red square", True),
        ("the blue square", False),
        ("the square on the left", True),
        ("the square on the right", False),
        ("the square moving to the right", True),
        ("the square moving to the left", False),
    ],
)
def test_words_choose_between_two_that_move(expression, red_wins):
    clip = squares(blue_step=-3)
    for answer in answers(MotionGrounder(), clip, [expression], [3, 6]):
        red = overlap(answer, red_place(answer.frame))
        blue = overlap(answer, blue_place(answer.frame, -3))
        assert (red > blue) == red_wins
        assert max(red, blue) > 0.5


def test_own_motion_survives_a_moving_camera():
    still = squares()
    shaken = ArrayClip(
        np.stack([np.roll(frame, -2 * number, axis=1) for number, frame in enumerate(still.frames)])
    )
    motion = MotionReader(shaken).read(5)
    red = np.roll(red_place(5), -10, axis=1)
    assert motion.strength[red].mean() > 0.5
    inner = np.zeros_like(red)
    inner[:, 20:190] = True
    assert motion.strength[inner & ~red].mean() < 0.15
    assert motion.velocity[red][:, 0].mean() == pytest.approx(3, abs=0.7)


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 16, 16), (3, 16, 16), (2, 17, 233), (2, 201, 33)])
def test_any_size_length_and_text(shape):
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3)).astype(np.uint8)
    for clip in (ArrayClip(noise), ArrayClip(np.full_like(noise, 90))):
        found = answers(MotionGrounder(), clip, ODD)
        assert len(found) == len(ODD) * len(clip)
        assert_sound(found, clip)


def test_nothing_to_see_is_said_with_low_confidence():
    clip = ArrayClip(np.full((3, 60, 80, 3), 90, np.uint8))
    for answer in answers(MotionGrounder(), clip, ["the red moving car"]):
        assert answer.confidence < 0.1
        assert answer.probability.max() < 0.5


def test_a_frame_is_answered_alike_in_any_company():
    clip = squares()
    alone = answers(MotionGrounder(), clip, ["the red square"], [5])[0]
    among = answers(MotionGrounder(), clip, ["the blue square", "the red square"], [3, 5, 11])[3]
    assert (among.expression, among.frame) == (1, 5)
    np.testing.assert_array_equal(alone.probability, among.probability)


def test_closing_cancels():
    stream = MotionGrounder().segment(squares(), ["the red square"], range(12))
    seen = next(item for item in stream if isinstance(item, Prediction))
    assert seen.frame == 0
    stream.close()
    assert next(stream, None) is None


def test_progress_comes_first():
    first = next(MotionGrounder().segment(squares(), ["x"], [0]))
    assert first == Step(0, 8, first.doing)
