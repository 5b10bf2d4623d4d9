"""What all tools have in common."""

import pytest
from PySide6.QtCore import Qt

from tests.app.drawn import SQUARE


@pytest.mark.parametrize("key", [Qt.Key.Key_P, Qt.Key.Key_L, Qt.Key.Key_S, Qt.Key.Key_K])
def test_without_an_object_every_tool_says_what_is_missing(hand, key):
    hand.key(key)
    hand.click(20, 20)
    assert "object" in hand.window.message.text
    assert not hand.canvas.tool.busy
    hand.settle()


def test_a_tools_hint_goes_once_it_has_been_used(person):
    person.key(Qt.Key.Key_L)
    assert not person.canvas.learnt
    person.stroke(*SQUARE)
    assert person.canvas.learnt
    person.key(Qt.Key.Key_P)
    assert not person.canvas.learnt
