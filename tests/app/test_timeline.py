"""The timeline in the window: strips about the models, ranges, thumbnails, what it says."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from rvos_studio.app.activities.surveying import DISAGREEMENT
from rvos_studio.app.panels.frame_plot import GUTTER
from rvos_studio.app.panels.ruler import RULER
from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance

SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def timeline(hand):
    return hand.editor.transport.timeline


@pytest.fixture
def shown(timeline):
    """Names of the lanes of strips that are seen."""
    return lambda: [lane.strip.name for lane in timeline.lanes if lane.strip]


def rests(hand, timeline, frame, y):
    """What the timeline says where the pointer rests."""
    QToolTip.hideText()
    at = QPoint(round(timeline.x_of(frame + 0.5)), round(y))
    event = QHelpEvent(QEvent.Type.ToolTip, at, timeline.mapToGlobal(at))
    QApplication.sendEvent(timeline.viewport(), event)
    hand.until(lambda: QToolTip.isVisible() and f"Frame {frame}" in QToolTip.text())
    return QToolTip.text().splitlines()


def test_strips_come_with_the_second_model_and_go_with_it(hand, timeline, shown):
    number = hand.object()
    assert hand.editor.surveying.curves.confidence == {}
    calm = timeline.height()
    hand.answers(number, mutr=0)
    assert shown() == []
    assert timeline.height() == calm
    hand.answers(number, soc=7)
    assert shown() == [DISAGREEMENT]
    assert timeline.height() <= calm + 20
    hand.key(Qt.Key.Key_T, SHIFT)
    assert shown() == [DISAGREEMENT, "mutr", "soc"]
    assert hand.window.menu["curves"].isChecked()
    hand.key(Qt.Key.Key_T, SHIFT)
    assert shown() == [DISAGREEMENT]
    hand.object("another, without answers")
    assert shown() == []
    hand.workspace.choose(number)
    hand.settle()
    assert shown() == [DISAGREEMENT]
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # the object without answers
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.settle()
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)  # the second model's answers
    hand.settle()
    assert shown() == []


def test_a_changed_answer_is_compared_again(hand):
    number = hand.object()
    hand.answers(number, mutr=0, soc=0)
    assert (hand.editor.surveying.curves.disagreement == 0).all()
    found = []
    hand.editor.surveying.found.connect(found.append)
    (expression,) = hand.session.project.object(number).expressions
    with hand.session.project.edit("Answer") as edit:
        nothing = Mask.empty(hand.session.clip.height, hand.session.clip.width)
        made = Provenance.now(Kind.MODEL, "soc")
        edit.put_predictions(expression.id, "soc", {5: (nothing, 0.1)}, made)
    hand.workspace.refresh()
    hand.settle()
    assert found[-1].disagreement[5] == 1
    assert np.count_nonzero(found[-1].disagreement) == 1
    assert found[-1] is hand.editor.surveying.curves


def test_a_range_is_what_propagation_fills(hand, timeline):
    number = hand.object()
    hand.session.correct(number, 0, hand.mask())
    hand.workspace.refresh()
    hand.settle()
    panel = hand.editor.propagating.panel

    def drag(first, last):
        y = RULER / 2
        for kind, frame in ((QEvent.Type.MouseButtonPress, first), (QEvent.Type.MouseMove, last)):
            at = QPointF(timeline.x_of(frame + 0.5), y)
            left = Qt.MouseButton.LeftButton
            event = QMouseEvent(kind, at, timeline.mapToGlobal(at), left, left, SHIFT)
            QApplication.sendEvent(timeline.viewport(), event)

    drag(8, 3)
    assert panel.frames == (3, 8)
    assert panel.outlook == "Fills frames 3 to 8"
    assert hand.workspace.frame == 0
    hand.workspace.go(5)
    hand.key(Qt.Key.Key_O)
    assert panel.frames == (3, 5)
    hand.workspace.go(4)
    hand.key(Qt.Key.Key_I)
    assert panel.frames == (4, 5)
    hand.key(Qt.Key.Key_Escape)
    assert timeline.selected is None
    assert panel.frames == (0, 11)
    hand.key(Qt.Key.Key_I)
    assert panel.frames == (4, 11)
    hand.key(Qt.Key.Key_O, SHIFT)
    assert panel.frames == (0, 11)


def test_a_name_chooses_its_object(hand, timeline):
    first, second = hand.object("one"), hand.object("two")
    assert hand.workspace.chosen == second
    lane = next(lane for lane in timeline.lanes if lane.row == first - 1)
    at = QPoint(30, RULER + lane.top + 5)
    QTest.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, NONE, at)
    assert timeline.lanes.tracks.chosen == first, "at once"
    hand.settle()
    assert hand.workspace.chosen == first


def test_it_says_what_the_pointer_rests_on(hand, timeline):
    number = hand.object("the red square")
    hand.answers(number, mutr=0, soc=7)
    hand.session.correct(number, 3, hand.mask())
    hand.workspace.refresh()
    hand.settle()
    row = next(lane for lane in timeline.lanes if lane.row is not None)
    y = RULER + row.top + row.height / 2
    lines = rests(hand, timeline, 3, y)
    assert lines[0].startswith("Frame 3   0:00.")
    assert lines[1] == f"Object {number}: Drawn by hand, absent"
    assert lines[2].startswith(f"{DISAGREEMENT} 0.")
    assert lines[3].startswith("mutr: confidence 0.90, area 0.06")
    assert rests(hand, timeline, 5, y)[1] == f"Object {number}: No mask"


def test_thumbnails_come_where_there_is_room(hand, timeline):
    hand.window.resize(1200, 900)
    hand.until(lambda: timeline.lanes.film_shown)
    high = timeline.height()
    hand.until(lambda: not timeline.lacking)
    hand.settle()
    lane = next(iter(timeline.lanes))
    image = timeline.grab().toImage()
    middle = RULER + lane.height // 2
    colours = {
        image.pixel(x, middle) for x in range(round(timeline.x_of(1)), round(timeline.x_of(9)))
    }
    assert len(colours) > 30  # pictures, not a plain bar
    hand.window.resize(1200, 560)
    hand.until(lambda: not timeline.lanes.film_shown)
    assert timeline.sizeHint().height() < high
    hand.window.resize(1200, 900)
    hand.until(lambda: timeline.lanes.film_shown)
    hand.window.menu["thumbnails"].trigger()
    assert not timeline.lanes.film_shown


def test_a_frame_that_cannot_be_read_has_no_thumbnail_and_nothing_is_said(
    hand, timeline, monkeypatch
):
    whole = hand.session.clip.frame

    def frame(index):
        if index == 5:
            raise BadInput("Frame 5 is damaged.")
        return whole(index)

    monkeypatch.setattr(hand.session.clip, "frame", frame)
    hand.window.resize(1200, 900)
    hand.until(lambda: timeline.lanes.film_shown)
    hand.workspace.go(2)
    timeline.fit()
    for _ in range(3):
        hand.window.menu["timeline_closer"].trigger()
    hand.until(lambda: not timeline.lacking)
    hand.settle()
    assert hand.window.message.text == ""


def test_zoomed_in_the_view_follows_and_fits_again(hand, timeline):
    hand.workspace.go(6)
    for _ in range(3):
        hand.window.menu["timeline_closer"].trigger()
    assert timeline.frame_at(GUTTER + 1) > 0
    hand.workspace.go(0)
    assert timeline.frame_at(GUTTER + 1) == 0
    hand.key(Qt.Key.Key_F, SHIFT)
    assert timeline.frame_at(timeline.width()) == 11
