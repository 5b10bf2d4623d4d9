"""Saying which objects there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rvos_studio.app.overview import Overview
from rvos_studio.app.panels.objects import ObjectsPanel

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor


class Describing(QObject):
    """Objects and their expressions: added, chosen, removed. A new expression is looked for at once."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = editor.workspace
        self.panel = ObjectsPanel()
        editor.side.add("Objects", self.panel)
        editor.redressed.connect(self._redress)
        self._workspace.surveyed.connect(self._show)
        self.panel.described.connect(self._describe)
        self.panel.described_further.connect(self._describe_further)
        self.panel.chosen.connect(self._workspace.choose)
        self.panel.object_removed.connect(self._remove)
        self.panel.expression_removed.connect(self._remove_expression)

    def remove(self) -> None:
        """Remove the chosen object."""
        if number := self._workspace.chosen:
            self._remove(number)

    def _show(self, found: Overview) -> None:
        self.panel.show_objects(found.objects, found.chosen)

    def _describe(self, text: str) -> None:
        self._editor.canvas.setFocus()
        self._workspace.describe(text, self._editor.finding.find)

    def _describe_further(self, number: int, text: str) -> None:
        self._editor.canvas.setFocus()
        session = self._workspace.session
        self._workspace.edit(
            lambda: session.add_expression(number, text), self._editor.finding.find
        )

    def _remove(self, number: int) -> None:
        self._workspace.edit(lambda: self._workspace.session.remove_object(number))

    def _remove_expression(self, number: int) -> None:
        self._workspace.edit(lambda: self._workspace.session.remove_expression(number))

    def _redress(self) -> None:
        self.panel.refresh_icons()
        self._show(self._workspace.overview)
