"""Going back in the history, and forward again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rvos_studio.app.job import merged
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.panels.history import HistoryPanel
from rvos_studio.project import Change

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor

PAGE = tr_later("Review")


class Retracing(QObject):
    """Lists every undo step; any number of them is one operation."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = workspace = editor.workspace
        self.panel = HistoryPanel()
        editor.side.add(tr("History"), self.panel, PAGE)
        self._reading = workspace.loader("history", self.panel.show_history)
        workspace.surveyed.connect(self._read)
        editor.side.tabs.currentChanged.connect(self._read)
        self.panel.wanted.connect(self._go)

    def _read(self) -> None:
        if self._editor.side.page == PAGE:
            self._reading.request(self._workspace.session.project.history)

    def _go(self, entry: int) -> None:
        session, changed = self._workspace.session, []

        def change() -> tuple[Change, ...]:
            changed.extend(merged(session.travel(entry)))
            return tuple(changed)

        def look() -> None:
            frames = sorted(frame for each in changed for frame in each.frames)
            here = self._workspace.frame
            if frames and here not in frames:
                self._workspace.go(min(frames, key=lambda frame: abs(frame - here)))

        self._workspace.end_trial()
        self._workspace.edit(change, look)
