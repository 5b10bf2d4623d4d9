"""The page of a dataset: its clips in a table, and what can be done with them."""

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.panels.dataset_table import ROW, Cells, Column, DatasetTable, Filtered
from rvos_studio.app.progress_words import clips_done, progress
from rvos_studio.project import Tally
from rvos_studio.studio.dataset import Standing

_FILTERS = (
    (tr_later("All"), None),
    (tr_later("To Do"), Standing.TODO),
    (tr_later("Needs Work"), Standing.NEEDS_WORK),
    (tr_later("Done"), Standing.DONE),
)


class DatasetPage(QWidget):
    """Enter or a double click opens the current clip."""

    picked = Signal(object)
    """The path of a project."""
    next_wanted = Signal()
    run_wanted = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.table = DatasetTable()
        self.shown = Filtered(self.table)
        self._title = QLabel()
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        self._title.setFont(font)
        self._words = QLabel()
        self._words.setProperty("quiet", True)
        self.search = QLineEdit(placeholderText=tr("Filter by name"), clearButtonEnabled=True)
        self.search.setAccessibleName(tr("Filter by name"))
        self.search.setMaximumWidth(260)
        self.search.setAcceptDrops(False)
        self.search.textChanged.connect(lambda _: self._filter())
        self.filters = QButtonGroup(self)
        self.view = _View(self.shown)
        self.view.opened.connect(lambda: self._open(self.view.currentIndex().row()))
        self.view.doubleClicked.connect(lambda index: self._open(index.row()))
        self.run = QPushButton(tr("Ask Models…"), toolTip=tr("Ask models over the selected clips"))
        self.run.clicked.connect(self.run_wanted)
        self.next = QPushButton(tr("Next Clip to Work On"))
        self.next.setProperty("primary", True)
        self.next.clicked.connect(self.next_wanted)
        self.close_button = close = QPushButton(tr("Close"))
        close.clicked.connect(self.closed)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._tell())
        self._lay_out(close)

    def _lay_out(self, close: QPushButton) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._title)
        names.addWidget(self._words)
        top.addLayout(names, 1)
        for button in (self.next, self.run, close):
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        tools = QHBoxLayout()
        tools.setSpacing(6)
        tools.addWidget(self.search, 1)
        for number, (words, _) in enumerate(_FILTERS):
            button = QPushButton(tr(words), checkable=True, checked=not number)
            self.filters.addButton(button, number)
            tools.addWidget(button)
        tools.addStretch(1)
        self.filters.idClicked.connect(lambda _: self._filter())
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(16)
        column.addLayout(top)
        column.addLayout(tools)
        column.addWidget(self.view, 1)

    def show_folder(self, folder: Path) -> None:
        """Begin with another dataset."""
        self._title.setText(folder.name)
        self._title.setToolTip(str(folder))
        self.search.clear()
        self.filters.button(0).click()
        self.tell()

    def tell(self) -> None:
        """Say how far the dataset is; call it when rows were filled."""
        if self.table.rows and not self.view.currentIndex().isValid():
            self.view.choose(0)
        self._tell()

    def choose(self, project: Path) -> None:
        """Make a project's row the current one, where it is shown."""
        for place in range(self.shown.rowCount()):
            if self.shown.summary(place).path == str(project):
                self.view.choose(place)

    def selected(self) -> list[Path]:
        """Projects of the selected rows that can be read, in the order shown."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        found = [self.shown.summary(row) for row in rows]
        return [Path(each.path) for each in found if not each.problem]

    def next_to_do(self, after: Path | None) -> Path | None:
        """The first shown clip below this one, or from the top, that is not done; None where all are."""
        rows = [self.shown.summary(place) for place in range(self.shown.rowCount())]
        names = [each.path for each in rows]
        begin = names.index(str(after)) + 1 if after and str(after) in names else 0
        waiting = [
            each
            for each in rows[begin:] + rows[:begin]
            if each.standing is not Standing.DONE and not each.problem and each.path != str(after)
        ]
        return Path(waiting[0].path) if waiting else None

    def _open(self, row: int) -> None:
        if row >= 0 and not self.shown.summary(row).problem:
            self.picked.emit(Path(self.shown.summary(row).path))

    def _filter(self) -> None:
        self.shown.want(self.search.text(), _FILTERS[self.filters.checkedId()][1])
        if self.shown.rowCount() and not self.view.currentIndex().isValid():
            self.view.choose(0)
        self._tell()

    def _tell(self) -> None:
        rows = self.table.rows
        done = sum(each.standing is Standing.DONE for each in rows)
        tally = Tally(
            *(sum(getattr(e, n) for e in rows) for n in ("total", "checked", "needs_work"))
        )
        self._words.setText(f"{clips_done(done, len(rows))}  ·  {progress(tally)}")
        count = len(self.view.selectionModel().selectedRows())
        self.run.setText(
            tr("Ask Models on %Ln Clip(s)…", "", count) if count > 1 else tr("Ask Models…")
        )
        self.run.setEnabled(count > 0)


class _View(QTableView):
    """A quiet table of whole rows."""

    opened = Signal()

    def __init__(self, model: Filtered) -> None:
        super().__init__(objectName="dataset", showGrid=False, sortingEnabled=True)
        self.setModel(model)
        self.setItemDelegate(Cells(self))
        self.setAccessibleName(tr("Clips of the dataset"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(Column.CLIP, QHeaderView.ResizeMode.Stretch)
        for column, width in (
            (Column.OBJECTS, 84), (Column.FRAMES, 84), (Column.PROGRESS, 200), (Column.AGREEMENT, 104),
            (Column.STANDING, 120), (Column.CHANGED, 150),
        ):  # fmt: skip
            self.setColumnWidth(column, width)
        self.sortByColumn(Column.CLIP, Qt.SortOrder.AscendingOrder)

    def choose(self, place: int) -> None:
        """Make a row the current and only one."""
        index = self.model().index(place, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
