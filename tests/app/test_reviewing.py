"""Next problem, "fine", states and notes, by key and mouse."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Note, Provenance, State
from rvos_studio.studio.problems import Reason
from tests.app.hand import LEFT
from tests.pictures import HEIGHT, WIDTH, truth

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
FRAMES = 12


@pytest.fixture
def reviewer(hand):
    """A person before a track that vanishes on one frame, and whose models differ on others."""
    number = hand.object()
    wide = np.zeros((HEIGHT, WIDTH), bool)
    wide[4:44, 4:60] = True
    with hand.session.project.edit("Track") as edit:
        masks = {f: truth(f) for f in range(FRAMES)}
        masks[6] = Mask.from_array(wide)
        edit.put_masks(number, masks, Provenance.now(Kind.PROPAGATION))
    hand.workspace.refresh()
    settle(hand)
    return hand


def settle(hand):
    hand.settle()
    hand.until(lambda: hand.workspace.settled and hand.editor.reviewing.settled)
    hand.settle()


def press(hand, key, modifier=Qt.KeyboardModifier.NoModifier):
    hand.key(key, modifier)
    settle(hand)


def states(hand):
    return hand.session.project.review.states(1).tolist()


def test_g_goes_to_the_worst_frame_and_says_why(reviewer):
    press(reviewer, Qt.Key.Key_G)
    assert reviewer.workspace.frame == 6
    text = reviewer.window.message.text
    assert text.startswith("Frame 6, problem 1 of")
    assert "grows from 196 to 2,240 pixels" in text


def test_fine_skips_the_frame_and_goes_on(reviewer):
    press(reviewer, Qt.Key.Key_G)
    press(reviewer, Qt.Key.Key_C, SHIFT)
    assert states(reviewer)[6] == State.CHECKED
    assert reviewer.session.project.review.false_alarms() == {Reason.JUMP: 1}
    assert reviewer.workspace.frame != 6
    press(reviewer, Qt.Key.Key_Z, CONTROL)
    assert states(reviewer)[6] == State.TODO
    assert not reviewer.session.project.review.false_alarms()


def test_without_a_problem_fine_and_g_say_so(hand):
    press(hand, Qt.Key.Key_G)
    assert "Describe an object first" in hand.window.message.text
    number = hand.object()
    with hand.session.project.edit("Track") as edit:
        masks = {f: truth(f) for f in range(FRAMES)}
        edit.put_masks(number, masks, Provenance.now(Kind.FUSION))
    hand.workspace.refresh()
    press(hand, Qt.Key.Key_G)
    assert "No frame of this object looks wrong" in hand.window.message.text
    press(hand, Qt.Key.Key_C, SHIFT)
    assert "Nothing looks wrong on this frame" in hand.window.message.text
    assert not any(states(hand))


def test_g_goes_round_and_shift_g_back(window, until, tmp_path):
    from tests.app.conftest import open_in
    from tests.studio.test_problems import box, write_grey_clip

    hand = open_in(window, until, write_grey_clip(tmp_path / "grey"))
    number = hand.object()
    with hand.session.project.edit("Track") as edit:
        masks = {f: box(wide=14 + (f >= 20) * 10 + (f >= 40) * 20) for f in range(60)}
        edit.put_masks(number, masks, Provenance.now(Kind.FUSION))
    hand.workspace.refresh()
    seen = []
    for _ in range(3):
        press(hand, Qt.Key.Key_G)
        seen.append(hand.workspace.frame)
    assert seen == [40, 20, 40]
    assert "You have seen them all" in window.message.text
    press(hand, Qt.Key.Key_G)
    press(hand, Qt.Key.Key_G, SHIFT)
    assert hand.workspace.frame == 40
    press(hand, Qt.Key.Key_G, SHIFT)
    assert "no problem before" in window.message.text


def test_a_corrected_frame_is_no_problem_any_more(reviewer):
    press(reviewer, Qt.Key.Key_G)
    press(reviewer, Qt.Key.Key_Delete)
    press(reviewer, Qt.Key.Key_G)
    assert reviewer.workspace.frame != 6


def test_states_by_key_show_on_the_timeline_and_are_undone(reviewer):
    press(reviewer, Qt.Key.Key_Q)
    reviewer.key(Qt.Key.Key_Right)
    press(reviewer, Qt.Key.Key_W)
    assert states(reviewer)[:3] == [State.CHECKED, State.NEEDS_WORK, State.TODO]
    progress = reviewer.editor.reviewing.progress
    assert progress.words == "1 of 12 frames checked, 1 needs work"
    assert progress.buttons[State.NEEDS_WORK].isChecked()
    marks = reviewer.editor.transport.timeline.lanes.tracks.marks
    assert marks[1].tolist() == states(reviewer)
    press(reviewer, Qt.Key.Key_W)
    assert states(reviewer)[1] == State.TODO
    press(reviewer, Qt.Key.Key_Z, CONTROL)
    press(reviewer, Qt.Key.Key_Z, CONTROL)
    assert states(reviewer)[:2] == [State.CHECKED, State.TODO]
    assert "1 of 12" in progress.words


def test_a_selected_range_is_marked_at_once(reviewer):
    reviewer.editor.transport.timeline.select(2, 5)
    press(reviewer, Qt.Key.Key_Q)
    assert states(reviewer)[:7] == [0, 0, 1, 1, 1, 1, 0]
    assert len(reviewer.session.project.history()) == 2 + 1 + 1


def test_notes_are_written_listed_and_gone_to(reviewer):
    panel = reviewer.editor.reviewing.notes
    reviewer.workspace.go(4)
    settle(reviewer)
    press(reviewer, Qt.Key.Key_N, SHIFT)
    assert panel.box.hasFocus()
    assert reviewer.editor.side.page == "Review"
    QTest.keyClicks(panel.box, "which qgw?")
    QTest.keyClick(panel.box, Qt.Key.Key_Return)
    settle(reviewer)
    assert reviewer.session.project.review.notes() == [Note(1, 4, "which qgw?")]
    assert reviewer.canvas.hasFocus()
    assert not any(states(reviewer)), "letters are no commands while a note is written"
    reviewer.workspace.go(9)
    settle(reviewer)
    assert panel.box.text() == ""
    assert panel.list.count() == 1
    place = panel.list.visualItemRect(panel.list.item(0)).center()
    QTest.mouseClick(panel.list.viewport(), LEFT, pos=place)
    settle(reviewer)
    assert reviewer.workspace.frame == 4
    assert panel.box.text() == "which qgw?"
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    settle(reviewer)
    assert reviewer.session.project.review.notes() == []
    press(reviewer, Qt.Key.Key_Z, CONTROL)
    assert panel.box.text() == "which qgw?"


def test_the_list_of_problems_follows_and_leads(reviewer):
    reviewer.editor.side.show_page("Review")
    settle(reviewer)
    panel = reviewer.editor.reviewing.problems
    assert panel.list.item(0).text().startswith("Frame 6")
    assert not panel.fine.isEnabled()
    place = panel.list.visualItemRect(panel.list.item(0)).center()
    QTest.mouseClick(panel.list.viewport(), LEFT, pos=place)
    settle(reviewer)
    assert reviewer.workspace.frame == 6
    assert panel.fine.isEnabled()
    QTest.mouseClick(panel.fine, LEFT)
    settle(reviewer)
    assert states(reviewer)[6] == State.CHECKED


def test_no_two_commands_share_a_key(window):
    keys = [keys for command in window.menu.commands for keys in command.keys]
    assert len(keys) == len(set(keys))
