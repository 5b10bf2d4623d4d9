"""Looking at a track as it was before a propagation, and bringing versions of it back."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from rvos_studio.project import Kind
from tests.app.hand import shifted
from tests.app.test_propagating import CONTROL, draw, filled, press
from tests.pictures import truth


@pytest.fixture
def ran(hand):
    """Frame 0 drawn, the rest propagated badly once and then by the real propagator; frame 5 is looked at."""
    number = hand.object()
    draw(hand, number, 0)
    filled(hand, number, range(1, 12))
    hand.workspace.go(5)
    hand.settle()
    press(hand)
    hand.workspace.go(5)
    hand.settle()
    return number


@pytest.fixture
def versioning(hand):
    return hand.editor.versioning


def strip(hand):
    return hand.editor.transport.timeline.lanes.strips.get("Changed")


def key(hand, kind):
    event = QKeyEvent(kind, Qt.Key.Key_Y, Qt.KeyboardModifier.NoModifier, "y")
    QApplication.sendEvent(hand.canvas, event)


def line(hand, place):
    panel = hand.editor.versioning.panel
    hand.editor.side.show_page("Review")
    panel.list.setCurrentItem(panel.list.topLevelItem(place))
    return panel


def names(hand):
    listed = hand.editor.versioning.panel.list
    return [listed.topLevelItem(row).text(0) for row in range(listed.topLevelItemCount())]


def test_a_run_is_a_version_named_by_model_and_frames(hand, ran, versioning):
    assert names(hand) == ["feature-ridge 1–11"]
    assert not versioning.row.isHidden()
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert versioning.row.isHidden()
    assert strip(hand) is None
    assert len(names(hand)) == 1


def test_the_key_shows_the_frame_as_it_was_while_it_is_held(hand, ran, versioning):
    after, before = hand.mask(ran, 5), shifted(truth(5), 9)
    assert hand.shown() == after != before
    key(hand, QEvent.Type.KeyPress)
    hand.settle()
    assert hand.shown() == before
    assert versioning.row.button.isChecked()
    assert hand.canvas.picture.remark.startswith("Before feature-ridge")
    assert hand.canvas.picture.badge.startswith("Before feature-ridge")
    assert strip(hand).title == "Shown: before"
    QTest.qWait(300)
    key(hand, QEvent.Type.KeyRelease)
    hand.settle()
    assert hand.shown() == after
    assert not versioning.row.button.isChecked()
    assert not hand.canvas.picture.badge
    assert strip(hand).title == "Changed"
    assert "Before feature-ridge" in strip(hand).about


def test_the_canvas_says_that_the_past_is_shown(hand, ran, versioning):
    """Also where nothing has changed: frame 0 was drawn by hand."""
    for frame, title in ((5, "Before feature-ridge 1–11"), (0, "as now")):
        hand.workspace.go(frame)
        hand.settle()
        bare = hand.canvas.grab().toImage()
        hand.key(Qt.Key.Key_Y)
        hand.settle()
        assert title in hand.canvas.picture.badge
        badge = hand.canvas.grab().toImage()
        corner = [badge.pixel(x, 14) != bare.pixel(x, 14) for x in range(12, 60)]
        assert all(corner)
        hand.key(Qt.Key.Key_Y)
        hand.settle()
        assert hand.canvas.grab().toImage() == bare


def test_a_tap_or_the_button_stays_over_frames_until_something_is_edited(hand, ran, versioning):
    hand.key(Qt.Key.Key_Y)
    hand.settle()
    hand.key(Qt.Key.Key_Right)
    hand.settle()
    assert hand.shown() == shifted(truth(6), 9)
    versioning.row.button.click()
    hand.settle()
    assert hand.shown() == hand.mask(ran, 6)
    versioning.row.button.click()
    hand.key(Qt.Key.Key_Home)
    hand.settle()
    assert hand.shown() == hand.mask(ran, 0), "a frame that the run did not change is as it is"
    hand.workspace.edit(lambda: hand.session.correct(ran, 0, truth(1)))
    hand.settle()
    assert not versioning.looking
    assert not hand.window.menu["before"].isChecked()


def test_frames_that_changed_most_are_told_and_lead_there(hand, ran, versioning):
    changed = strip(hand).values
    assert changed[0] != changed[0]
    worst = int(max(range(1, 12), key=lambda frame: changed[frame]))
    assert f'"{worst}"' in versioning.row.words.text().split("·")[0]
    before, after = shifted(truth(worst), 9), hand.mask(ran, worst)
    assert changed[worst] == pytest.approx(1 - before.iou(after))
    versioning.row.words.linkActivated.emit(str(worst))
    assert hand.workspace.frame == worst


def test_without_a_run_the_key_says_what_to_do(hand, versioning):
    hand.object()
    hand.key(Qt.Key.Key_Y)
    assert "Propagate first" in hand.window.message.text
    assert not hand.window.menu["before"].isChecked()


def test_a_version_is_compared_and_brought_back_but_for_later_corrections(hand, ran, versioning):
    first = {frame: hand.mask(ran, frame) for frame in range(12)}
    filled(hand, ran, range(1, 12))
    draw(hand, ran, 3)
    panel = line(hand, 0)
    panel.compare.click()
    hand.settle()
    assert hand.shown() == first[5] != hand.mask(ran, 5)
    panel.compare.click()
    hand.settle()
    assert hand.shown() == hand.mask(ran, 5)
    hand.workspace.go(0)
    panel.back.click()
    hand.settle()
    assert {frame: hand.mask(ran, frame) for frame in range(12)} == {**first, 3: truth(3)}
    assert hand.session.mask(ran, 3).provenance.kind is Kind.PERSON
    assert hand.workspace.frame == 1
    assert "Brought back" in hand.window.message.text
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.settle()
    assert hand.mask(ran, 5) == shifted(truth(5), 9)


def test_a_version_is_renamed(hand, ran, versioning):
    panel = line(hand, 0)
    panel.name.click()
    box = panel.list.findChild(QLineEdit)
    box.selectAll()
    hand.type(box, "the good one")
    hand.settle()
    assert names(hand) == ["the good one"]
    assert hand.session.project.versions.of(ran)[0].named
    panel.name.click()
    box = panel.list.findChild(QLineEdit)
    box.selectAll()
    hand.type(box, "  ")
    hand.settle()
    assert names(hand) == ["the good one"]


def test_every_object_has_versions_of_its_own(hand, ran, versioning):
    hand.object("another")
    assert names(hand) == []
    assert versioning._section.isHidden()
    assert versioning.row.isHidden()
    hand.workspace.choose(ran)
    hand.settle()
    assert len(names(hand)) == 1
