"""A key of a command that does one thing while it is held and another when it is tapped."""

import time
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

HELD_S = 0.25
"""From when on a key counts as held."""

_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


class HeldKey(QObject):
    """Tells of the key of an action, whatever it is at the time, while one of the widgets has the focus.

    Elsewhere the key triggers the action as any other.
    """

    pressed = Signal()
    released = Signal(bool)
    """Whether it had been held."""

    def __init__(self, action: QAction, widgets: Iterable[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._action = action
        self._since = 0.0
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KEYS or not self._is_mine(event):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif not event.isAutoRepeat():
            if event.type() == QEvent.Type.KeyPress:
                self._since = time.monotonic()
                self.pressed.emit()
            else:
                self.released.emit(time.monotonic() - self._since >= HELD_S)
        return True

    def _is_mine(self, event: QKeyEvent) -> bool:
        key = QKeySequence(event.keyCombination())
        return self._action.isEnabled() and key in self._action.shortcuts()
