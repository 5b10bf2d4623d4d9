"""Votes of a range of frames whose ends are dragged on the timeline."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.app.hand import shifted
from tests.app.panels.timeline_hand import move, press
from tests.pictures import truth

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def test_dragging_an_end_of_a_range_moves_its_vote(fused):
    timeline, panel = fused.editor.transport.timeline, fused.editor.fusing.panel
    timeline.select(4, 6)
    for digit in (Qt.Key.Key_1, Qt.Key.Key_2):
        fused.key(digit, ALT)
    fused.settle()
    timeline.clear_range()
    (listed,) = [each for each in panel.frames.findChildren(QPushButton) if each.isVisible()]
    listed.click()
    assert timeline.selected == range(4, 7), "a range of the list is shown on the timeline"
    press(timeline, timeline.x_of(7))
    for frame in (8, 9):
        move(timeline, timeline.x_of(frame))
    fused.until(lambda: [each.last for each in fused.session.vote(1).ranges] == [8])
    fused.settle()
    (moved,) = fused.session.vote(1).ranges
    assert (moved.first, moved.members) == (4, ("uninext",))
    assert panel.frames.chosen == (4, 8)
    assert panel.members.chosen == ("uninext",)
    for frame in (4, 7, 8):
        assert fused.mask(frame=frame) == shifted(truth(frame), 8)
    assert fused.mask(frame=9) == shifted(truth(9), 2)
    fused.key(Qt.Key.Key_Z, CONTROL)
    fused.settle()
    assert fused.session.vote(1).ranges[0].last == 6


def test_a_range_without_a_vote_of_its_own_leaves_the_vote_alone(fused):
    timeline, before = fused.editor.transport.timeline, fused.session.project.history()
    timeline.select(4, 6)
    press(timeline, timeline.x_of(7))
    move(timeline, timeline.x_of(9))
    fused.settle()
    assert timeline.selected == range(4, 9)
    assert not fused.session.vote(1).ranges
    assert fused.session.project.history() == before
