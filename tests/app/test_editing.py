"""Brush, eraser, undo and redo, through real mouse and key events."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rvos_studio.masks import Mask
from rvos_studio.project import Kind
from tests.app.hand import LEFT, MIDDLE, RIGHT
from tests.pictures import HEIGHT, WIDTH, truth

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def painter(hand):
    """A person with an object chosen and the brush in hand."""
    hand.object()
    hand.key(Qt.Key.Key_B)
    hand.canvas.set_radius(4)
    return hand


def test_a_stroke_is_saved_when_the_button_is_released(painter):
    painter.press(10.5, 20.5)
    painter.move(40.5, 20.5)
    assert not painter.mask()
    painter.release(40.5, 20.5)
    painter.settle()
    pixels = painter.mask().array()
    assert pixels[20, 10:41].all(), "the brush draws straight between two events"
    assert pixels[17:24, 25].all()
    assert not pixels[:15].any()
    assert painter.session.mask(1, 0).provenance.kind is Kind.PERSON
    assert painter.shown() == painter.mask()


def test_a_stroke_is_one_undo_step(painter):
    painter.stroke((10, 20), (20, 20), (30, 30), (40, 20))
    first = painter.mask()
    painter.stroke((10, 40), (20, 40))
    second = painter.mask()
    painter.key(Qt.Key.Key_Z, CONTROL)
    painter.settle()
    assert painter.mask() == painter.shown() == first
    painter.key(Qt.Key.Key_Z, CONTROL)
    painter.settle()
    assert not painter.mask()
    assert not painter.shown()
    painter.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    painter.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    painter.settle()
    assert painter.mask() == painter.shown() == second
    assert not painter.window.menu["redo"].isEnabled()


def test_the_eraser_and_the_right_button_take_away(painter):
    painter.stroke((10, 20), (40, 20))
    whole = painter.mask()
    painter.stroke((30, 20), (40, 20), button=RIGHT)
    less = painter.mask()
    assert less.area < whole.area
    assert (whole - less) == (whole ^ less)
    painter.key(Qt.Key.Key_E)
    painter.stroke((10, 20), (20, 20))
    assert painter.mask().area < less.area
    assert not painter.mask().array()[20, 10:20].any()


def test_strokes_that_follow_at_once_all_stay(painter):
    for row in (8, 16, 24, 32, 40):
        painter.press(10, row)
        painter.move(50, row)
        painter.release(50, row)
    painter.settle()
    pixels = painter.mask().array()
    assert pixels[[8, 16, 24, 32, 40], 30].all()
    assert len(painter.session.project.history()) == 2 + 5
    assert painter.shown() == painter.mask()


def test_escape_takes_an_unfinished_stroke_back(painter):
    painter.stroke((10, 20), (20, 20))
    before = painter.mask()
    painter.press(30, 30)
    painter.move(50, 40)
    assert painter.canvas.drawing
    painter.key(Qt.Key.Key_Escape)
    painter.release(50, 40)
    painter.settle()
    assert painter.mask() == before == painter.shown()


def test_stepping_waits_for_the_stroke(painter):
    painter.press(30, 30)
    painter.key(Qt.Key.Key_Right)
    assert painter.workspace.frame == 0
    painter.release(30, 30)
    painter.settle()
    assert painter.mask(frame=0)
    painter.key(Qt.Key.Key_Right)
    painter.settle()
    assert painter.canvas.picture.frame == 1
    assert not painter.shown()


def test_undo_goes_where_it_shows_and_says_so(painter):
    painter.stroke((10, 20), (20, 20))
    painter.workspace.go(9)
    painter.settle()
    painter.key(Qt.Key.Key_Z, CONTROL)
    painter.settle()
    assert painter.workspace.frame == 0
    assert "frame 0" in painter.window.message.text
    assert not painter.shown()


def test_the_view_does_not_change_what_the_brush_hits(painter):
    painter.wheel(40, 30, 5)
    assert painter.editor.viewpoint.magnification > 2
    painter.canvas.set_radius(0.5)
    painter.stroke((33.5, 21.5))
    assert np.argwhere(painter.mask().array()).tolist() == [[21, 33]]


class PaintedAreas(QObject):
    """The share of a widget that each of its paint events covers."""

    def __init__(self, widget):
        super().__init__(widget)
        self.shares = []
        widget.installEventFilter(self)

    def eventFilter(self, widget, event):
        if event.type() == QEvent.Type.Paint:
            area = sum(rect.width() * rect.height() for rect in event.region())
            self.shares.append(area / (widget.width() * widget.height()))
        return False


def test_only_the_part_under_the_brush_is_redrawn(painter):
    painter.canvas.set_radius(2)
    painter.press(10, 10)
    painter.move(10, 10)
    QApplication.processEvents()
    painted = PaintedAreas(painter.canvas)
    painter.move(14, 12)
    QApplication.processEvents()
    assert painted.shares
    assert max(painted.shares) < 0.1
    painter.release(14, 12)


def test_strokes_outside_the_frame_are_harmless(painter):
    painter.stroke((-30, -10), (-5, -5))
    painter.stroke((-10, 24), (100, 24))
    assert painter.mask().array()[24].all()


def test_middle_drag_pans_even_with_the_brush(painter):
    painter.wheel(32, 24, 5)
    before = painter.editor.viewpoint.region
    painter.press(30, 20, MIDDLE)
    painter.move(34, 22, MIDDLE)
    painter.release(34, 22, MIDDLE)
    moved = before.center() - painter.editor.viewpoint.region.center()
    assert abs(moved.x() - 4) < 0.2
    assert abs(moved.y() - 2) < 0.2
    painter.settle()
    assert not painter.mask()


def test_brush_size_by_wheel_and_brackets(painter):
    painter.wheel(30, 20, 2, CONTROL)
    assert painter.canvas.radius == pytest.approx(4 * 1.44)
    painter.key(Qt.Key.Key_BracketLeft)
    painter.key(Qt.Key.Key_BracketLeft)
    painter.key(Qt.Key.Key_BracketRight)
    assert painter.canvas.radius == pytest.approx(4 * 1.2)
    assert painter.editor.viewpoint.magnification == 1


def test_without_an_object_the_brush_says_what_is_missing(hand):
    hand.key(Qt.Key.Key_B)
    hand.press(20, 20, LEFT)
    hand.release(20, 20, LEFT)
    assert "object" in hand.window.message.text
    assert not hand.session.objects()


def test_letters_and_digits_are_dead_in_the_expression_box(hand):
    hand.object()
    hand.object("another one")
    box = hand.editor.describing.panel.box
    hand.key(Qt.Key.Key_L, CONTROL)
    assert box.hasFocus()
    QTest.keyClicks(box, "be ehf 1 [2] v")
    QTest.keyClick(box, Qt.Key.Key_Left)
    QTest.keyClick(box, Qt.Key.Key_Home)
    hand.settle()
    assert box.text() == "be ehf 1 [2] v"
    assert hand.canvas.tool.name == "pointer"
    assert hand.canvas.radius == 12
    assert hand.workspace.frame == 0
    assert hand.workspace.chosen == 2
    assert not hand.workspace.player.playing
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert hand.canvas.hasFocus()
    hand.key(Qt.Key.Key_B)
    hand.key(Qt.Key.Key_1)
    assert hand.canvas.tool.name == "brush"
    hand.settle()
    assert hand.workspace.chosen == 1


def test_a_click_on_a_mask_picks_its_object(hand):
    for number in (1, 2):
        hand.object(f"object {number}")
        mask = np.zeros((HEIGHT, WIDTH), bool)
        mask[10:20, 20 * number : 20 * number + 10] = True
        hand.session.correct(number, 0, Mask.from_array(mask))
    hand.workspace.refresh()
    hand.settle()
    hand.press(25, 15)
    hand.release(25, 15)
    hand.settle()
    assert hand.workspace.chosen == 1
    hand.press(1, 1)
    hand.release(1, 1)
    assert hand.workspace.chosen == 1


def test_confirming_makes_the_shown_mask_a_constraint(hand):
    number = hand.object()
    hand.answers(number, soc=0)
    assert hand.shown() == truth(0)
    hand.key(Qt.Key.Key_C)
    hand.settle()
    assert hand.session.mask(number, 0).provenance.kind is Kind.PERSON
    assert hand.mask() == truth(0)
    hand.key(Qt.Key.Key_Delete)
    hand.settle()
    assert not hand.mask()
    assert hand.session.mask(number, 0).provenance.kind is Kind.PERSON
