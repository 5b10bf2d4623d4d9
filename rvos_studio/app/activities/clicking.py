"""Asking a click segmenter, and choosing which, where any is installed."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from rvos_studio import settings
from rvos_studio.app.canvas.canvas import Canvas
from rvos_studio.app.canvas.tools.clicker import Clicker
from rvos_studio.app.canvas.tools.cutout import Cutout
from rvos_studio.app.canvas.tools.tool import Tool
from rvos_studio.app.core_words import of_core
from rvos_studio.app.event_loop import sentence
from rvos_studio.app.language import tr
from rvos_studio.app.panels.clicks import ClicksPanel
from rvos_studio.errors import StudioError
from rvos_studio.jobs import Worker
from rvos_studio.masks import Mask
from rvos_studio.models.catalogue import Card
from rvos_studio.models.protocols import Clicks
from rvos_studio.studio.click import click

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor

_log = logging.getLogger(__name__)


class Clicking(QObject):
    """Asks on a thread and in a worker of its own, so that clicks do not wait for jobs. Implements `Asker`.

    What is asked for when another frame or object is chosen is not wanted any more.
    """

    _said = Signal(object, str)

    def __init__(self, editor: Editor, worker: Worker) -> None:
        super().__init__(editor)
        self._canvas, self._workspace = editor.canvas, editor.workspace
        self._worker = worker
        self._menu = editor.menu
        self.model = ""
        self.doing = ""
        self._cards: dict[str, Card] = {}
        self._chosen = _Chosen.read().model
        self._stop = threading.Event()
        self._then: Callable[[Mask | None], None] | None = None
        self._reading = editor.workspace.loader("clicks", self._deliver)
        self._said.connect(self._say)
        self.panel = ClicksPanel()
        self.panel.chosen.connect(self._choose)
        self._section = editor.side.add(tr("Box and Clicks"), self.panel)
        editor.workspace.moved.connect(self._leave)
        editor.workspace.chose.connect(self._leave)
        self._menu["cutout"].toggled.connect(self._show)

    def offer(self, cards: Sequence[Card]) -> None:
        """Click segmenters that can run here; what was chosen last is chosen, else the first."""
        self._cards = {card.name: card for card in cards}
        known = self._chosen if self._chosen in ("", *self._cards) else None
        self.model = next(iter(self._cards), "") if known is None else known
        self.panel.offer(cards, self.model)
        self._show()

    def tool(self, canvas: Canvas) -> Tool:
        """What the tool for box and clicks is here."""
        return Clicker(canvas, self) if self._cards else Cutout(canvas)

    def ask(self, frame: int, clicks: Clicks, then: Callable[[Mask | None], None]) -> None:
        """See `Asker.ask`."""
        self._stop.set()
        self._stop = stop = threading.Event()
        self._then = then
        session, worker, model = self._workspace.session, self._worker, self.model
        self._say(stop, "")

        def make() -> tuple[threading.Event, Mask | Exception | None]:
            steps = click(session, worker, model, frame, clicks)
            try:
                while not stop.is_set():
                    self._said.emit(stop, next(steps).doing)
            except StopIteration as end:
                return stop, end.value
            except Exception as error:  # brought to the UI thread, which says it
                return stop, error
            finally:
                steps.close()
            return stop, None

        self._reading.request(make)

    def cancel(self) -> None:
        """See `Asker.cancel`."""
        self._stop.set()
        self._then = None

    def end(self) -> None:
        """The clip is left: end the process that is still computing, for nobody waits for it."""
        self.cancel()
        if not self._reading.idle:
            self._worker.kill()

    def _leave(self) -> None:
        if self._then is not None:
            self._canvas.tool.cancel()

    def _say(self, stop: threading.Event, doing: str) -> None:
        if stop is self._stop:
            words = tr("{model}: {doing}…") if doing else tr("{model}…")
            key = self._menu["cancel"].shortcut().toString()
            title = self._cards[self.model].title
            said = words.format(model=title, doing=of_core(doing))
            self.doing = f"{said}  {key}" if key else said
            self._canvas.update()

    def _deliver(self, made: tuple[threading.Event, Mask | Exception | None]) -> None:
        stop, outcome = made
        if stop.is_set() or self._then is None:
            return
        then, self._then = self._then, None
        if isinstance(outcome, Exception):
            self._give_up(outcome)
            outcome = None
        then(outcome)

    def _give_up(self, error: Exception) -> None:
        """From now on colours make the masks, until the person wants something else."""
        if not isinstance(error, StudioError):
            _log.error("a click segmenter failed", exc_info=error)
        words = tr(
            "Colours make the masks until you choose {model} again, because it failed: {why}"
        )
        title = self._cards[self.model].title
        self._workspace.news.emit(words.format(model=title, why=sentence(error)))
        self.model = ""
        self.panel.offer(tuple(self._cards.values()), "")

    def _choose(self, model: str) -> None:
        self.model = self._chosen = model
        self._workspace.compute(_Chosen(model).write, lambda _: None)

    def _show(self) -> None:
        self._section.setVisible(bool(self._cards) and self._menu["cutout"].isChecked())


class _Chosen(msgspec.Struct, frozen=True):
    """What is remembered from one day to the next."""

    model: str | None = None
    """A click segmenter, empty for colours; None while nobody chose."""

    @classmethod
    def read(cls) -> _Chosen:
        try:
            return msgspec.json.decode(_place().read_bytes(), type=cls)
        except (OSError, msgspec.DecodeError):
            return cls()

    def write(self) -> None:
        with contextlib.suppress(OSError):  # only a convenience
            settings.keep(_place(), msgspec.json.encode(self))


def _place() -> Path:
    return settings.config_folder() / "clicks.json"
