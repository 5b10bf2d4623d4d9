"""One command of the window: its words, its keys, its menu, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rvos_studio.app.language import tr, unmarked

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor
    from rvos_studio.app.main_window import MainWindow


@dataclass(frozen=True)
class Command:
    """One entry of a menu; `menu` and `text` are English, marked with `tr_later`."""

    name: str
    menu: str
    text: str
    act: Callable[[MainWindow], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs_clip: bool = True
    checkable: bool = False
    group: str = ""
    """Checkable commands of one group exclude each other."""
    divides: bool = False
    """A line above it."""

    @property
    def words(self) -> str:
        """Its text without marks: 'Export'."""
        return unmarked(tr(self.text))

    @property
    def place(self) -> str:
        """Its menu without marks: 'File'."""
        return unmarked(tr(self.menu))


def in_editor(act: Callable[[Editor], object]) -> Callable[[MainWindow], object]:
    """What a command does to the open clip; nothing without one."""

    def call(window: MainWindow) -> object:
        return act(window.editor) if window.editor is not None else None

    return call
