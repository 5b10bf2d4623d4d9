"""The undo history: what was done and when; a click goes back, or forward again."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QDate, QLocale, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr, tr_later
from rvos_studio.project import HistoryEntry

LINES = 8
"""In view at a time."""
BEGINNING = HistoryEntry(0, tr_later("As it was opened first"), "", False)
_ENTRY = Qt.ItemDataRole.UserRole


class HistoryPanel(QWidget):
    """Newest first; what was taken back is faint, and the newest that was not is marked."""

    wanted = Signal(int)
    """The id of the entry that shall be the newest one done; 0 for none of them."""

    def __init__(self) -> None:
        super().__init__()
        self._model = _Entries()
        self.list = QListView(uniformItemSizes=True, objectName="lines")
        self.list.setAccessibleName(tr("What was done, newest first"))
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Line(self.list))
        self.list.setToolTip(tr("Click to go back or forward to there"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._tell)
        self.list.activated.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.show_history(())

    def show_history(self, entries: Sequence[HistoryEntry]) -> None:
        """Show these, given oldest first."""
        if not self._model.set_entries(entries):
            return
        rows = min(LINES, self._model.rowCount())
        self.list.setFixedHeight(rows * self.list.sizeHintForRow(0) + 10)
        self.list.setCurrentIndex(self._model.index(self._model.newest))

    def _tell(self, index: QModelIndex) -> None:
        if index.row() != self._model.newest:
            self.wanted.emit(index.data(_ENTRY).id)


class _Entries(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._entries: list[HistoryEntry] = []

    @property
    def newest(self) -> int:
        """The row of the newest entry that was not taken back."""
        return next(row for row, entry in enumerate(self._entries) if not entry.undone)

    def set_entries(self, entries: Sequence[HistoryEntry]) -> bool:
        """Whether anything is new."""
        listed = [*reversed(entries), BEGINNING]
        if listed == self._entries:
            return False
        self.beginResetModel()
        self._entries = listed
        self.endResetModel()
        return True

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return len(self._entries)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return of_core(entry.title)
            case Qt.ItemDataRole.AccessibleTextRole:
                said = tr("{edit}, {time}, taken back") if entry.undone else "{edit}, {time}"
                return said.format(edit=of_core(entry.title), time=clock(entry.when))
            case _ if role == _ENTRY:
                return entry
        return None


class _Line(QStyledItemDelegate):
    """The title, and at the right the time."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(100, option.fontMetrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        entry: HistoryEntry = index.data(_ENTRY)
        group = QPalette.ColorGroup.Disabled if entry.undone else QPalette.ColorGroup.Active
        place = option.rect.adjusted(8, 0, -8, 0)
        time = clock(entry.when)
        room = option.fontMetrics.horizontalAdvance(time) + 12
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(option.palette.color(QPalette.ColorRole.Midlight))
            painter.drawRoundedRect(option.rect.adjusted(2, 1, -2, -1), 4, 4)
        painter.setPen(option.palette.color(group, QPalette.ColorRole.Text))
        title = of_core(entry.title)
        _write(painter, place.adjusted(0, 0, -room, 0), title, Qt.AlignmentFlag.AlignLeft)
        quiet = QPalette.ColorRole.Text if entry.undone else QPalette.ColorRole.PlaceholderText
        painter.setPen(option.palette.color(group, quiet))
        _write(painter, place, time, Qt.AlignmentFlag.AlignRight)
        painter.restore()


def clock(when: str) -> str:
    """An ISO time as a person reads it: the hour today, else the day."""
    if not when:
        return ""
    then = datetime.fromisoformat(when).astimezone()
    today = datetime.now().astimezone().date()
    if then.date() == today:
        return then.strftime("%H:%M")
    day = QDate(then.year, then.month, then.day)
    return QLocale().toString(day, tr("dd MMM", "a day, as QLocale writes dates"))


def _write(painter: QPainter, place: QRect, text: str, side: Qt.AlignmentFlag) -> None:
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, short)
