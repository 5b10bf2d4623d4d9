"""Play, step, scrub."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_keys_step_through_the_clip(hand):
    def at():
        return hand.workspace.frame

    hand.key(Qt.Key.Key_Right)
    assert at() == 1
    hand.key(Qt.Key.Key_Right, SHIFT)
    assert at() == 11
    hand.key(Qt.Key.Key_Right)
    assert at() == 11, "the last frame is the end"
    hand.key(Qt.Key.Key_Left)
    assert at() == 10
    hand.key(Qt.Key.Key_Home)
    assert at() == 0
    hand.key(Qt.Key.Key_End)
    assert at() == 11
    hand.key(Qt.Key.Key_Left, SHIFT)
    assert at() == 1
    hand.settle()
    assert hand.canvas.picture.frame == 1


def test_the_shown_picture_is_the_wanted_frame(hand):
    for frame in (7, 2, 9, 4):
        hand.workspace.go(frame)
    hand.settle()
    wanted = hand.session.clip.frame(4)
    shown = hand.canvas.picture.image
    assert shown.pixelColor(20, 20).getRgb()[:3] == tuple(wanted[20, 20].tolist())


def test_space_plays_to_the_end_and_stops(hand):
    seen = []
    hand.workspace.moved.connect(seen.append)
    hand.key(Qt.Key.Key_Space)
    assert hand.workspace.player.playing
    hand.until(lambda: not hand.workspace.player.playing)
    assert seen == sorted(seen)
    assert seen[-1] == 11
    hand.key(Qt.Key.Key_Space)
    assert hand.workspace.player.playing, "playing from the end starts over"
    hand.key(Qt.Key.Key_Space)
    assert not hand.workspace.player.playing
    assert hand.workspace.frame < 11


def test_dragging_on_the_timeline_scrubs(hand):
    timeline = hand.editor.transport.timeline
    y = timeline.height() / 2
    for frame, kind in ((3, QEvent.Type.MouseButtonPress), (8, QEvent.Type.MouseMove)):
        hand.mouse(kind, QPointF(timeline.x_of(frame + 0.5), y), widget=timeline.viewport())
        assert hand.workspace.frame == frame
    hand.settle()
    assert hand.canvas.picture.frame == 8
    assert hand.editor.transport._number.value() == 8


def test_a_typed_number_goes_there(hand):
    number = hand.editor.transport._number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "6")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert hand.workspace.frame == 6


def test_page_keys_visit_the_frames_drawn_by_hand(hand):
    number = hand.object()
    for frame in (2, 5, 10):
        mask = hand.mask(number, frame)
        hand.session.correct(number, frame, mask)
    hand.workspace.refresh()
    hand.settle()
    seen = []
    for _ in range(3):
        hand.key(Qt.Key.Key_PageDown)
        seen.append(hand.workspace.frame)
    assert seen == [2, 5, 10]
    hand.key(Qt.Key.Key_PageDown)
    assert "by hand" in hand.window.message.text
    hand.key(Qt.Key.Key_PageUp)
    assert hand.workspace.frame == 5
