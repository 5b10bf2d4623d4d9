"""What is done to a mask as a whole: sizes, specks, copies, combinations, regions of answers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from rvos_studio.project import Kind
from tests.app.drawn import WHOLE, box, draw, second_object, title

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
OTHER = box(30, 30, 50, 45)


def test_growing_and_shrinking_by_keys_add_up(person):
    draw(person, WHOLE)
    for _ in range(3):
        person.key(Qt.Key.Key_Up, CONTROL)
    person.settle()
    grown = person.mask()
    assert grown.bbox == (7, 7, 36, 36)
    assert title(person) == "Grow on frame 0"
    for _ in range(3):
        person.key(Qt.Key.Key_Down, CONTROL)
    person.settle()
    assert person.mask() == person.shown() == WHOLE


def test_specks_and_holes_up_to_the_brushs_size_go(person):
    person.canvas.set_radius(2)
    speck, hole, large = box(50, 2, 53, 5), box(13, 13, 16, 16), box(25, 25, 33, 33)
    draw(person, (WHOLE | speck) - hole - large)
    person.key(Qt.Key.Key_R, SHIFT)
    person.settle()
    assert person.mask() == WHOLE - hole - large
    person.key(Qt.Key.Key_K, SHIFT)
    person.settle()
    assert person.mask() == WHOLE - large


def test_a_mask_is_copied_from_the_neighbouring_frame(person):
    draw(person, WHOLE, frame=0)
    draw(person, box(1, 1, 5, 5), frame=2)
    person.workspace.go(1)
    person.settle()
    person.key(Qt.Key.Key_Left, CONTROL | SHIFT)
    person.settle()
    assert person.mask(frame=1) == person.shown() == WHOLE
    assert title(person) == "Copy frame 0 to frame 1"
    person.key(Qt.Key.Key_Right, CONTROL | SHIFT)
    person.settle()
    assert person.mask(frame=1) == box(1, 1, 5, 5)
    assert person.session.mask(1, 1).provenance.kind is Kind.PERSON


def test_there_is_nothing_to_copy_before_the_first_frame(person):
    person.key(Qt.Key.Key_Left, CONTROL | SHIFT)
    person.settle()
    assert not person.mask()
    assert "no frame" in person.window.message.text


@pytest.mark.parametrize(
    ("key", "expected", "says"),
    [
        (Qt.Key.Key_U, WHOLE | OTHER, "Unite with object 2 on frame 0"),
        (Qt.Key.Key_S, WHOLE - OTHER, "Subtract object 2 on frame 0"),
        (Qt.Key.Key_I, WHOLE & OTHER, "Intersect with object 2 on frame 0"),
    ],
)
def test_masks_are_combined_with_the_only_other_object_at_once(person, key, expected, says):
    draw(person, WHOLE)
    second_object(person, OTHER)
    person.key(key, SHIFT)
    person.settle()
    assert person.mask(1) == expected
    assert person.mask(2) == OTHER
    assert title(person) == says


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_with_several_others_a_menu_asks_which(person):
    draw(person, WHOLE)
    second_object(person, OTHER)
    second_object(person, box(1, 1, 4, 4))
    person.key(Qt.Key.Key_U, SHIFT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entries = [action for action in menu.actions() if not action.isSeparator()]
    assert len(entries) == 2
    entries[1].trigger()
    menu.close()
    person.settle()
    assert person.mask(1) == WHOLE | box(1, 1, 4, 4)


def test_without_another_object_nothing_is_combined(person):
    draw(person, WHOLE)
    person.key(Qt.Key.Key_U, SHIFT)
    person.settle()
    assert person.mask() == WHOLE
    assert "no other object" in person.window.message.text


def test_a_region_of_a_models_answer_is_taken_or_removed(person):
    draw(person, WHOLE)
    person.editor.correcting.take(OTHER)
    person.settle()
    assert person.mask() == person.shown() == WHOLE | OTHER
    assert person.session.mask(1, 0).provenance.kind is Kind.PERSON
    person.editor.correcting.take(OTHER, add=False)
    person.settle()
    assert person.mask() == WHOLE - OTHER
