"""Comparing models' answers in the window, by mouse and keyboard."""

import time

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest

from rvos_studio.app.canvas.lightbox import BLINK_MS
from rvos_studio.app.canvas.views import RESULT, SOURCE, Mode
from rvos_studio.app.held_key import HELD_S
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance
from tests.app.compared import NOTHING, centre, click, hover, mode, press
from tests.app.hand import RIGHT, shifted
from tests.pictures import HEIGHT, WIDTH, truth

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


# One model, several models


def test_with_one_model_there_is_nothing_to_compare(hand):
    hand.answers(hand.object(), soc=0)
    menu = next(each for each in hand.window.menuBar().actions() if each.text() == "&Compare")
    assert not menu.isVisible()
    for key, modifier in (("M", None), ("X", None), ("D", None), ("W", SHIFT), ("V", SHIFT)):
        press(hand, getattr(Qt.Key, f"Key_{key}"), modifier or Qt.KeyboardModifier.NoModifier)
        assert mode(hand) is None
    assert not hand.editor.strip.isVisible()
    hand.answers(1, mutr=0)
    assert menu.isVisible()
    press(hand, Qt.Key.Key_D)
    assert mode(hand) is Mode.DIFFERENCE


@pytest.mark.parametrize(
    ("key", "modifier", "shown"),
    [
        (Qt.Key.Key_X, None, Mode.BLINK),
        (Qt.Key.Key_W, SHIFT, Mode.WIPE),
        (Qt.Key.Key_D, None, Mode.DIFFERENCE),
        (Qt.Key.Key_V, SHIFT, Mode.VOTES),
    ],
)
def test_a_mode_comes_by_its_key_and_goes_by_it_or_escape(fused, key, modifier, shown):
    modifier = modifier or Qt.KeyboardModifier.NoModifier
    entry = fused.window.menu[shown.name.lower()]
    for way_out in ((key, modifier), (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)):
        press(fused, key, modifier)
        assert mode(fused) is shown
        assert entry.isChecked()
        press(fused, *way_out)
        assert mode(fused) is None
        assert not entry.isChecked()
    entry.trigger()
    fused.settle()
    assert mode(fused) is shown


def test_solo_cycles_through_the_models(fused):
    seen = []
    press(fused, Qt.Key.Key_M)
    while mode(fused) is Mode.SOLO:
        seen.append(fused.editor.lightbox.layer.side.model)
        press(fused, Qt.Key.Key_M)
    assert seen == ["mutr", "soc", "uninext"]
    assert mode(fused) is None
    assert fused.window.focusWidget() is fused.canvas


def test_a_click_on_a_name_in_the_strip_shows_that_model_large(fused):
    pane = fused.editor.strip.panes["soc"]
    pane.grab()  # the name is where it was drawn
    at = QPointF(14, 14)
    fused.mouse(QEvent.Type.MouseButtonPress, at, Qt.MouseButton.LeftButton, widget=pane)
    fused.settle()
    assert mode(fused) is Mode.SOLO
    assert fused.editor.lightbox.layer.side.model == "soc"
    assert not fused.session.undoable.title.startswith("Take")


def test_a_tool_brings_the_canvas_back(fused):
    press(fused, Qt.Key.Key_D)
    press(fused, Qt.Key.Key_B)
    assert mode(fused) is None
    fused.stroke((50, 40), (55, 40))
    assert fused.mask().array()[40, 52]


def test_stepping_goes_on_in_a_mode(fused):
    press(fused, Qt.Key.Key_M)
    press(fused, Qt.Key.Key_Right)
    assert fused.workspace.frame == 1
    assert fused.editor.lightbox.comparison.picture.frame == 1
    assert (fused.editor.lightbox.layer.pixels == truth(1).array()).all()


def test_another_object_without_these_models_ends_the_comparison(fused):
    press(fused, Qt.Key.Key_D)
    fused.object("the other square")
    assert fused.workspace.chosen == 2
    assert mode(fused) is None


# Blink


def test_blink_shows_two_sides_in_turns_and_not_too_fast(fused):
    press(fused, Qt.Key.Key_X)
    lightbox, seen = fused.editor.lightbox, []
    lightbox.blinked.connect(lambda turn: seen.append((turn, time.monotonic())))
    fused.until(lambda: len(seen) >= 3)
    assert [turn for turn, _ in seen] == [1, 0, 1]
    assert lightbox.layer.side == RESULT
    assert lightbox.bar.other.isChecked()
    assert 1000 / BLINK_MS <= 3, "changes in a second"
    assert seen[1][1] - seen[0][1] > 0.8 * BLINK_MS / 1000


