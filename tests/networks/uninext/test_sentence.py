"""What becomes of a sentence."""

import pytest

from rvos_studio.networks.uninext.sentence import cleaned


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The red car.", "the red car"),
        ("a half-open door/gate", "a half open door gate"),
        ("the man's (left) dog: brown, #2!?", "the mans left dog brown 2"),
        ('"small" * cat; ÉTÉ', "small  cat été"),
        ("", ""),
    ],
)
def test_marks_are_left_out(sentence, expected):
    assert cleaned(sentence) == expected
