"""Going back and forward by clicks on the history."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rvos_studio.app.panels.history import clock
from rvos_studio.masks import Mask
from tests.pictures import truth


@pytest.fixture
def hand(hand):
    """A person who has drawn on frames 2 to 5 and looks at the history."""
    number = hand.object()
    for frame in (2, 3, 4, 5):
        hand.workspace.edit(lambda frame=frame: hand.session.correct(number, frame, truth(frame)))
    hand.editor.side.show_page("Review")
    hand.settle()
    return hand


def rows(hand):
    model = hand.editor.retracing.panel.list.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [
        (model.index(row).data(), "taken back" in model.index(row).data(role))
        for row in range(model.rowCount())
    ]


def click(hand, title):
    listed = hand.editor.retracing.panel.list
    row = [words for words, _ in rows(hand)].index(title)
    listed.scrollTo(listed.model().index(row))
    at = listed.visualRect(listed.model().index(row)).center()
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=at)
    hand.settle()


def test_every_step_is_listed_newest_first(hand):
    assert [words for words, _ in rows(hand)][:4] == [
        f"Correct frame {frame}" for frame in (5, 4, 3, 2)
    ]
    assert rows(hand)[-1] == ("As it was opened first", False)


def test_a_click_goes_back_and_another_forward_again(hand):
    click(hand, "Correct frame 3")
    assert [hand.mask(1, frame) == truth(frame) for frame in (2, 3, 4, 5)] == [
        True,
        True,
        False,
        False,
    ]
    assert rows(hand)[:3] == [
        ("Correct frame 5", True), ("Correct frame 4", True), ("Correct frame 3", False)
    ]  # fmt: skip
    assert hand.workspace.frame in (4, 5), "the view goes to where it shows"
    click(hand, "Correct frame 5")
    assert all(hand.mask(1, frame) == truth(frame) for frame in (2, 3, 4, 5))
    assert not any(undone for _, undone in rows(hand))


def test_all_can_be_taken_back(hand):
    click(hand, "As it was opened first")
    assert hand.workspace.overview.objects == ()
    assert not hand.window.menu["undo"].isEnabled()
    click(hand, "Correct frame 5")
    assert hand.mask(1, 5) == truth(5)


def test_a_new_step_drops_what_was_taken_back(hand):
    click(hand, "Correct frame 3")
    hand.workspace.edit(lambda: hand.session.correct(1, 0, Mask.empty(48, 64)))
    hand.settle()
    assert [words for words, _ in rows(hand)][:2] == ["Correct frame 0", "Correct frame 3"]


def test_times_are_told_as_people_do():
    assert clock("") == ""
    assert clock("2001-02-03T12:00:00+00:00") in ("03 Feb", "04 Feb", "02 Feb")
