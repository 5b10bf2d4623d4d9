"""Finding out what expressions mean to the models: which object, and by which words."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rvos_studio.app.canvas.views import Mode, Side, View
from rvos_studio.app.language import tr
from rvos_studio.app.matrix import matrix
from rvos_studio.app.matrix_dialog import MatrixDialog
from rvos_studio.models import catalogue
from rvos_studio.project import ExpressionRecord
from rvos_studio.studio import Session
from rvos_studio.studio.ambiguity import ambiguities
from rvos_studio.studio.ambiguity import sentence as ambiguous
from rvos_studio.studio.answer_curves import never_found
from rvos_studio.studio.disagreement import disagreeing
from rvos_studio.studio.disagreement import sentence as different
from rvos_studio.studio.word_check import WordCheck, check_words

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor


class Wording(QObject):
    """Remarks on the chosen object's card, the words that matter, and expressions against models."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = workspace = editor.workspace
        self._panel = editor.describing.panel
        self._titles = {card.name: card.title for card in catalogue.cards()}
        self._remarked: object = None
        """What the remarks were read for."""
        self._remarks = workspace.loader("remarks", lambda found: self._panel.show_remarks(*found))
        self._pictures = workspace.loader("matrix", self._show_matrix)
        self.dialog: MatrixDialog | None = None
        workspace.surveyed.connect(lambda _: self._survey())
        workspace.moved.connect(lambda _: self._draw_matrix())
        editor.runs.ended.connect(self._look_again)
        self._panel.words_wanted.connect(self._check)

    def compare(self) -> None:
        """Open the window with every expression against every model."""
        if self.dialog is None:
            self.dialog = MatrixDialog(self._editor.window(), self._titles)
            self.dialog.picked.connect(self._pick)
            self.dialog.finished.connect(self._close)
            self._editor.destroyed.connect(self.dialog.deleteLater)
        self.dialog.show()
        self.dialog.raise_()
        self._draw_matrix()

    # Remarks

    def _look_again(self) -> None:
        self._remarked = None
        self._survey()

    def _survey(self) -> None:
        found = self._workspace.overview
        record = next((each for each in found.objects if each.id == found.chosen), None)
        now = record, found.answered
        if self._editor.runs.running or record is None or now == self._remarked:
            return
        self._remarked = now
        session = self._workspace.session
        self._remarks.request(lambda: (record.id, remarks(session, record.id, self._titles)))
        self._draw_matrix()

    # Words that matter

    def _check(self, number: int, model: str) -> None:
        session, runner = self._workspace.session, self._editor.runner
        found = self._expression(number)
        newest: list[WordCheck] = []

        def steps() -> Generator[WordCheck, None, None]:
            for step in check_words(session, runner, number, model):
                newest[:] = [step]
                yield step

        def show() -> None:
            self._editor.runs.ended.disconnect(show)
            if newest and found is not None:
                title = self._titles.get(model, model)
                self._panel.show_effects(found, title, newest[0].effects)

        if self._editor.runs.start(tr("Leaving out words"), steps):
            self._editor.runs.ended.connect(show)  # what is known is shown after a cancel, too

    def _expression(self, number: int) -> ExpressionRecord | None:
        listed = (
            each for record in self._workspace.overview.objects for each in record.expressions
        )
        return next((each for each in listed if each.id == number), None)

    # Expressions against models

    def _draw_matrix(self) -> None:
        if self.dialog is not None:
            session, frame = self._workspace.session, self._workspace.frame
            self._pictures.request(lambda: matrix(session, frame))

    def _show_matrix(self, found: object) -> None:
        if self.dialog is not None:
            self.dialog.show_matrix(found)

    def _pick(self, number: int, model: str) -> None:
        self._workspace.choose(number)
        answered = self._workspace.session.models_with_predictions(number)
        if len(answered) > 1:
            side = Side(self._titles.get(model, model), model, answered.index(model) + 1)
            self._editor.comparing.look(View(Mode.SOLO, side))

    def _close(self) -> None:
        if self.dialog is not None:  # it may be dismissed more than once
            self.dialog.deleteLater()
            self.dialog = None


def remarks(session: Session, object_id: int, titles: dict[str, str]) -> list[str]:
    """What a person should know of an object's expressions; reads masks, so not for the UI thread."""
    if not any(record.id == object_id for record in session.objects()):
        return []
    meant: dict[str, list[str]] = {}
    for found in ambiguities(session, object_id):
        meant.setdefault(ambiguous(found, titles), []).append(f"“{found.expression.text}”")
    all_of_them = len(session.project.object(object_id).referring)
    said = [
        what if len(texts) == all_of_them else f"{' and '.join(texts)}: {what}"
        for what, texts in meant.items()
    ]
    if nobody := [titles.get(each, each) for each in never_found(session, object_id)]:
        said.append(tr("Not found on any frame by {models}.").format(models=", ".join(nobody)))
    said += [different(session, object_id, found) for found in disagreeing(session, object_id)]
    return said
