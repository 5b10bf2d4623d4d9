"""What Propagate is about to fill, and that it fills just that: around a correction, or a range."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rvos_studio.project import Kind, Provenance
from rvos_studio.studio.compute import Filled
from tests.app.hand import shifted
from tests.pictures import truth

CONTROL = Qt.KeyboardModifier.ControlModifier
MARK = Kind.PROPAGATION, "earlier"


def draw(hand, number, *frames):
    """Human frames, without a mouse."""
    for frame in frames:
        hand.session.correct(number, frame, truth(frame))
    hand.workspace.refresh()
    hand.settle()


def filled(hand, number, frames):
    """Propagated masks that can be told from new ones."""
    made = Provenance.now(*MARK)
    with hand.session.project.edit("Propagate") as edit:
        edit.put_masks(number, {frame: shifted(truth(frame), 9) for frame in frames}, made)
    hand.workspace.refresh()
    hand.settle()


def redone(hand, number):
    """Frames that were propagated by what just ran."""
    track = hand.session.project.track(number).items()
    return [
        frame
        for frame, found in track
        if found.provenance.kind is Kind.PROPAGATION and found.provenance.model != MARK[1]
    ]


def press(hand):
    hand.key(Qt.Key.Key_T, CONTROL)
    hand.until(lambda: hand.window.runs.running)
    hand.until(lambda: not hand.window.runs.running, timeout=60)
    hand.settle()


@pytest.fixture
def panel(hand):
    return hand.editor.propagating.panel


@pytest.fixture
def corrected(hand):
    """Frames 0, 4 and 9 of 12 drawn, the others propagated; frame 4 is looked at."""
    number = hand.object()
    draw(hand, number, 0, 4, 9)
    filled(hand, number, [1, 2, 3, 5, 6, 7, 8, 10, 11])
    hand.workspace.go(4)
    hand.settle()
    return number


def test_only_what_the_correction_reaches_is_redone(hand, panel, corrected):
    assert panel._around.isChecked()
    assert panel.outlook == "Redoes frames 1 to 8"
    before = {frame: hand.mask(corrected, frame) for frame in (0, 4, 9, 10, 11)}
    press(hand)
    assert redone(hand, corrected) == [1, 2, 3, 5, 6, 7, 8]
    assert {frame: hand.mask(corrected, frame) for frame in before} == before
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert redone(hand, corrected) == []


def test_a_stroke_makes_a_correction_at_once(hand, panel, corrected):
    hand.workspace.go(6)
    hand.settle()
    assert not panel._around.isEnabled()
    assert panel.outlook == "Redoes frames 1 to 11"
    hand.key(Qt.Key.Key_B)
    hand.press(20, 20)
    hand.move(30, 24)
    hand.release(30, 24)
    press(hand)  # before the stroke is saved
    assert redone(hand, corrected) == [5, 7, 8]


def test_one_direction_redoes_its_side(hand, panel, corrected):
    hand.workspace.go(9)
    QTest.mouseClick(panel._ways.button(0), Qt.MouseButton.LeftButton)
    hand.settle()
    assert panel.outlook == "Redoes frames 5 to 8"
    QTest.mouseClick(panel._ways.button(2), Qt.MouseButton.LeftButton)
    assert panel.outlook == "Redoes frames 5 to 11"


def test_nothing_to_fill_is_said(hand, panel, corrected):
    panel._first.setValue(4)
    panel._last.setValue(4)
    assert panel.outlook == "Nothing to fill in this direction and range"
    hand.key(Qt.Key.Key_T, CONTROL)
    assert hand.window.message.text == "Nothing to fill in this direction and range."
    assert not hand.window.runs.running


def test_a_person_can_say_otherwise_until_the_next_frame(hand, panel, corrected):
    panel._over.click()
    assert panel.outlook == "Redoes frames 1 to 11"
    hand.workspace.refresh()
    hand.settle()
    assert panel.outlook == "Redoes frames 1 to 11"
    hand.workspace.go(9)
    assert panel.outlook == "Redoes frames 5 to 11"


def test_a_typed_range_holds_on(hand, panel, corrected):
    panel._last.setValue(3)
    assert panel._over.isChecked()
    hand.workspace.go(9)
    hand.workspace.go(4)
    assert panel.outlook == "Redoes frames 1 to 3"
    press(hand)
    assert redone(hand, corrected) == [1, 2, 3]
    hand.workspace.go(4)
    panel._around.click()
    assert panel.outlook == "Redoes frames 1 to 8"


def test_to_the_next_drawn_frame_from_any_frame(hand, panel, corrected):
    hand.workspace.go(6)
    hand.settle()
    panel._next.click()
    assert panel.outlook == "Redoes frames 5 to 8"
    panel._ways.button(0).click()
    assert panel.outlook == "Redoes frames 5 to 6"
    panel._ways.button(2).click()
    assert panel._next.isChecked()
    assert panel.outlook == "Redoes frames 6 to 8"
    press(hand)
    assert redone(hand, corrected) == [6, 7, 8]
    hand.workspace.go(10)
    hand.settle()
    assert panel._over.isChecked(), "it was said of another frame"
    panel._next.click()
    assert panel.outlook == "Redoes frames 10 to 11"


def test_a_clip_that_is_not_filled_yet_is_filled(hand, panel):
    number = hand.object()
    assert panel.outlook == "Draw or confirm the object on a frame first"
    draw(hand, number, 0, 4, 9)
    hand.workspace.go(4)
    hand.settle()
    assert panel._around.isEnabled()
    assert panel.outlook == "Fills frames 1 to 11"


def test_of_all_objects_those_drawn_there_are_redone(hand, panel, corrected):
    other, third = hand.object("another"), hand.object("a third")
    draw(hand, other, 0, 2, 4)
    draw(hand, third, 0)
    filled(hand, other, [1, 3, *range(5, 12)])
    filled(hand, third, range(1, 12))
    hand.workspace.choose(corrected)
    hand.settle()
    assert panel.outlook == "Redoes frames 1 to 8"
    panel._all.click()
    assert panel.outlook == "Redoes frames 1 to 11 of 2 objects"
    press(hand)
    assert redone(hand, corrected) == [1, 2, 3, 5, 6, 7, 8]
    assert redone(hand, other) == [3, *range(5, 12)]
    assert redone(hand, third) == []


class Slow:
    """A runner that needs a second for every frame."""

    def __init__(self):
        self.asked = 0

    def run(self, task, constraints, plan, **_):
        for part in plan:
            for frame in part.frames:
                for number in part.objects:
                    self.asked += 1
                    time.sleep(1)
                    yield Filled(number, frame, constraints[number][part.start], 1.0, True)

    def close(self):
        pass


def test_a_slow_propagator_is_cancelled_within_a_frame(hand, panel):
    number = hand.object()
    draw(hand, number, 0)
    runner = hand.editor.runner = Slow()
    hand.key(Qt.Key.Key_T, CONTROL)
    hand.until(lambda: runner.asked == 3)
    began = time.monotonic()
    hand.key(Qt.Key.Key_Escape)
    hand.until(lambda: not hand.window.runs.running)
    assert time.monotonic() - began < 1.5
    hand.settle()
    kept = redone(hand, number)
    assert kept == [1, 2, 3][: len(kept)]
    assert len(kept) >= 2
    (version,) = hand.session.project.versions.of(number)
    assert sorted(hand.session.project.versions.masks(version.id)) == [0, *kept]
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert redone(hand, number) == []


def test_all_objects_are_those_that_were_drawn(hand, panel):
    number, other = hand.object(), hand.object("not drawn yet")
    draw(hand, number, 10)
    panel._all.click()
    assert panel.outlook == "Fills frames 0 to 11 of 1 object"
    press(hand)
    assert hand.window.message.text == ""
    assert len(redone(hand, number)) == 11
    assert redone(hand, other) == []
