"""1 to 9 choose an object, with Alt they let a model vote or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow

DIGITS = {
    **{f"{digit}": f"Choose object {digit}" for digit in range(1, 10)},
    **{f"Alt+{digit}": f"Let model {digit} vote or not" for digit in range(1, 10)},
}
"""Keys that are no commands of a menu, and what they do."""


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
