"""Several models: panes side by side, check boxes that fuse at once."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QCheckBox

from rvos_studio.app.canvas.strip import GAP
from rvos_studio.project import Kind
from tests.app.hand import shifted
from tests.pictures import truth

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def fused(hand):
    """An object that three models answered: exactly, two pixels off, eight pixels off."""
    number = hand.object()
    hand.answers(number, mutr=0, soc=2, uninext=8)
    return hand


def boxes(hand):
    return {
        box.text(): box for box in hand.editor.fusing.panel.members.findChildren(QCheckBox) if box.isVisible()
    }


def test_one_model_brings_no_comparison(hand):
    number = hand.object()
    hand.answers(number, soc=0)
    assert not hand.editor.strip.isVisible()
    assert not boxes(hand)
    assert hand.shown() == truth(0)


def test_there_is_one_linked_pane_per_model(fused):
    panes = fused.editor.strip.panes
    assert list(panes) == ["mutr", "soc", "uninext"]
    assert fused.editor.strip.isVisible()
    fused.wheel(20, 20, 4)
    middle = QPointF(fused.canvas.width() / 2, fused.canvas.height() / 2)
    centre = fused.canvas.frame_position(middle)
    for pane in panes.values():
        there = pane.frame_position(QPointF(pane.width() / 2, pane.height() / 2))
        assert abs(there.x() - centre.x()) < 1e-6
        assert abs(there.y() - centre.y()) < 1e-6
    assert panes["mutr"].layer.drawn.image.pixelColor(4, 20).alpha() > 0
    assert panes["uninext"].layer.drawn.image.pixelColor(4 + 8, 20).alpha() > 0
    assert panes["uninext"].layer.drawn.image.pixelColor(4 + 7, 20).alpha() == 0


@pytest.mark.parametrize("width", [1400, 900, 1800])
def test_panes_fill_the_strip_and_the_canvas_begins_below(fused, width):
    fused.window.resize(width, 900)
    strip, canvas = fused.editor.strip, fused.canvas
    fused.until(lambda: fused.editor.width() == width)
    fused.until(lambda: strip.height() == strip.height_for(strip.width()))
    QApplication.processEvents()
    assert {pane.height() for pane in strip.panes.values()} == {strip.height() - GAP}
    assert canvas.y() == strip.y() + strip.height()


def test_a_toggled_member_fuses_at_once_and_everywhere(fused):
    assert fused.shown() == shifted(truth(0), 2), "two of three agree on the middle one"
    fused.key(Qt.Key.Key_1, ALT)
    fused.until(lambda: fused.shown() != shifted(truth(0), 2))
    fused.settle()
    union = shifted(truth(0), 2) | shifted(truth(0), 8)
    assert fused.shown() == union, "half of two votes is one"
    track = fused.session.project.track(1)
    assert len(track) == 12
    assert all(mask.provenance.kind is Kind.FUSION for mask in track.values())
    assert track[7].mask == shifted(truth(7), 2) | shifted(truth(7), 8)
    fused.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    fused.settle()
    assert fused.shown() == shifted(truth(0), 2)
    assert [box.isChecked() for box in boxes(fused).values()] == [True] * 3


def test_quick_toggles_end_with_the_last_one(fused):
    for digit in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_3):
        fused.key(digit, ALT)
    fused.settle()
    assert fused.session.vote(1).members == ("mutr",)
    assert fused.shown() == truth(0)
    assert fused.mask(frame=11) == truth(11)


def test_more_votes_needed_means_a_smaller_mask(fused):
    needed = fused.editor.fusing.panel._needed
    assert needed.value() == 2
    assert needed.maximum() == 3
    needed.setValue(3)
    fused.settle()
    everyone = truth(0) & shifted(truth(0), 2) & shifted(truth(0), 8)
    assert fused.shown() == fused.mask() == everyone


def test_the_last_member_cannot_be_switched_off(fused):
    for digit in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3):
        fused.key(digit, ALT)
    fused.settle()
    assert fused.session.vote(1).members == ("uninext",)
    assert fused.window.message.text == ""


def test_a_person_s_mask_outlives_every_vote(fused):
    fused.key(Qt.Key.Key_B)
    fused.stroke((50, 40), (55, 40))
    drawn = fused.mask()
    assert drawn.array()[40, 52]
    fused.key(Qt.Key.Key_2, ALT)
    fused.settle()
    assert fused.mask() == fused.shown() == drawn
    assert fused.session.mask(1, 1).provenance.kind is Kind.FUSION


def test_space_works_the_check_box_that_has_the_focus(fused):
    box = boxes(fused)["mutr"]
    box.setFocus(Qt.FocusReason.TabFocusReason)
    fused.key(Qt.Key.Key_Space, to=box)
    assert not box.isChecked()
    assert not fused.workspace.player.playing
    fused.settle()
    assert fused.session.vote(1).members == ("soc", "uninext")
    fused.canvas.setFocus()
    fused.key(Qt.Key.Key_Space)
    assert fused.workspace.player.playing
    fused.key(Qt.Key.Key_Space)


def test_hiding_the_masks_shows_the_bare_frame(fused):
    with_masks = fused.canvas.grab().toImage()
    fused.key(Qt.Key.Key_H)
    bare = fused.canvas.grab().toImage()
    assert with_masks != bare
    at = fused.screen(12, 20).toPoint()
    frame = fused.session.clip.frame(0)[20, 12]
    assert bare.pixelColor(at).getRgb()[:3] == tuple(frame.tolist())
    fused.key(Qt.Key.Key_H)
    assert fused.canvas.grab().toImage() == with_masks