def test_blink_held_stays_with_the_model_and_ends_when_let_go(fused):
    QTest.keyPress(fused.canvas, Qt.Key.Key_X)
    fused.settle()
    assert mode(fused) is Mode.BLINK
    lightbox = fused.editor.lightbox
    end = time.monotonic() + max(HELD_S, BLINK_MS / 1000) + 0.1
    fused.until(lambda: time.monotonic() > end)
    assert lightbox.layer.side.model == "mutr"
    QTest.keyRelease(lightbox, Qt.Key.Key_X)
    assert mode(fused) is None


def test_blink_with_the_bare_frame(fused):
    press(fused, Qt.Key.Key_X)
    press(fused, Qt.Key.Key_X, SHIFT)
    lightbox = fused.editor.lightbox
    assert [layer.side.title for layer in lightbox.comparison.layers] == ["mutr", "Source"]
    assert lightbox.comparison.layers[1].side == SOURCE
    fused.until(lambda: lightbox.layer.side == SOURCE)
    fused.editor.lightbox.repaint()
    at = lightbox.transform().map(QPointF(12.5, 20.5)).toPoint()
    frame = fused.session.clip.frame(0)[20, 12]
    assert lightbox.grab().toImage().pixelColor(at).getRgb()[:3] == tuple(frame.tolist())


# Wipe


def test_the_line_of_a_wipe_follows_the_hand(fused):
    press(fused, Qt.Key.Key_W, SHIFT)
    lightbox = fused.editor.lightbox
    half, high = lightbox.width() / 2, lightbox.height() / 2
    down, up = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
    left = Qt.MouseButton.LeftButton
    assert lightbox.layer_at(QPointF(half - 20, high)).side.model == "mutr"
    fused.mouse(down, QPointF(half + 3, high), left, widget=lightbox)
    fused.mouse(QEvent.Type.MouseMove, QPointF(100, high), left, widget=lightbox)
    fused.mouse(up, QPointF(100, high), left, widget=lightbox)
    assert lightbox.split == pytest.approx(100 / lightbox.width())
    assert lightbox.layer_at(QPointF(half - 20, high)).side == RESULT
    fused.mouse(QEvent.Type.MouseMove, QPointF(300, high), NOTHING, widget=lightbox)
    assert lightbox.split == pytest.approx(100 / lightbox.width()), "let go"
    assert fused.session.undoable.title == "Answers", "no region was taken"


def test_both_sides_of_a_wipe_are_drawn(fused):
    press(fused, Qt.Key.Key_W, SHIFT)
    for _ in range(4):  # the result, the source, soc, uninext
        press(fused, Qt.Key.Key_X, SHIFT)
    lightbox = fused.editor.lightbox
    assert lightbox.comparison.view.other == RESULT
    lightbox.bar.changed.emit(lightbox.comparison.view.beside(SOURCE))
    fused.settle()
    inside = lightbox.transform().map(QPointF(*centre(truth(0)))).toPoint()
    lightbox.wipe_to((inside.x() + 30) / lightbox.width())
    masked = lightbox.grab().toImage().pixelColor(inside)
    lightbox.wipe_to((inside.x() - 30) / lightbox.width())
    bare = lightbox.grab().toImage().pixelColor(inside)
    assert masked != bare


def test_sides_are_chosen_in_the_bar(fused):
    press(fused, Qt.Key.Key_W, SHIFT)
    bar = fused.editor.lightbox.bar
    offered = [each.text() for each in bar.other.menu().actions()]
    assert offered == ["Result", "Source", "2 soc", "3 uninext"]
    bar.other.menu().actions()[3].trigger()
    fused.settle()
    assert fused.editor.lightbox.comparison.view.other.model == "uninext"
    bar.one.menu().actions()[2].trigger()
    fused.settle()
    view = fused.editor.lightbox.comparison.view
    assert (view.one.model, view.other) == ("uninext", RESULT)
    bar.left.emit()
    assert mode(fused) is None


# Taking regions


