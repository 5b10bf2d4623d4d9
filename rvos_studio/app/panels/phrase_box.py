"""The box in which an expression is written, with what was written before and patterns to fill in."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QMenu

from rvos_studio.app.icons import icon
from rvos_studio.app.language import tr
from rvos_studio.app.phrases import PLACEHOLDER


class PhraseBox(QLineEdit):
    """Enter gives the text away, once nothing in braces is left to be filled in; Tab goes from one to the next."""

    given = Signal(str)

    def __init__(self, placeholder: str, name: str) -> None:
        super().__init__(placeholderText=placeholder)
        self.setAccessibleName(name)
        self.setAcceptDrops(False)  # a file dropped here is for the window
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(8)
        self.setCompleter(completer)
        self.patterns = QMenu(self)
        self._button = QAction(icon("phrases"), tr("Begin with a pattern"), self)
        self._button.triggered.connect(self._open_patterns)
        self.addAction(self._button, QLineEdit.ActionPosition.TrailingPosition)
        self._button.setVisible(False)
        self.returnPressed.connect(self._give)

    def offer(self, known: Sequence[str], patterns: Sequence[str]) -> None:
        """Complete to what is known, and offer patterns with words in braces."""
        self._known.setStringList(list(known))
        self.patterns.clear()
        for each in patterns:
            self.patterns.addAction(each, lambda each=each: self.begin(each))
        self._button.setVisible(bool(patterns))

    def begin(self, pattern: str) -> None:
        """Write a pattern, ready to fill in its first word."""
        self.setText(pattern)
        self.setFocus()
        self._select_next(0)

    def refresh_icons(self) -> None:
        self._button.setIcon(icon("phrases"))

    def event(self, event: QEvent) -> bool:
        tab = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab
        if tab and self._select_next(self.cursorPosition()):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down = event.key() == Qt.Key.Key_Down and not self.completer().popup().isVisible()
        if down and not self.text():
            self.completer().setCompletionPrefix("")
            self.completer().complete()  # what was typed lately
        else:
            super().keyPressEvent(event)

    def _select_next(self, after: int) -> bool:
        """Select the next word in braces; whether there is one."""
        text = self.text()
        found = PLACEHOLDER.search(text, after) or PLACEHOLDER.search(text)
        if found:
            self.setSelection(found.start(), found.end() - found.start())
        return found is not None

    def _give(self) -> None:
        text = self.text().strip()
        if text and not self._select_next(0):
            self.clear()
            self.given.emit(text)

    def _open_patterns(self) -> None:
        self.patterns.popup(self.mapToGlobal(self.rect().bottomLeft()))
