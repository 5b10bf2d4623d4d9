"""One command of the window: its words, its keys, its menu, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor
    from rvos_studio.app.main_window import MainWindow


@dataclass(frozen=True)
class Command:
    """One entry of a menu."""

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
        return self.text.replace("&", "").rstrip("…")


def in_editor(act: Callable[[Editor], object]) -> Callable[[MainWindow], object]:
    """What a command does to the open clip; nothing without one."""

    def call(window: MainWindow) -> object:
        return act(window.editor) if window.editor is not None else None

    return call
