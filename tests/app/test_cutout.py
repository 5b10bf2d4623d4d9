"""Box and clicks by colours, through real mouse and key events."""

from PySide6.QtCore import Qt

from tests.app.drawn import WHOLE, box, draw, title
from tests.app.hand import RIGHT
from tests.pictures import truth

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_box_makes_the_mask_anew(person):
    draw(person, box(50, 2, 60, 8))
    person.key(Qt.Key.Key_S)
    person.stroke((1, 13), (22, 33))
    assert person.mask().iou(truth(0)) > 0.9
    assert person.mask() == person.shown()
    assert title(person) == "Cut out on frame 0"


def test_clicks_refine_the_mask_that_is_there(person):
    part = box(50, 2, 60, 8)
    draw(person, part)
    person.key(Qt.Key.Key_S)
    person.click(11, 23)
    person.settle()
    more = person.mask()
    assert not part - more, "what was there stays"
    assert (more - part).iou(truth(0)) > 0.9
    assert title(person) == "Add by a click on frame 0"
    person.click(11, 23, RIGHT)
    person.settle()
    assert person.mask().iou(part) > 0.9
    person.key(Qt.Key.Key_Z, CONTROL)
    person.settle()
    assert person.mask() == person.shown() == more


def test_clicks_in_a_row_wait_for_their_turn(person):
    person.key(Qt.Key.Key_S)
    person.click(11, 23)
    person.click(55, 5, RIGHT)
    person.click(11, 23)
    person.settle()
    assert person.mask().iou(truth(0)) > 0.9


def test_escape_takes_back_a_click_that_is_being_computed(person):
    before = len(person.session.project.history())
    person.key(Qt.Key.Key_S)
    person.click(11, 23)
    person.click(12, 23)
    assert person.canvas.tool.busy
    person.key(Qt.Key.Key_Escape)
    assert not person.canvas.tool.busy
    person.settle()
    assert not person.mask()
    assert len(person.session.project.history()) == before
    person.key(Qt.Key.Key_Right)
    person.settle()
    assert person.workspace.frame == 1


def test_a_click_that_fails_leaves_the_mask_and_says_so(person, monkeypatch):
    def fail(*_):
        raise RuntimeError("no colours")

    monkeypatch.setattr("rvos_studio.app.canvas.tools.cutout.refine", fail)
    draw(person, WHOLE)
    person.key(Qt.Key.Key_S)
    person.click(11, 23)
    person.settle()
    assert person.mask() == person.shown() == WHOLE
    assert not person.canvas.drawing
    assert person.window.message.text
