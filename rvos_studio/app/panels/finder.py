"""A field to type into with the best answers under it, worked by the keyboard alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.language import tr

WIDTH = 620
LINES = 12
"""Answers in view at a time."""
MOST = 60
"""Answers that are listed; who wants another one types on."""
_KEYS = {
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Return,
    Qt.Key.Key_Enter, Qt.Key.Key_Escape,
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """Something that can be done at once."""

    name: str
    """Tells it from others; stays the same from day to day."""
    words: str
    act: Callable[[], object]
    place: str = ""
    """The menu it is in, or what kind of thing it is."""
    keys: str = ""
    english: str = ""
    """What it is called in English, where that is another name: it is found by this, too."""


class Finder(QFrame):
    """Lies over its parent while something is looked for; the focus goes back to where it was."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, objectName="finder")
        self._answers: Callable[[str], Sequence[Entry]] = lambda _query: ()
        self._entries: list[Entry] = []
        self._before: QWidget | None = None
        self.field = _Field(self)
        self.field.setPlaceholderText(tr("Type a command, a frame's number or an object"))
        self.field.setAccessibleName(tr("Find a command, a frame or an object"))
        self.field.textChanged.connect(self._search)
        self.list = QTreeWidget(
            rootIsDecorated=False, uniformRowHeights=True, focusPolicy=Qt.FocusPolicy.NoFocus
        )
        self.list.setAccessibleName(tr("What was found"))
        self.list.setHeaderHidden(True)
        self.list.setColumnCount(3)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _item: self.accept())
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.list)
        over.installEventFilter(self)
        self.hide()

    def ask(self, answers: Callable[[str], Sequence[Entry]]) -> None:
        """Open, and list what `answers` gives for every text typed; the newest asks."""
        self._answers = answers
        if self.isHidden():
            self._before = self.window().focusWidget()
        self.field.clear()
        self._search("")
        self.show()
        self.raise_()
        self._place()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def accept(self) -> None:
        """Close, and do what is chosen."""
        place = self.list.indexOfTopLevelItem(self.list.currentItem())
        self.close_up()
        if place >= 0:
            self._entries[place].act()

    def close_up(self) -> None:
        """Close without doing anything; the focus goes back."""
        if not self.isHidden():
            before, self._before = self._before, None
            self.hide()
            if before is not None:
                before.setFocus()

    def step(self, by: int) -> None:
        """Choose another answer; stops at both ends."""
        here = self.list.indexOfTopLevelItem(self.list.currentItem())
        there = min(max(here + by, 0), len(self._entries) - 1)
        if there >= 0:
            self.list.setCurrentItem(self.list.topLevelItem(there))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _search(self, query: str) -> None:
        self._entries = list(self._answers(query))[:MOST]
        self.list.clear()
        for entry in self._entries:
            item = QTreeWidgetItem([entry.words, entry.place, entry.keys])
            item.setForeground(1, self.palette().placeholderText())
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.list.addTopLevelItem(item)
        self.step(0)
        self._place()

    def _place(self) -> None:
        room = self.parentWidget().size()
        line = self.list.sizeHintForRow(0) if self._entries else 0
        self.list.setFixedHeight(line * min(LINES, len(self._entries)) + 2)
        self.list.setVisible(bool(self._entries))
        width = min(WIDTH, room.width() - 24)
        self.layout().invalidate()
        self.resize(width, self.layout().sizeHint().height())
        self.move((room.width() - width) // 2, min(64, room.height() // 8))


class _Field(QLineEdit):
    """Keeps the keys that work the list from the window's commands."""

    def __init__(self, finder: Finder) -> None:
        super().__init__(finder)
        self._finder = finder

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self._finder.step(1)
            case Qt.Key.Key_Up:
                self._finder.step(-1)
            case Qt.Key.Key_PageDown:
                self._finder.step(LINES)
            case Qt.Key.Key_PageUp:
                self._finder.step(-LINES)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._finder.accept()
            case Qt.Key.Key_Escape:
                self._finder.close_up()
            case _:
                super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        leaving = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if event.reason() not in leaving:
            self._finder.hide()
