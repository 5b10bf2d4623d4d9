"""Saying which objects there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rvos_studio import settings
from rvos_studio.app.language import tr
from rvos_studio.app.overview import Overview
from rvos_studio.app.panels.objects import ObjectsPanel
from rvos_studio.app.phrases import Phrases
from rvos_studio.project import Change

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor


class Describing(QObject):
    """Objects and their expressions: added, chosen, changed, removed. New words are looked for at once."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = editor.workspace
        self._phrases = Phrases.of_user()
        self._templates = settings.load().templates
        self.panel = panel = ObjectsPanel()
        panel.offer(self._phrases.read(), self._templates)
        editor.side.add(tr("Objects"), panel)
        editor.redressed.connect(self._redress)
        self._workspace.surveyed.connect(self._show)
        panel.described.connect(self._describe)
        panel.described_further.connect(self._describe_further)
        panel.rewritten.connect(self._rewrite)
        panel.nothing_said.connect(self._say_nothing)
        panel.chosen.connect(self._workspace.choose)
        panel.object_removed.connect(self._remove)
        panel.expression_removed.connect(self._remove_expression)

    def remove(self) -> None:
        """Remove the chosen object."""
        if number := self._workspace.chosen:
            self._remove(number)

    def _show(self, found: Overview) -> None:
        self.panel.show_objects(found.objects, found.chosen)

    def _describe(self, text: str) -> None:
        self._remember(text)
        workspace, made = self._workspace, []

        def add() -> Change:
            made.append(workspace.session.describe(text))
            return made[0]

        def choose() -> None:
            workspace.chosen, workspace.trial = made[0].object_id, None
            workspace.refresh()
            self._editor.finding.find()

        workspace.edit(add, choose)

    def _describe_further(self, number: int, text: str) -> None:
        self._remember(text)
        session = self._workspace.session
        self._workspace.edit(
            lambda: session.add_expression(number, text), self._editor.finding.find
        )

    def _rewrite(self, number: int, text: str) -> None:
        self._remember(text)
        session = self._workspace.session
        self._workspace.edit(
            lambda: session.rewrite_expression(number, text), self._editor.finding.find
        )

    def _say_nothing(self, number: int, nothing: bool) -> None:
        session, fusing = self._workspace.session, self._editor.fusing
        self._workspace.edit(lambda: session.set_nothing(number, nothing), fusing.fuse_again)

    def _remember(self, text: str) -> None:
        self._editor.canvas.setFocus()
        self._phrases.add(text)
        self.panel.offer(self._phrases.read(), self._templates)

    def _remove(self, number: int) -> None:
        self._workspace.edit(lambda: self._workspace.session.remove_object(number))

    def _remove_expression(self, number: int) -> None:
        self._workspace.edit(lambda: self._workspace.session.remove_expression(number))

    def _redress(self) -> None:
        self.panel.refresh_icons()
        self._show(self._workspace.overview)
