"""The rows of a dataset: one project each, sorted and filtered."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QRect,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.progress_words import progress
from rvos_studio.studio.dataset import Standing, Summary

ROW = 56
PICTURE = QSize(80, 45)
SORT = Qt.ItemDataRole.UserRole
_ORDER = {Standing.NEEDS_WORK: 0, Standing.TODO: 1, Standing.DONE: 2}


class Column(IntEnum):
    """What a row says."""

    CLIP = 0
    OBJECTS = 1
    FRAMES = 2
    PROGRESS = 3
    AGREEMENT = 4
    STANDING = 5
    CHANGED = 6


_HEADINGS = (
    tr_later("Clip"), tr_later("Objects"), tr_later("Frames"), tr_later("Checked"), tr_later("Agreement"),
    tr_later("Review"), tr_later("Last change"),
)  # fmt: skip


class DatasetTable(QAbstractTableModel):
    """All projects of a folder; rows are filled as they are read."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Summary] = []
        self._sorted_by = Column.CLIP, False
        self._place: dict[str, int] = {}
        self._pictures: dict[str, QPixmap] = {}

    def start(self, projects: Sequence[Path]) -> None:
        """Start with these; what is known of them stays."""
        known = {each.path: each for each in self.rows}
        names = [str(path) for path in projects]
        if set(names) == set(known):
            return
        self.beginResetModel()
        self._arrange(known.get(name) or Summary(name, Path(name).stem) for name in names)
        self.endResetModel()

    def fill(self, summaries: Sequence[Summary]) -> None:
        """Show what was read."""
        for each in summaries:
            place = self._place.get(each.path)
            if place is None or self.rows[place] == each:
                continue
            if self.rows[place].thumbnail != each.thumbnail:
                self._pictures.pop(each.path, None)
            self.rows[place] = each
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))
        self._sort()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Keep the rows in the order of a column from now on."""
        self._sorted_by = Column(column), order == Qt.SortOrder.DescendingOrder
        self._sort()

    def _sort(self) -> None:
        before, (column, falling) = self.rows, self._sorted_by
        ranks = [_rank(row, column) for row in before]
        if ranks == sorted(ranks, reverse=falling):
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        paths = [before[index.row()].path for index in old]
        self._arrange(before)
        new = [
            self.index(self._place[path], index.column())
            for path, index in zip(paths, old, strict=True)
        ]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _arrange(self, rows: Iterable[Summary]) -> None:
        column, falling = self._sorted_by
        self.rows = sorted(rows, key=lambda row: _rank(row, column), reverse=falling)
        self._place = {row.path: place for place, row in enumerate(self.rows)}

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(_HEADINGS[section])
        return None

    def data(self, index: QModelIndex, role: int = 0) -> object:
        row, column = self.rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return row.problem or (progress(row.tally) if row.total else row.path)
            case Qt.ItemDataRole.DecorationRole if column is Column.CLIP:
                return self._picture(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{tr(_HEADINGS[column])}: {_text(row, column)}"
        return _rank(row, column) if role == SORT else None

    def _picture(self, row: Summary) -> QPixmap:
        picture = self._pictures.get(row.path)
        if picture is None:
            picture = QPixmap()
            picture.loadFromData(row.thumbnail or b"")
            self._pictures[row.path] = picture
        return picture


class Filtered(QSortFilterProxyModel):
    """The rows whose name contains some words and that stand as wanted."""

    def __init__(self, table: DatasetTable) -> None:
        super().__init__()
        self.setSourceModel(table)
        self._table = table
        self._words = ""
        self._standing: Standing | None = None

    def want(self, words: str, standing: Standing | None) -> None:
        """Show only these; None stands for every standing."""
        self._words, self._standing = words.strip().casefold(), standing
        self.invalidate()

    def filterAcceptsRow(self, place: int, parent: QModelIndex) -> bool:
        if not self._words and self._standing is None:
            return True
        row = self._table.rows[place]
        named = self._words in row.clip.casefold() or self._words in Path(row.path).stem.casefold()
        return named and self._standing in (None, row.standing)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._table.sort(column, order)  # a call per comparison would be felt

    def summary(self, place: int) -> Summary:
        """What a shown row stands for."""
        return self._table.rows[self.mapToSource(self.index(place, 0)).row()]


class Cells(QStyledItemDelegate):
    """Draws thumbnails and bars of progress into the cells."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        if index.column() == Column.CLIP:
            super().paint(painter, option, index)
            place = QRect(option.rect.left() + 8, 0, PICTURE.width(), PICTURE.height())
            place.moveTop(option.rect.center().y() - PICTURE.height() // 2)
            picture = index.data(Qt.ItemDataRole.DecorationRole)
            painter.fillRect(place, option.palette.color(QPalette.ColorRole.Dark))
            if not picture.isNull():
                _draw_inside(painter, picture, place)
        elif index.column() == Column.PROGRESS:
            super().paint(painter, option, index)
            share = index.data(SORT)
            if share >= 0:
                _draw_bar(painter, option, share)
        else:
            super().paint(painter, option, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        super().initStyleOption(option, index)
        if index.column() == Column.CLIP:
            option.icon = option.icon.__class__()
            option.decorationSize = QSize(PICTURE.width() + 8, PICTURE.height())
        elif index.column() == Column.PROGRESS:
            option.displayAlignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW)


def _draw_inside(painter: QPainter, picture: QPixmap, place: QRect) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    size = picture.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    inside = QRect(0, 0, size.width(), size.height())
    inside.moveCenter(place.center())
    painter.drawPixmap(inside, picture)


def _draw_bar(painter: QPainter, option: QStyleOptionViewItem, share: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    room = QRectF(option.rect).adjusted(8, 0, -56, 0)
    bar = QRectF(room.left(), room.center().y() - 3, room.width(), 6)
    painter.setBrush(option.palette.color(QPalette.ColorRole.Mid))
    painter.drawRoundedRect(bar, 3, 3)
    bar.setWidth(bar.width() * share)
    painter.setBrush(option.palette.color(QPalette.ColorRole.Accent))
    painter.drawRoundedRect(bar, 3, 3)


def _text(row: Summary, column: Column) -> str:
    if column is Column.CLIP:
        return Path(row.path).stem
    if row.problem:
        return tr("cannot be read") if column is Column.STANDING else ""
    if not row.frames:
        return "…" if column is Column.STANDING else ""
    match column:
        case Column.OBJECTS:
            return str(row.objects)
        case Column.FRAMES:
            return f"{row.frames:,}"
        case Column.PROGRESS:
            return f"{row.checked / row.total:.0%}" if row.total else ""
        case Column.AGREEMENT:
            return "" if row.agreement is None else f"{row.agreement:.2f}"
        case Column.STANDING:
            return of_core(row.standing).capitalize()
    return datetime.fromtimestamp(row.changed).astimezone().strftime("%Y-%m-%d %H:%M")


def _rank(row: Summary, column: Column) -> object:
    """What a column is sorted by."""
    match column:
        case Column.CLIP:
            return Path(row.path).stem.casefold()
        case Column.OBJECTS:
            return row.objects
        case Column.FRAMES:
            return row.frames
        case Column.PROGRESS:
            return row.checked / row.total if row.total else -1.0
        case Column.AGREEMENT:
            return 2.0 if row.agreement is None else row.agreement  # unknown stands last
        case Column.STANDING:
            return _ORDER[row.standing]
    return row.changed
