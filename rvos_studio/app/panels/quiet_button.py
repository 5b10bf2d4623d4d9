"""A small button that stays in the background."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QToolButton

from rvos_studio.app.icons import icon


class QuietButton(QToolButton):
    """Its icon is faint until the pointer is on it."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(focusPolicy=Qt.FocusPolicy.TabFocus)
        self._name = name
        self.setToolTip(words)
        self.setAccessibleName(words)
        self._tint(QPalette.ColorRole.PlaceholderText)

    def _tint(self, role: QPalette.ColorRole) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, palette.color(role))
        self.setIcon(icon(self._name, palette))

    def enterEvent(self, event: QEvent) -> None:
        self._tint(QPalette.ColorRole.ButtonText)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._tint(QPalette.ColorRole.PlaceholderText)
        super().leaveEvent(event)
