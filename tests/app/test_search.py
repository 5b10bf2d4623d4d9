import pytest

from rvos_studio.app.search import closeness, ranked


@pytest.mark.parametrize(
    ("query", "text"),
    [("", "Undo"), ("prop", "Propagate"), ("frame next", "Next Frame"), ("ptf", "Polygon to Fill"),
     ("nefr", "Next Frame"), ("狗", "Object 2: 跳过栅栏的狗"), ("ER", "Eraser")],
)  # fmt: skip
def test_letters_in_order_and_words_in_any_order_are_found(query, text):
    assert closeness(query, text) is not None


@pytest.mark.parametrize(
    ("query", "text"), [("x", "Undo"), ("undo x", "Undo"), ("red", "Remove Object Edit")]
)
def test_other_letters_are_not(query, text):
    assert closeness(query, text) is None


def test_starts_of_words_come_before_middles_and_first_letters():
    entries = ["Brush Colour", "Cut Onto Path", "Uncop", "Cop the Mask"]
    assert ranked("cop", entries, str) == ["Cop the Mask", "Uncop", "Cut Onto Path"]


def test_equals_stay_in_their_order():
    assert ranked("", ["bb", "aa"], str) == ["bb", "aa"]
