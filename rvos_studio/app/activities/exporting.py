"""Writing all tracks as a dataset."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rvos_studio.app.dialogs import ExportDialog
from rvos_studio.app.event_loop import answer
from rvos_studio.app.language import tr
from rvos_studio.studio import Progress, export

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor


class Exporting(QObject):
    """Asks for a format and a place, and exports."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor

    async def ask(self) -> None:
        """Let the person choose, and export if they do."""
        project = self._editor.workspace.session.project.path
        dialog = ExportDialog(self._editor.window(), project.parent, project.stem)
        if await answer(dialog) and self._editor.isEnabled():
            self.export(dialog.format_name, dialog.place)

    def export(self, format_name: str, place: Path) -> None:
        """Write all tracks, replacing what is at `place`."""
        workspace, said = self._editor.workspace, []

        def steps() -> Generator[Progress, None, None]:
            report = yield from export(workspace.session, format_name, place, overwrite=True)
            said.append(report.sentence)

        self._editor.runs.start(
            tr("Exporting"),
            steps,
            lambda: workspace.news.emit(tr("Exported {what}").format(what=said[0])),
        )
