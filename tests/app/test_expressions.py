"""Expressions through the window: changed in place, refused as referring to nothing, compared, taken apart."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu

from rvos_studio.app.canvas.views import Mode
from rvos_studio.app.matrix_dialog import MatrixDialog
from rvos_studio.app.panels.expression_row import ExpressionRow
from rvos_studio.app.panels.phrase_box import PhraseBox
from rvos_studio.app.phrases import Phrases
from rvos_studio.masks import Mask
from rvos_studio.models.protocols import Prediction
from rvos_studio.project import Kind, Provenance
from rvos_studio.settings import config_folder
from tests.pictures import HEIGHT, WIDTH, truth

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def rows(hand):
    found = hand.editor.describing.panel.findChildren(ExpressionRow)
    return [row for row in found if row.isVisible()]


def entry(row, *texts):
    """An entry of the row's menu, by its beginning; of submenus by several."""
    menu = row.menu()
    for text in texts[:-1]:
        menu = next(a for a in menu.actions() if a.text().startswith(text)).menu()
    return next(a for a in menu.actions() if a.text().startswith(texts[-1]))


def remarks(hand):
    labels = hand.editor.describing.panel.findChildren(QLabel)
    return [each.text() for each in labels if each.isVisible() and each.property("remark")]


def elsewhere(_):
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    pixels[0:10, 40:60] = True
    return Mask.from_array(pixels)


@pytest.fixture
def quiet(hand, monkeypatch):
    """Nobody is asked; who would have been is noted."""
    asked = []
    monkeypatch.setattr(hand.editor.finding, "_ask", lambda *what: asked.append(what))
    hand.asked = asked
    return hand


def test_a_double_click_changes_words_in_place_and_asks_anew(quiet):
    number = quiet.object("the red square")
    quiet.answers(number, soc=0)
    (row,) = rows(quiet)
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton)
    (box,) = row.findChildren(QLineEdit)
    assert box.selectedText() == "the red square"
    QTest.keyClicks(box, "the square that moves")
    QTest.keyClick(box, Qt.Key.Key_Return)
    quiet.settle()
    assert [e.text for e in quiet.session.project.object(number).expressions] == [
        "the square that moves"
    ]
    assert not quiet.session.models_with_predictions(number)
    assert quiet.asked == [([number],)]
    quiet.key(Qt.Key.Key_Z, CONTROL)
    quiet.settle()
    assert quiet.session.models_with_predictions(number) == ["soc"]


def test_f2_edits_and_escape_does_not_keep_it(quiet):
    number = quiet.object("the red square")
    quiet.key(Qt.Key.Key_F2)
    (row,) = rows(quiet)
    (box,) = row.findChildren(QLineEdit)
    assert box.hasFocus()
    QTest.keyClicks(box, "another")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    quiet.settle()
    assert not [each for each in row.findChildren(QLineEdit) if each.isVisible()]
    assert quiet.session.project.object(number).expressions[0].text == "the red square"
    assert not quiet.asked


def test_letters_typed_into_an_expression_are_no_commands(quiet):
    quiet.object("the red square")
    quiet.key(Qt.Key.Key_F2)
    (box,) = rows(quiet)[0].findChildren(QLineEdit)
    QTest.keyClicks(box, "bep")
    assert box.text() == "bep"
    assert quiet.window.menu["pointer"].isChecked()


def test_an_expression_may_refer_to_nothing(quiet):
    number = quiet.object("the green elephant")
    quiet.answers(number, soc=0, mutr=2)
    quiet.editor.fusing.fuse_again()
    quiet.settle()
    assert len(quiet.session.project.track(number)) == 12
    entry(rows(quiet)[0], "Refers to Nothing").trigger()
    quiet.settle()
    assert quiet.session.project.object(number).expressions[0].nothing
    assert not quiet.session.project.track(number)
    assert not quiet.shown()
    assert "Refers to nothing" in [each.text() for each in rows(quiet)[0].findChildren(QLabel)]
    assert not quiet.editor.fusing.panel.isVisible(), "nobody's answer counts"
    quiet.key(Qt.Key.Key_Z, CONTROL)
    quiet.settle()
    assert len(quiet.session.project.track(number)) == 12
    assert not entry(rows(quiet)[0], "Refers to Nothing").isChecked()


def test_models_that_mean_different_objects_are_named_on_the_card(quiet):
    number = quiet.object("the square")
    quiet.answers(number, soc=0, mutr=1)
    quiet.settle()
    assert not remarks(quiet)
    (expression,) = quiet.session.project.object(number).expressions
    with quiet.session.project.edit("Answers") as edit:
        masks = {frame: (elsewhere(frame), 0.9) for frame in range(12)}
        edit.put_predictions(expression.id, "uninext", masks, Provenance.now(Kind.MODEL, "uninext"))
    quiet.workspace.refresh()
    quiet.settle()
    (remark,) = remarks(quiet)
    assert remark.startswith("Ambiguous, 2 candidates")
    quiet.key(Qt.Key.Key_Z, CONTROL)
    quiet.settle()
    assert not remarks(quiet)


