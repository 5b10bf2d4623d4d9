"""The polygon, and outlines that are being drawn: through real mouse and key events."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.app.drawn import SQUARE, WHOLE, box, click_through, draw, title
from tests.app.hand import RIGHT
from tests.app.test_editing import PaintedAreas

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_a_polygon_is_closed_by_enter(person):
    person.key(Qt.Key.Key_P)
    click_through(person, SQUARE)
    assert not person.mask()
    person.key(Qt.Key.Key_Return)
    person.settle()
    assert person.mask() == person.shown() == WHOLE
    assert title(person) == "Polygon on frame 0"
    person.key(Qt.Key.Key_Z, CONTROL)
    person.settle()
    assert not person.mask()


def test_a_polygon_is_closed_by_a_double_click(person):
    person.key(Qt.Key.Key_P)
    click_through(person, SQUARE[:3])
    person.double_click(*SQUARE[3])
    person.settle()
    assert person.mask() == WHOLE
    assert not person.canvas.tool.busy


def test_a_polygon_is_closed_by_a_click_on_its_first_corner(person):
    person.key(Qt.Key.Key_P)
    click_through(person, (*SQUARE, (10.2, 10.2)))
    person.settle()
    assert person.mask() == WHOLE


@pytest.mark.parametrize("close", ["right", "alt+enter", "alt+click"])
def test_a_polygon_can_make_a_hole(person, close):
    draw(person, WHOLE)
    person.key(Qt.Key.Key_P)
    click_through(person, [(20, 20), (30, 20), (30, 30)])
    if close == "right":
        person.click(20, 30, RIGHT)
    else:
        person.click(20, 30)
        if close == "alt+enter":
            person.key(Qt.Key.Key_Return, ALT)
        else:
            person.click(20, 20, modifier=ALT)
    person.settle()
    assert person.mask() == WHOLE - box(20, 20, 30, 30)


def test_backspace_takes_the_last_corner_back_and_shift_keeps_the_angle(person):
    person.key(Qt.Key.Key_P)
    click_through(person, [*SQUARE[:2], (60, 20)])
    person.key(Qt.Key.Key_Backspace)
    person.click(41.5, 40, modifier=SHIFT)
    person.click(10, 41.5, modifier=SHIFT)
    person.key(Qt.Key.Key_Return)
    person.settle()
    assert person.mask() == WHOLE


def test_escape_drops_a_polygon_and_nothing_else(person):
    draw(person, WHOLE)
    person.key(Qt.Key.Key_P)
    click_through(person, SQUARE)
    person.key(Qt.Key.Key_Escape)
    assert not person.canvas.tool.busy
    person.key(Qt.Key.Key_Return)
    person.settle()
    assert person.mask() == WHOLE
    assert len(person.session.project.history()) == 3


def test_another_tool_drops_an_open_polygon(person):
    person.key(Qt.Key.Key_P)
    click_through(person, SQUARE)
    person.key(Qt.Key.Key_B)
    person.key(Qt.Key.Key_P)
    person.key(Qt.Key.Key_Return)
    person.settle()
    assert not person.mask()


def test_an_open_polygon_stays_while_stepping_and_changes_what_is_shown_then(person):
    person.key(Qt.Key.Key_P)
    click_through(person, SQUARE)
    person.key(Qt.Key.Key_Right)
    person.settle()
    person.key(Qt.Key.Key_Return)
    person.settle()
    assert not person.mask(frame=0)
    assert person.mask(frame=1) == WHOLE


def test_a_polygon_without_pixels_is_no_edit(person):
    before = len(person.session.project.history())
    person.key(Qt.Key.Key_P)
    person.click(20, 20)
    person.key(Qt.Key.Key_Return)
    person.settle()
    assert len(person.session.project.history()) == before


def test_undo_takes_back_corner_by_corner_and_then_edits(person):
    draw(person, WHOLE)
    person.key(Qt.Key.Key_P)
    click_through(person, SQUARE[:2])
    for left in (1, 0):
        person.key(Qt.Key.Key_Z, CONTROL)
        assert len(person.canvas.tool.corners) == left
        assert person.mask() == WHOLE
    person.key(Qt.Key.Key_Z, CONTROL)
    person.settle()
    assert not person.mask()


def test_undo_while_drawing_takes_back_what_is_drawn(person):
    draw(person, WHOLE)
    person.key(Qt.Key.Key_B)
    person.press(50, 5)
    person.key(Qt.Key.Key_Z, CONTROL)
    person.release(50, 5)
    person.settle()
    assert person.mask() == person.shown() == WHOLE


@pytest.mark.parametrize("key", [Qt.Key.Key_P, Qt.Key.Key_L])
def test_only_where_the_outline_changes_is_redrawn(person, key):
    person.window.resize(1200, 800)
    person.key(key)
    if key == Qt.Key.Key_L:
        person.press(10, 10)
    else:
        person.click(10, 10)
        person.click(10, 40)
    person.move(12, 40)
    QApplication.processEvents()
    painted = PaintedAreas(person.canvas)
    person.move(14, 38)
    QApplication.processEvents()
    assert painted.shares
    assert max(painted.shares) < 0.1
    person.key(Qt.Key.Key_Escape)