def two_parts(hand):
    """The second model's answer becomes two squares; returns a mask of each."""
    (expression,) = hand.session.project.object(1).expressions
    squares = []
    for x in (4, 40):
        pixels = Mask.empty(HEIGHT, WIDTH).array()
        pixels[30:40, x : x + 10] = True
        squares.append(Mask.from_array(pixels))
    with hand.session.project.edit("Answers") as edit:
        made = Provenance.now(Kind.MODEL, "soc")
        edit.put_predictions(expression.id, "soc", {0: (squares[0] | squares[1], 0.9)}, made)
    hand.workspace.refresh()
    hand.settle()
    return squares


def test_a_region_of_a_pane_is_taken_and_removed(fused):
    left, right = two_parts(fused)
    before = fused.shown()
    pane = fused.editor.strip.panes["soc"]
    click(pane, fused, *centre(right))
    assert fused.mask() == before | right
    assert fused.session.mask(1, 0).provenance.kind is Kind.PERSON
    click(pane, fused, *centre(left))
    click(pane, fused, *centre(right), button=RIGHT)
    assert fused.mask() == (before | left) - right
    fused.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    fused.settle()
    assert fused.mask() == before | left | right, "one step each"


def test_a_click_beside_every_region_takes_nothing(fused):
    press(fused, Qt.Key.Key_M)
    click(fused.editor.lightbox, fused, 60, 45)
    assert fused.session.undoable.title == "Answers"


def test_the_region_under_the_pointer_is_outlined(fused):
    left, right = two_parts(fused)
    press(fused, Qt.Key.Key_M)
    press(fused, Qt.Key.Key_M)
    lightbox = fused.editor.lightbox
    bare = lightbox.grab().toImage()
    for part in (left, right):
        hover(lightbox, fused, *centre(part))
        assert Mask.from_array(lightbox.region) == part
        assert lightbox.grab().toImage() != bare
    hover(lightbox, fused, 60, 2)
    assert lightbox.region is None
    assert lightbox.grab().toImage() == bare


def test_a_difference_is_settled_part_by_part(fused):
    two_parts(fused)
    press(fused, Qt.Key.Key_D)
    press(fused, Qt.Key.Key_M)
    lightbox = fused.editor.lightbox
    assert lightbox.comparison.view.one.model == "soc"
    wanted = Mask.from_array(lightbox.layer.pixels)
    while lightbox.layer.adds.any():
        y, x = next(zip(*lightbox.layer.adds.nonzero(), strict=True))
        click(lightbox, fused, x + 0.5, y + 0.5)
    while lightbox.layer.removes.any():
        y, x = next(zip(*lightbox.layer.removes.nonzero(), strict=True))
        click(lightbox, fused, x + 0.5, y + 0.5, button=RIGHT)
    assert fused.mask() == wanted
    assert "100%" in lightbox.comparison.remark


def test_a_locked_object_keeps_its_mask(fused):
    fused.session.lock_object(1)
    fused.workspace.refresh()
    fused.settle()
    click(fused.editor.strip.panes["uninext"], fused, *centre(shifted(truth(0), 8)))
    assert (
        fused.session.mask(1, 0) is None
        or fused.session.mask(1, 0).provenance.kind is not Kind.PERSON
    )
    assert "locked" in fused.window.message.text


def test_what_has_as_many_votes_is_taken_in_the_votes_view(fused):
    press(fused, Qt.Key.Key_V, SHIFT)
    lightbox = fused.editor.lightbox
    exact, two, eight = (shifted(truth(0), by) for by in (0, 2, 8))
    everybody, somebody = exact & two & eight, exact | two | eight
    history = len(fused.session.project.history())
    click(lightbox, fused, 60, 40)
    assert "nothing to take" in fused.window.message.text
    assert len(fused.session.project.history()) == history
    hover(lightbox, fused, *centre(everybody))
    assert Mask.from_array(lightbox.region) == everybody
    hover(lightbox, fused, *centre(eight - two))
    assert Mask.from_array(lightbox.region) == somebody
    click(lightbox, fused, *centre(eight - two))
    assert fused.mask() == somebody
    assert fused.session.mask(1, 0).provenance.kind is Kind.PERSON
    click(lightbox, fused, *centre(eight - two), Qt.MouseButton.RightButton)
    alone = (eight - two - exact) | (exact - two - eight)
    assert not fused.mask() & (eight - two - exact)
    assert somebody - fused.mask() - alone == Mask.empty(HEIGHT, WIDTH)
    assert mode(fused) is Mode.VOTES
