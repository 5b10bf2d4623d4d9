"""1 to 9 choose an object, with Alt they let a model vote or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow


def add_digits(window: MainWindow) -> None:
    """Give the window these keys; they are no commands of a menu."""

    def choose(number: int) -> None:
        if window.editor is not None:
            window.editor.workspace.choose(number)

    def toggle(place: int) -> None:
        if window.editor is not None:
            window.editor.finding.panel.toggle(place)

    for digit in range(1, 10):
        plain = QShortcut(QKeySequence(f"{digit}"), window)
        plain.activated.connect(lambda digit=digit: choose(digit))
        member = QShortcut(QKeySequence(f"Alt+{digit}"), window)
        member.activated.connect(lambda digit=digit: toggle(digit - 1))