class Answering:
    """A runner whose models go by the word 'red'."""

    def run(self, task, *, expressions, frames, **_):
        for frame in frames:
            for number, text in enumerate(expressions):
                mask = truth(frame) if "red" in text else elsewhere(frame)
                yield Prediction(number, frame, mask.array().astype(np.float16), 0.9)

    def close(self):
        """Nothing to free."""


def test_the_words_that_matter_are_shown_in_place(quiet):
    number = quiet.object("the red square")
    quiet.editor.runner = Answering()
    history = quiet.session.undoable
    row = rows(quiet)[0]
    entry(row, "Which Words Matter", "to Motion and words").trigger()
    quiet.settle()
    text = row.findChildren(QLabel)[0].text()
    assert "<b>red</b>" in text
    assert "100%" in text
    assert "<b>square</b>" not in text
    assert quiet.session.undoable == history, "nothing is written"
    quiet.session.rewrite_expression(
        quiet.session.project.object(number).expressions[0].id, "a red one"
    )
    quiet.workspace.refresh()
    quiet.settle()
    assert "%" not in rows(quiet)[0].findChildren(QLabel)[0].text(), "known of other words"


def test_everything_missing_is_asked_for_at_once(quiet):
    first = quiet.object("the red square")
    second = quiet.object("the green elephant")
    quiet.session.set_nothing(quiet.session.project.object(second).expressions[0].id)
    third = quiet.object("the square")
    quiet.key(Qt.Key.Key_Return, CONTROL | SHIFT)
    assert quiet.asked == [([first, third],)]
    entry(rows(quiet)[0], "Ask Again").trigger()
    expression = quiet.session.project.object(third).expressions[0].id
    assert quiet.asked[1:] == [([third], [expression])]


def test_every_expression_is_compared_with_every_model(quiet):
    first = quiet.object("the red square")
    quiet.answers(first, soc=0, mutr=2)
    second = quiet.object("the other square")
    quiet.answers(second, soc=8)
    quiet.key(Qt.Key.Key_M, CONTROL)
    dialog = quiet.editor.wording.dialog
    quiet.until(lambda: dialog.buttons)
    expressions = [quiet.session.project.object(n).expressions[0].id for n in (first, second)]
    assert set(dialog.buttons) == {
        (expressions[0], "soc"),
        (expressions[0], "mutr"),
        (expressions[1], "soc"),
    }
    before = dialog.buttons[expressions[0], "soc"].icon().pixmap(168, 96).toImage()
    quiet.workspace.go(9)
    quiet.settle()
    after = dialog.buttons[expressions[0], "soc"].icon().pixmap(168, 96).toImage()
    assert before != after, "it goes along with the frame"
    dialog.buttons[expressions[0], "mutr"].click()
    quiet.settle()
    assert quiet.workspace.chosen == first
    assert quiet.editor.comparing.view.mode is Mode.SOLO
    assert quiet.editor.comparing.view.one.model == "mutr"
    dialog.close()
    assert quiet.editor.wording.dialog is None


def test_what_was_typed_before_is_offered_in_every_project(quiet):
    box = quiet.editor.describing.panel.box
    quiet.type(box, "the dog that jumps")
    quiet.settle()
    assert Phrases.of_user().read()[0] == "the dog that jumps"
    assert (config_folder() / "expressions.json").is_file()
    QTest.keyClicks(box, "JUMP")
    completer = box.completer()
    assert completer.currentCompletion() == "the dog that jumps"
    completer.popup().hide()
    box.clear()


def test_patterns_are_filled_in_before_they_are_given(quiet):
    box = quiet.editor.describing.panel.box
    given = []
    box.given.connect(given.append)
    (menu,) = box.findChildren(QMenu)[:1]
    next(a for a in menu.actions() if a.text() == "the {colour} {noun} on the left").trigger()
    assert box.selectedText() == "{colour}"
    QTest.keyClicks(box, "red")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert not given
    assert box.selectedText() == "{noun}"
    QTest.keyClicks(box, "square")
    QTest.keyClick(box, Qt.Key.Key_Return)
    quiet.settle()
    assert given == ["the red square on the left"]


def test_tab_goes_from_one_gap_to_the_next(window, until, qapp):
    box = PhraseBox("", "box")
    box.show()
    box.begin("the {colour} {noun}")
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert box.selectedText() == "{noun}"
    QTest.keyClicks(box, "cat")
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert box.selectedText() == "{colour}"
    box.deleteLater()


def test_a_card_keeps_what_is_being_typed_when_remarks_come(quiet):
    number = quiet.object("the square")
    quiet.answers(number, soc=0)
    further = next(
        b for b in quiet.editor.describing.panel.findChildren(PhraseBox)
        if b.isVisible() and b is not quiet.editor.describing.panel.box
    )  # fmt: skip
    further.setText("half a sent")
    quiet.editor.describing.panel.show_remarks(number, ["Something"])
    assert further.text() == "half a sent"
    assert remarks(quiet) == ["Something"]


def test_the_comparison_closes_with_the_clip(quiet):
    number = quiet.object("the red square")
    quiet.answers(number, soc=0)
    quiet.key(Qt.Key.Key_M, CONTROL)
    quiet.until(lambda: quiet.editor.wording.dialog.buttons)
    quiet.window.close_clip()
    quiet.until(lambda: quiet.window.editor is None)
    quiet.until(lambda: not quiet.window.findChildren(MatrixDialog))
