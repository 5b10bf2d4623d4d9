"""Ctrl+K, letters and Return through the real window."""

import pytest
from PySide6.QtCore import Qt

from rvos_studio.app.canvas.tools.brush import Eraser

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def finder(window):
    return window.command_palette.finder


@pytest.fixture
def find(finder, qtbot):
    """Open the palette where the focus is, type, and give what is listed."""

    def find(hand, text):
        hand.window.activateWindow()
        hand.until(hand.window.isActiveWindow)  # shortcuts are the active window's
        hand.key(Qt.Key.Key_K, CONTROL)
        assert finder.field.hasFocus()
        if text.isascii():
            qtbot.keyClicks(finder.field, text)
        else:
            finder.field.insert(text)  # as an input method does
        return [
            finder.list.topLevelItem(row).text(0) for row in range(finder.list.topLevelItemCount())
        ]

    return find


def press(hand, finder, *keys):
    for key in keys:
        hand.key(key, to=finder.field)


def test_a_command_is_done_by_a_few_letters(hand, finder, find):
    assert find(hand, "eras")[0] == "Eraser"
    press(hand, finder, Qt.Key.Key_Return)
    assert isinstance(hand.canvas.tool, Eraser)
    assert finder.isHidden()
    assert hand.canvas.hasFocus()


def test_keys_stand_beside_the_commands(hand, finder, find):
    find(hand, "eras")
    assert [finder.list.topLevelItem(0).text(column) for column in (1, 2)] == ["Tools", "E"]


def test_frames_are_reached_by_number(hand, finder, find):
    assert find(hand, "frame 5")[0] == "Go to frame 5"
    press(hand, finder, Qt.Key.Key_Return)
    assert hand.workspace.frame == 5
    assert find(hand, "999")[0] == f"Go to frame {hand.workspace.last}"


def test_objects_are_chosen_by_their_expressions(hand, finder, find):
    first = hand.object("the red square")
    hand.object("跳过栅栏的狗")
    assert find(hand, "red") == [f"Object {first}: the red square"]
    press(hand, finder, Qt.Key.Key_Return)
    assert hand.workspace.chosen == first
    assert "Object 2: 跳过栅栏的狗" in find(hand, "狗")


def test_what_was_done_last_comes_first(hand, finder, find):
    find(hand, "last frame")
    press(hand, finder, Qt.Key.Key_Return)
    find(hand, "eraser")
    press(hand, finder, Qt.Key.Key_Return)
    assert find(hand, "")[:2] == ["Eraser", "Last Frame"]


def test_arrows_choose_and_go_nowhere_else(hand, finder, find):
    listed = find(hand, "frame")
    press(hand, finder, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up)
    assert finder.list.currentItem().text(0) == listed[1]
    press(hand, finder, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
    assert finder.list.currentItem().text(0) == listed[0]
    assert hand.workspace.frame == 0


def test_escape_closes_and_gives_the_focus_back(hand, finder, find):
    find(hand, "undo")
    press(hand, finder, Qt.Key.Key_Escape)
    assert finder.isHidden()
    assert hand.canvas.hasFocus()


def test_letters_that_are_keys_elsewhere_are_text_here(hand, finder, find):
    before = hand.canvas.tool
    assert find(hand, "be1") == []
    assert finder.field.text() == "be1"
    press(hand, finder, Qt.Key.Key_Return)
    assert hand.canvas.tool is before


def test_without_a_clip_only_what_works_is_listed(window, until, finder):
    window.activateWindow()
    window.menu["palette"].trigger()
    listed = [
        finder.list.topLevelItem(row).text(0) for row in range(finder.list.topLevelItemCount())
    ]
    assert "Open" in listed
    assert "Eraser" not in listed
