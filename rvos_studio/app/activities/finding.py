"""Asking models where objects are."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rvos_studio.app.language import tr
from rvos_studio.app.overview import Overview
from rvos_studio.app.panels.models import ModelsPanel
from rvos_studio.studio import Progress, segment

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor


class Finding(QObject):
    """Asks the ticked models; what they have answered with the same weights they are not asked again."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = editor.workspace
        self.panel = ModelsPanel()
        editor.menu.tip(self.panel.find, tr("Ask the models where the chosen object is"), "find")
        self._section = editor.side.add(tr("Models"), self.panel)
        self._workspace.surveyed.connect(self._show)
        self.panel.asked.connect(self.find)
        self.panel.chosen_changed.connect(self._tell_models)
        editor.describing.panel.asked_again.connect(self.ask_again)

    def find(self) -> None:
        """Ask where the chosen object is, and fuse the answers."""
        if number := self._workspace.chosen:
            self._ask([number])

    def find_all(self) -> None:
        """Ask for every expression that some ticked model has not answered, and fuse the answers."""
        self._ask([each.id for each in self._workspace.overview.objects if each.referring])

    def ask_again(self, expression: int) -> None:
        """Ask for one expression of the chosen object, whatever was answered before."""
        self._ask([self._workspace.chosen], [expression])

    def _ask(self, numbers: Sequence[int], only: Collection[int] | None = None) -> None:
        session, runner, models = self._workspace.session, self._editor.runner, self.panel.chosen
        again = only is not None
        changed = set[int]()
        before: dict[int, list[str]] = {}

        def steps() -> Generator[Progress, None, None]:
            # What was answered before is fused already, unless fusing it was cancelled or undone.
            changed.update(number for number in numbers if not session.spans(number).any())
            before.update((number, session.models_with_predictions(number)) for number in numbers)
            for step in segment(session, runner, numbers, models, only=only, again=again):
                changed.update(change.object_id for change in step.changes)
                yield step

        def fuse() -> None:
            self._editor.fusing.fuse(sorted(changed), before)

        if numbers and models:
            self._editor.runs.start(tr("Finding"), steps, then=fuse)

    def _show(self, found: Overview) -> None:
        self._section.setVisible(bool(found.objects))

    def _tell_models(self) -> None:
        self._editor.describing.panel.models = self.panel.titled
