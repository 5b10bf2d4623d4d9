"""The bench's table: a line for a candidate on a frame, or for how two of them differ there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr, tr_later
from rvos_studio.studio.bench import Difference, FrameScore

ROW = 24
_LINES = 9
"""Seen at a time."""
_WORDS, _HEADING = 150, 76
"""Widest columns of words, and of numbers under a name, in pixels."""
_LEAST = 84
"""What is left of a column of words where there is little room, in pixels."""
_PADDING = 12
"""Left and right of the words of a cell, together."""
_SAMPLE = 200
"""Rows that are looked at to find how wide a column is."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, what it sorts by, and what it writes."""

    heading: str
    key: Callable[[Any], Any]
    text: Callable[[Any], str] = str
    """Of the key."""
    most: int = 0
    """Widest in pixels, what is longer is elided; 0 for as wide as its words."""
    tip: str = ""


def score_columns(title_of: Callable[[str], str]) -> tuple[Column, ...]:
    """Columns of `FrameScore`."""
    return (
        Column(tr_later("Frame"), lambda row: row.frame),
        Column(tr_later("Id"), lambda row: row.object_id),
        Column(tr_later("Model"), lambda row: title_of(row.candidate), most=_WORDS),
        Column("J", lambda row: row.j, "{:.2f}".format, tip=tr("Region overlap")),
        Column("F", lambda row: row.f, "{:.2f}".format, tip=tr("Outline agreement")),
        Column(tr_later("Tag"), lambda row: ", ".join(map(of_core, row.tags)), most=_WORDS),
    )


def difference_columns(before: str, after: str) -> tuple[Column, ...]:
    """Columns of `Difference`; sorted by the size of the change, not by its sign."""
    return (
        Column(tr_later("Frame"), lambda row: row.frame),
        Column(tr_later("Id"), lambda row: row.object_id),
        Column(
            before,
            lambda row: row.before,
            "{:.2f}".format,
            _HEADING,
            tr("J&F of {before}").format(before=before),
        ),
        Column(
            after,
            lambda row: row.after,
            "{:.2f}".format,
            _HEADING,
            tr("J&F of {after}").format(after=after),
        ),
        Column(tr_later("Change"), lambda row: abs(row.change)),
    )


class BenchTable(QAbstractTableModel):
    """Rows in the order of a column."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[Column, ...] = ()
        self.rows: list[FrameScore | Difference] = []

    def fill(
        self, columns: tuple[Column, ...], rows: Sequence[FrameScore] | Sequence[Difference]
    ) -> None:
        """Show these, in their order."""
        self.beginResetModel()
        self.columns, self.rows = columns, list(rows)
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self.columns):
            return
        self.layoutAboutToBeChanged.emit()
        chosen = [(index, self.rows[index.row()]) for index in self.persistentIndexList()]
        falling = order == Qt.SortOrder.DescendingOrder
        self.rows.sort(key=self.columns[column].key, reverse=falling)
        for index, row in chosen:
            self.changePersistentIndex(index, self.index(self.rows.index(row), index.column()))
        self.layoutChanged.emit()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return tr(column.heading)
            case Qt.ItemDataRole.ToolTipRole:
                return column.tip or tr(column.heading)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None

    def data(self, index: QModelIndex, role: int = 0) -> object:
        row, column = self.rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                if column.heading == "Change":
                    return f"{row.change:+.2f}"
                return column.text(column.key(row))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
        return None


def _alignment(column: Column) -> Qt.AlignmentFlag:
    """Numbers stand right, one below the other."""
    right = column.text is not str or column.heading == "Change"
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class BenchView(QTableView):
    """Shows the table; a click, or Enter, goes to the frame of a row."""

    picked = Signal(object)
    """A `FrameScore` or a `Difference`."""

    def __init__(self) -> None:
        super().__init__(objectName="bench")
        self.table = BenchTable()
        self.setModel(self.table)
        self.setAccessibleName(tr("Scores by frame"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(20)
        header.setSortIndicatorShown(False)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.clicked.connect(self._pick)

    def fill(
        self,
        columns: tuple[Column, ...],
        rows: Sequence[FrameScore] | Sequence[Difference],
        hidden: Sequence[str] = (),
    ) -> None:
        """Show these rows, without the columns that say the same in each."""
        header = self.horizontalHeader()
        same = [each.heading for each in columns] == [e.heading for e in self.table.columns]
        sorted_by = header.sortIndicatorSection(), header.sortIndicatorOrder()
        self.table.fill(columns, rows)
        for place, column in enumerate(columns):
            self.setColumnHidden(place, column.heading in hidden)
        self._fit_columns()
        if same and sorted_by[0] >= 0:
            self.table.sort(*sorted_by)
        else:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        scroll = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(ROW * (min(_LINES, len(rows)) + 1) + 10 + scroll * self._overflows)

    @property
    def _overflows(self) -> bool:
        """Whether the columns are wider than the room for them."""
        return self.horizontalHeader().length() > self._room

    @property
    def _room(self) -> int:
        scroll = self.verticalScrollBar().sizeHint().width() * (len(self.table.rows) > _LINES)
        return self.width() - 2 * self.frameWidth() - scroll - 6

    def _fit_columns(self) -> None:
        """As wide as their words; what room is left goes to the last column that is seen."""
        header, table = self.horizontalHeader(), self.table
        for place, column in enumerate(table.columns):
            sample = (self._cell(row, place) for row in range(min(_SAMPLE, len(table.rows))))
            metrics = header.fontMetrics()
            wide = max(metrics.horizontalAdvance(words) for words in (column.heading, *sample))
            header.resizeSection(place, min(column.most or wide, wide) + _PADDING)
        seen = [k for k in range(len(table.columns)) if not self.isColumnHidden(k)]
        for place in (k for k in seen if table.columns[k].most and self._overflows):
            least = min(_LEAST, header.sectionSize(place))
            room = header.sectionSize(place) - (header.length() - self._room)
            header.resizeSection(place, max(least, room))
        if seen and (left := self._room - header.length()) > 0:
            words = [k for k in seen if table.columns[k].most] or seen[-1:]
            header.resizeSection(words[0], header.sectionSize(words[0]) + left)

    def _cell(self, row: int, place: int) -> str:
        return str(self.table.data(self.table.index(row, place)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self.currentIndex())
        elif event.key() in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_PageDown,
        ):
            super().keyPressEvent(event)
        else:
            event.ignore()  # a letter is a command and no search here

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid():
            self.picked.emit(self.table.rows[index.row()])
