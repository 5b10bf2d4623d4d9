"""Which models there are in the window, and taking over weights for them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rvos_studio.app.dialogs import ask_for_weights
from rvos_studio.app.event_loop import in_thread
from rvos_studio.app.opening import ready_models
from rvos_studio.app.panels.models_page import ModelsPage
from rvos_studio.app.weights_import import WeightsImport
from rvos_studio.jobs import Runner
from rvos_studio.models import catalogue
from rvos_studio.models.catalogue import Card, Status
from rvos_studio.models.weights import Weights

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow


class Provisioning(QObject):
    """The models page and the import of weights; a job that lacks weights leads here."""

    def __init__(self, window: MainWindow, runner: Runner, thread: ThreadPoolExecutor) -> None:
        super().__init__(window)
        self._window = window
        self._thread = thread
        self._imports = WeightsImport(window, window.runs, runner, window.tasks)
        self._imports.imported.connect(lambda found: window.tasks.start(self._offer(found)))
        self._imports.ended.connect(self._tell)
        self.page = ModelsPage()
        self.page.import_wanted.connect(self.ask)
        self.page.left.connect(self.leave)
        window.runs.lacking.connect(self.show)

    @property
    def shown(self) -> bool:
        """Whether the models page is in front."""
        return self._window.page is self.page

    def toggle(self) -> None:
        """Show the models page, or leave it."""
        if self.shown:
            self.leave()
        else:
            self.show()

    def show(self) -> None:
        """Bring the models page to the front; what is open stays open behind it."""
        self._window.tasks.start(self._show())

    def leave(self) -> None:
        """Go back to the clip, or to the start page."""
        if self._window.editor is None:
            self._window.show_start()
        else:
            self._window.show_page(self._window.editor)
            self._window.editor.workspace.refresh()
            self._window.editor.canvas.setFocus()

    def ask(self) -> None:
        """Let the person choose files of weights, and import them."""

        async def ask() -> None:
            if paths := await ask_for_weights(self._window):
                self.take(paths)

        self._window.tasks.start(ask())

    def take(self, paths: Sequence[Path]) -> None:
        """Check files of weights and use them from now on."""
        self._window.message.hide()
        self._imports.take(paths)

    async def _show(self) -> None:
        self.page.show_cards(await in_thread(self._thread, _cards))
        if not self.shown:
            self._window.show_page(self.page)
            self.page.list.setFocus()

    async def _offer(self, found: Weights) -> None:
        """Weights have come: offer the models that can run now, the new one first of all."""
        models = await in_thread(self._thread, ready_models)
        if self._window.editor is not None:
            self._window.editor.offer(*models, newest=found.part)
        if self.shown:
            await self._show()

    def _tell(self, words: str, refused: bool) -> None:
        message = self._window.message
        (message.problem if refused else message.news)(words)


def _cards() -> list[tuple[Card, Status]]:
    return [(card, card.status) for card in catalogue.cards()]
