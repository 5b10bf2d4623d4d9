"""Asking models where the object is, and letting them vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rvos_studio.app.overview import Overview
from rvos_studio.app.panels.models import ModelsPanel
from rvos_studio.fusion import Vote
from rvos_studio.models import catalogue
from rvos_studio.studio import fuse, segment

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor


class Finding(QObject):
    """The models' answers and their vote."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = editor.workspace
        self._titles = {card.name: card.title for card in catalogue.cards()}
        self.panel = ModelsPanel()
        self._section = editor.side.add("Models", self.panel)
        self._workspace.surveyed.connect(self._show)
        self.panel.asked.connect(self.find)
        self.panel.voted.connect(self._vote)
        editor.runs.ended.connect(self._workspace.end_trial)

    def find(self) -> None:
        """Ask the ticked models where the chosen object is, and fuse their answers."""
        number, session = self._workspace.chosen, self._workspace.session
        models, runner = self.panel.chosen, self._editor.runner
        if number and models:
            self._editor.runs.start(
                "Finding",
                lambda: segment(session, runner, [number], models),
                then=lambda: self._fuse(number, self._workspace.trial),
            )

    def _show(self, found: Overview) -> None:
        answered = [(model, self._titles.get(model, model)) for model in found.answered]
        if found.vote:
            self.panel.show_vote(answered, self._workspace.trial or found.vote, found.expressions)
        self._section.setVisible(bool(found.objects))

    def _vote(self, vote: Vote) -> None:
        self._workspace.try_vote(vote)
        self._fuse(self._workspace.chosen, vote)

    def _fuse(self, number: int, vote: Vote | None) -> None:
        session = self._workspace.session
        self._editor.runs.queue("Fusing", lambda: fuse(session, number, vote))
