"""Polygon, lasso, box and clicks, fill, whole-mask commands, locks: through real mouse and key events."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from rvos_studio.masks import Mask
from rvos_studio.project import Kind
from tests.app.hand import RIGHT
from tests.app.test_editing import PaintedAreas
from tests.pictures import HEIGHT, WIDTH, truth

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
SQUARE = (10, 10), (40, 10), (40, 40), (10, 40)


def box(left, top, right, bottom):
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    pixels[top:bottom, left:right] = True
    return Mask.from_array(pixels)


WHOLE = box(10, 10, 40, 40)


@pytest.fixture
def person(hand):
    """A person with an object chosen."""
    hand.object()
    return hand


def draw(person, mask, number=None, frame=None):
    """Give an object a mask behind the window's back, and show it."""
    frame = person.workspace.frame if frame is None else frame
    person.session.correct(number or person.workspace.chosen, frame, mask)
    person.workspace.refresh()
    person.settle()


def second_object(person, mask):
    """Another object with a mask on this frame; the first stays chosen."""
    first = person.workspace.chosen
    other = person.object("another")
    draw(person, mask, other)
    person.workspace.choose(first)
    person.settle()
    return other


def click_through(person, points, **how):
    for point in points:
        person.click(*point, **how)


def title(person):
    return person.session.undoable.title


# Polygon


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


# Lasso


def test_a_lasso_adds_and_the_right_button_takes_away(person):
    person.key(Qt.Key.Key_L)
    person.stroke(*SQUARE)
    assert person.mask() == WHOLE
    person.stroke((20, 20), (30, 20), (30, 30), (20, 30), button=RIGHT)
    hole = WHOLE - box(20, 20, 30, 30)
    assert person.mask() == person.shown() == hole
    person.stroke((10, 10), (15, 10), (15, 15), (10, 15), modifier=ALT)
    assert person.mask() == hole - box(10, 10, 15, 15)
    assert title(person) == "Lasso on frame 0"


def test_escape_drops_a_lasso(person):
    person.key(Qt.Key.Key_L)
    person.press(*SQUARE[0])
    for point in SQUARE[1:]:
        person.move(*point)
    assert person.canvas.tool.busy
    person.key(Qt.Key.Key_Escape)
    person.release(*SQUARE[3])
    person.settle()
    assert not person.mask()


# Fill


def test_the_bucket_fills_the_hole_that_was_clicked_and_no_other(person):
    one, other = box(13, 13, 18, 18), box(25, 25, 30, 30)
    draw(person, WHOLE - one - other)
    person.key(Qt.Key.Key_K)
    person.click(15, 15)
    person.settle()
    assert person.mask() == WHOLE - other
    assert title(person) == "Fill a hole on frame 0"


def test_the_bucket_does_not_flood_the_frame(person):
    draw(person, WHOLE)
    person.key(Qt.Key.Key_K)
    person.click(2, 2)
    person.settle()
    assert person.mask() == WHOLE
    assert "hole" in person.window.message.text


def test_the_buckets_right_button_removes_the_part_under_it(person):
    part = box(50, 2, 60, 8)
    draw(person, WHOLE | part)
    person.key(Qt.Key.Key_K)
    person.click(55, 5, RIGHT)
    person.settle()
    assert person.mask() == WHOLE


# Box and clicks


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


# The mask as a whole


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


OTHER = box(30, 30, 50, 45)


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


# Protection and locks


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
