"""Pixels and objects that are not to be changed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from rvos_studio.masks import Mask
from tests.app.drawn import SQUARE, WHOLE, box, draw, second_object
from tests.pictures import HEIGHT, WIDTH

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
OTHER = box(30, 30, 50, 45)


def test_protected_pixels_of_others_are_not_drawn_on(person):
    second_object(person, OTHER)
    person.key(Qt.Key.Key_P, SHIFT)
    person.key(Qt.Key.Key_L)
    person.stroke(*SQUARE)
    assert person.mask(1) == person.shown() == WHOLE - OTHER
    person.key(Qt.Key.Key_Up, CONTROL)
    person.settle()
    assert not person.mask(1) & OTHER
    assert person.mask(1).area > (WHOLE - OTHER).area
    person.key(Qt.Key.Key_P, SHIFT)
    person.stroke(*SQUARE)
    assert WHOLE - person.mask(1) == Mask.empty(HEIGHT, WIDTH)


def test_the_brush_leaves_protected_pixels_alone_while_it_draws(person):
    second_object(person, OTHER)
    person.key(Qt.Key.Key_P, SHIFT)
    person.key(Qt.Key.Key_B)
    person.canvas.set_radius(4)
    person.press(25, 35)
    person.move(45, 35)
    assert not person.shown() & OTHER
    assert person.shown()
    person.release(45, 35)
    person.settle()


def test_protecting_is_offered_only_with_several_objects(person):
    button = person.editor.tools._protect
    assert not button.isVisible()
    second_object(person, OTHER)
    assert button.isVisible()


def test_a_locked_object_cannot_be_changed(person):
    draw(person, WHOLE)
    person.key(Qt.Key.Key_L, SHIFT)
    person.settle()
    assert person.window.menu["lock"].isChecked()
    history = person.session.project.history()
    assert history[-1].title == "Lock object 1"
    person.key(Qt.Key.Key_L)
    person.stroke((1, 1), (9, 1), (9, 9), (1, 9))
    assert "locked" in person.window.message.text
    for key in (Qt.Key.Key_B, Qt.Key.Key_P, Qt.Key.Key_K, Qt.Key.Key_S):
        person.key(key)
        person.click(2, 2)
        assert not person.canvas.tool.busy
    person.key(Qt.Key.Key_Up, CONTROL)
    person.key(Qt.Key.Key_Delete)
    person.key(Qt.Key.Key_C)
    person.settle()
    assert person.mask() == WHOLE
    assert person.session.project.history() == history
    person.key(Qt.Key.Key_L, SHIFT)
    person.settle()
    assert not person.window.menu["lock"].isChecked()
    person.key(Qt.Key.Key_Up, CONTROL)
    person.settle()
    assert person.mask() != WHOLE


def test_a_locked_objects_card_shows_a_lock_that_opens(person):
    def locks():
        return [
            button
            for button in person.editor.describing.panel.findChildren(QAbstractButton)
            if "Unlock" in button.accessibleName() and button.isVisible()
        ]

    assert not locks()
    person.key(Qt.Key.Key_L, SHIFT)
    person.settle()
    (lock,) = locks()
    lock.click()
    person.settle()
    assert not locks()
    assert not person.session.project.object(1).locked
