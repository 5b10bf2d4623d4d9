"""What runs, what waits and what has ended, in a corner over the canvas."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.language import tr
from rvos_studio.app.runs import Outcome, Past, Runs

WIDTH = 380
MARGIN = 12


class JobsPopup(QFrame):
    """Opens and closes without taking the focus from anything."""

    def __init__(self, runs: Runs, over: QWidget) -> None:
        super().__init__(over, objectName="popup")
        self._runs = runs
        self._doing = QLabel(wordWrap=True)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(tr("How far the job is"))
        self._cancel = QPushButton(tr("Cancel"), focusPolicy=Qt.FocusPolicy.TabFocus)
        self._cancel.clicked.connect(runs.cancel)
        self._running = QWidget()
        row = QHBoxLayout(self._running)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.addWidget(self._doing)
        words.addWidget(self._bar)
        row.addLayout(words, 1)
        row.addWidget(self._cancel)
        self._next = QLabel()
        self._drop = QPushButton(tr("Drop"), focusPolicy=Qt.FocusPolicy.TabFocus)
        self._drop.setToolTip(tr("Do not start this job"))
        self._drop.clicked.connect(runs.drop)
        self._waiting = QWidget()
        row = QHBoxLayout(self._waiting)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._next, 1)
        row.addWidget(self._drop)
        self._none = QLabel(tr("There was no job yet."))
        self._none.setProperty("quiet", True)
        self._past = QGridLayout()
        self._past.setVerticalSpacing(6)
        self._past.setHorizontalSpacing(16)
        self._past.setColumnStretch(0, 1)
        heading = QLabel(tr("Jobs"))
        heading.setProperty("heading", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(12)
        for widget in (heading, self._running, self._waiting, self._none):
            column.addWidget(widget)
        column.addLayout(self._past)
        runs.listed.connect(self._list)
        runs.progressed.connect(self._tell)
        over.installEventFilter(self)
        self.hide()

    def toggle(self) -> None:
        """Open or close."""
        if self.isHidden():
            self._list()
            self.show()
            self.raise_()
            self._place()
        else:
            self.hide()

    @property
    def lines(self) -> list[str]:
        """What is said of jobs that have ended, newest first."""
        labels = [self._past.itemAtPosition(row, 0) for row in range(self._past.rowCount())]
        return [item.widget().accessibleName() for item in labels if item]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _list(self) -> None:
        doing, waiting, past = self._runs.doing, self._runs.waiting, self._runs.past
        if doing and self._running.isHidden():
            self._bar.setRange(0, 0)
        self._doing.setText(doing)
        self._running.setVisible(bool(doing))
        self._next.setText(tr("Next: {job}").format(job=waiting))
        self._waiting.setVisible(bool(waiting))
        self._none.setVisible(not doing and not past)
        while self._past.count():
            self._past.takeAt(0).widget().deleteLater()
        for row, each in enumerate(past):
            self._add(row, each)
        self._place()

    def _add(self, row: int, past: Past) -> None:
        outcome = f"{tr(past.outcome)}, {_duration(past.seconds)}"
        when = f"{past.when:%H:%M}"
        title = QLabel(past.title)
        title.setAccessibleName(f"{past.title}: {outcome}, {when}")
        for column, label in enumerate((title, QLabel(outcome), QLabel(when))):
            label.setProperty("quiet", column > 0 and past.outcome is not Outcome.FAILED)
            self._past.addWidget(label, row, column)

    def _tell(self, text: str, done: int, total: int) -> None:
        self._doing.setText(text)
        self._bar.setRange(0, max(0, total))
        self._bar.setValue(done)
        self._place()

    def _place(self) -> None:
        room = self.parentWidget().size()
        self.layout().invalidate()
        width = min(WIDTH, room.width() - 2 * MARGIN)
        self.resize(width, self.layout().totalHeightForWidth(width))
        self.move(room.width() - width - MARGIN, room.height() - self.height() - MARGIN)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return tr("{seconds:.0f} s").format(seconds=seconds)
    return tr("{minutes:.0f} min").format(minutes=seconds / 60)
