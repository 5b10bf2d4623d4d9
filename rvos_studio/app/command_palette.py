"""The command palette: every command, object and frame by a few letters, recently used first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from rvos_studio.app.language import tr, unmarked
from rvos_studio.app.panels.finder import Entry, Finder
from rvos_studio.app.search import ranked

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow

REMEMBERED = 20
"""Entries that come first when nothing is typed yet."""
_FRAME = re.compile(r"(?:frame|第)?\s*(\d{1,9})\s*帧?", re.IGNORECASE)


class CommandPalette:
    """What the finder offers of a window."""

    def __init__(self, window: MainWindow, over: QWidget) -> None:
        self._window = window
        self.finder = Finder(over)
        self.recent: list[str] = []
        """Names of what was done from here, newest first."""

    def open(self) -> None:
        """Ask what to do; the objects are those of this moment."""
        entries = [*self._commands(), *self._objects()]
        entries.sort(key=lambda entry: self._age(entry.name))
        self.finder.ask(lambda query: [*self._frame(query), *self._answers(query, entries)])

    def _answers(self, query: str, entries: list[Entry]) -> list[Entry]:
        return ranked(query, entries, lambda entry: f"{entry.words} {entry.place} {entry.english}")

    def _age(self, name: str) -> int:
        return self.recent.index(name) if name in self.recent else REMEMBERED

    def _commands(self) -> Iterator[Entry]:
        menu = self._window.menu
        for command in menu.commands:
            action = menu[command.name]
            if action.isEnabled() and action.isVisible() and command.name != "palette":
                yield Entry(
                    command.name,
                    unmarked(action.text()),
                    lambda name=command.name: self._do(name),
                    command.place,
                    action.shortcut().toString(QKeySequence.SequenceFormat.NativeText),
                    "" if tr(command.text) == command.text else unmarked(command.text),
                )

    def _objects(self) -> Iterator[Entry]:
        if self._window.editor is None:
            return
        workspace = self._window.editor.workspace
        for record in workspace.overview.objects:
            yield Entry(
                f"object {record.id}",
                tr("Object {number}: {label}").format(number=record.id, label=record.label),
                lambda number=record.id: workspace.choose(number),
                tr("Objects"),
                str(record.id) if record.id < 10 else "",
            )

    def _frame(self, query: str) -> Iterator[Entry]:
        found = _FRAME.fullmatch(query.strip())
        if found and self._window.editor is not None:
            workspace, number = self._window.editor.workspace, int(found[1])
            number = min(number, workspace.last)
            yield Entry(
                "frame",
                tr("Go to frame {number}").format(number=number),
                lambda: workspace.go(number),
                tr("of {last}").format(last=workspace.last),
            )

    def _do(self, name: str) -> None:
        self.recent = [name, *(each for each in self.recent if each != name)][:REMEMBERED]
        self._window.menu[name].trigger()
