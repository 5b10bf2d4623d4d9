"""1 to 9 choose an object, with Alt they let a model vote or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

from rvos_studio.app.language import tr

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow

DIGITS = tuple(f"{alt}{digit}" for alt in ("", "Alt+") for digit in range(1, 10))
"""Keys that are no commands of a menu."""


def digit_words(keys: str) -> str:
    """What one of these keys does."""
    if keys.startswith("Alt+"):
        return tr("Let model {number} vote or not").format(number=keys[-1])
    return tr("Choose object {number}").format(number=keys)


def add_digits(window: MainWindow) -> None:
    """Give the window these keys."""

    def choose(number: int) -> None:
        if window.editor is not None:
            window.editor.workspace.choose(number)

    def toggle(place: int) -> None:
        if window.editor is not None:
            window.editor.fusing.toggle(place)

    for digit in range(1, 10):
        plain = QShortcut(QKeySequence(f"{digit}"), window)
        plain.activated.connect(lambda digit=digit: choose(digit))
        member = QShortcut(QKeySequence(f"Alt+{digit}"), window)
        member.activated.connect(lambda digit=digit: toggle(digit - 1))
