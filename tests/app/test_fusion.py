"""Several models: panes side by side, check boxes that fuse at once."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
)

from rvos_studio.app.canvas.strip import GAP
from rvos_studio.app.panels.quiet_button import QuietButton
from rvos_studio.fusion import Mode
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance
from tests.app.hand import shifted
from tests.app.recipes import pick, recipe
from tests.pictures import HEIGHT, WIDTH, truth

ALT, CONTROL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def boxes(hand):
    return {
        box.text(): box
        for box in hand.editor.fusing.panel.members.findChildren(QCheckBox)
        if box.isVisible()
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


def slider(panel, model):
    return panel.members._rows[model].slider


def test_fusion_is_shown_only_where_there_is_something_to_fuse(hand):
    number = hand.object()
    hand.answers(number, soc=0)
    assert not hand.editor.fusing.panel.isVisible()
    hand.answers(number, mutr=2)
    assert hand.editor.fusing.panel.isVisible()
    assert not hand.editor.fusing.panel.stages.isVisible()


def test_a_weight_counts_on_the_frame_at_once_and_everywhere_soon(fused, panel):
    panel._needed.setValue(2)
    assert not slider(panel, "uninext").isVisible()
    panel._weights.click()
    slider(panel, "uninext").setValue(20)
    fused.settle()
    assert fused.session.vote(1).weights == (1.0, 1.0, 2.0)
    union = truth(0) & shifted(truth(0), 2) | shifted(truth(0), 8)
    assert fused.shown() == fused.mask() == union, "two of four votes are enough: UNINEXT has two"
    assert fused.mask(frame=11) == truth(11) & shifted(truth(11), 2) | shifted(truth(11), 8)
    assert panel._needed.suffix() == " %"


def test_a_slider_that_is_dragged_is_followed_live_and_fused_when_it_rests(fused, panel):
    panel._weights.click()
    row = slider(panel, "uninext")
    before = fused.mask()
    row.setSliderDown(True)
    row.setValue(20)
    fused.until(lambda: fused.shown() != truth(0) and fused.workspace.trial is not None)
    fused.until(lambda: fused.shown() == truth(0) & shifted(truth(0), 2) | shifted(truth(0), 8))
    assert not before, "nothing was written yet"
    row.setSliderDown(False)
    fused.settle()
    assert fused.mask(frame=5) == truth(5) & shifted(truth(5), 2) | shifted(truth(5), 8)


def test_recipes_are_chosen_by_name(fused, panel):
    assert recipe(panel) == "Majority"
    pick(panel, "soc alone")
    fused.settle()
    assert fused.session.vote(1).members == ("soc",)
    assert fused.shown() == fused.mask() == shifted(truth(0), 2)
    pick(panel, "Mean of probabilities")
    fused.settle()
    assert fused.session.vote(1).mode is Mode.MEAN
    assert fused.shown() == shifted(truth(0), 2), "masks without probabilities count as certain"
    panel.members.toggle(0)
    fused.settle()
    assert recipe(panel) == "Your own vote"
    fused.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    fused.settle()
    assert recipe(panel) == "Mean of probabilities"


def test_a_range_of_frames_has_a_vote_of_its_own(fused, panel):
    timeline = fused.editor.transport.timeline
    timeline.start_range(4)
    timeline.end_range(6)
    assert panel.frames.chosen == (4, 6)
    for digit in (Qt.Key.Key_1, Qt.Key.Key_2):
        fused.key(digit, ALT)
    fused.settle()
    timeline.clear_range()
    assert panel.frames.chosen is None
    assert panel.members.chosen == ("mutr", "soc", "uninext")
    vote = fused.session.vote(1)
    assert (vote.members, [(r.first, r.last, r.members) for r in vote.ranges]) == (
        ("mutr", "soc", "uninext"),
        [(4, 6, ("uninext",))],
    )
    assert [fused.mask(frame=k) == shifted(truth(k), 8) for k in (3, 4, 6, 7)] == [
        False,
        True,
        True,
        False,
    ]
    (listed,) = [b for b in panel.frames.findChildren(QPushButton) if b.isVisible()]
    assert listed.text().startswith("4–6: ")
    listed.click()
    assert panel.frames.chosen == (4, 6)
    assert panel.members.chosen == ("uninext",)
    (remove,) = [b for b in panel.frames.findChildren(QuietButton) if b.isVisible()]
    remove.click()
    fused.settle()
    assert not fused.session.vote(1).ranges
    assert fused.mask(frame=5) == shifted(truth(5), 2)


def test_keys_on_the_list_of_recipes_start_nothing_until_enter(fused, panel):
    box = panel.findChild(QComboBox)
    box.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        fused.key(key, to=QApplication.activePopupWidget() or box)
    assert recipe(panel) == "Majority"
    assert fused.workspace.trial is None
    QApplication.activePopupWidget().close()
    fused.front()
    fused.key(Qt.Key.Key_W, to=box)  # no search for "winner", which would be followed
    assert recipe(panel) == "Majority"
    fused.key(Qt.Key.Key_Space, to=box)
    list_ = box.view()
    fused.key(Qt.Key.Key_Down, to=list_)
    fused.key(Qt.Key.Key_Return, to=list_)
    fused.settle()
    assert recipe(panel) == "Mean of probabilities"
    assert fused.session.vote(1).mode is Mode.MEAN


def test_a_model_that_saw_nothing_anywhere_is_said_not_to_have_found_it(fused, panel):
    (expression,) = fused.session.project.object(1).expressions

    def answer(masks):
        with fused.session.project.edit("Answers") as edit:
            made = Provenance.now(Kind.MODEL, "soc")
            edit.put_predictions(expression.id, "soc", {f: (m, 0.1) for f, m in masks}, made)
        fused.workspace.refresh()
        fused.settle()

    def said():
        words = [each for each in panel.members.findChildren(QLabel) if each.isVisible()]
        return [each.toolTip() for each in words if each.text() == "not found"]

    remark = fused.editor.describing.panel
    assert said() == []
    answer((f, Mask.empty(HEIGHT, WIDTH)) for f in range(len(fused.session.clip)))
    assert said() == ["soc saw nothing on any frame"]
    shown = [each.text() for each in remark.findChildren(QLabel) if each.isVisible()]
    assert any("Not found on any frame by soc." in text for text in shown)
    answer([(5, truth(5))])
    assert said() == []


def test_members_show_the_key_that_toggles_them(fused, panel):
    shown = [label.text() for label in panel.members.findChildren(QLabel) if label.isVisible()]
    assert shown == ["Alt+1", "Alt+2", "Alt+3"]


def test_a_model_that_answers_later_joins_the_vote(hand):
    number = hand.object("the red square moving right")
    hand.answers(number, soc=2)
    hand.editor.fusing.fuse([number])
    hand.until(lambda: not hand.window.runs.running)
    hand.settle()
    assert hand.session.project.object(number).vote.members == ("soc",)
    for action in hand.editor.finding.panel._choice:
        action.setChecked(action.data() == "motion-words")
    hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hand.until(lambda: len(hand.session.project.object(number).vote.members) > 1, timeout=60)
    hand.until(lambda: not hand.window.runs.running)
    hand.settle()
    assert hand.session.project.object(number).vote.members == ("soc", "motion-words")
