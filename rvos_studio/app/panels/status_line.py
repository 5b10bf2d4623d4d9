"""The status bar: what is saved, what runs, how long it still takes, and the way to stop it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from rvos_studio.app.icons import icon
from rvos_studio.app.language import tr
from rvos_studio.app.panels.vitals import Vitals
from rvos_studio.app.runs import Runs
from rvos_studio.jobs import Runner


class StatusLine(QStatusBar):
    """Left: where the shown mask comes from. Right: the job's progress with its cancel button, and the saved state."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._remark = QLabel()
        self._saved = QLabel()
        self._doing = QLabel()
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(160)
        self._bar.setAccessibleName(tr("How far the job is"))
        self.stop = QToolButton(focusPolicy=Qt.FocusPolicy.TabFocus)
        self.stop.setAccessibleName(tr("Cancel"))
        self.stop.clicked.connect(self.cancelled)
        self._job = QWidget()
        row = QHBoxLayout(self._job)
        row.setContentsMargins(0, 0, 16, 0)
        row.setSpacing(10)
        for widget in (self._doing, self._bar, self.stop):
            row.addWidget(widget)
        self.addWidget(self._remark, 1)
        self.jobs = QToolButton(focusPolicy=Qt.FocusPolicy.TabFocus, text=tr("Jobs"))
        self.jobs.hide()
        self.addPermanentWidget(self._job)
        self.addPermanentWidget(self.jobs)
        self.addPermanentWidget(self._saved)
        self.setContentsMargins(12, 2, 14, 2)
        self._job.hide()

    def follow(self, runs: Runs, runner: Runner) -> None:
        """Show what these do and take of the machine, and let them be cancelled."""
        self.vitals = Vitals(runs, runner)
        self.insertPermanentWidget(2, self.vitals)
        runs.started.connect(self.start_job)
        runs.progressed.connect(self.set_progress)
        runs.stopping.connect(self.set_stopping)
        runs.ended.connect(self.end_job)
        self.cancelled.connect(runs.cancel)

    @property
    def busy(self) -> bool:
        """Whether a job is shown."""
        return not self._job.isHidden()

    @property
    def doing(self) -> str:
        return self._doing.text() if self.busy else ""

    def set_remark(self, text: str) -> None:
        self._remark.setText(text)

    def set_saved(self, saved: bool | None) -> None:
        """Saved, being saved, or None when nothing is open."""
        self._saved.setText({None: "", True: tr("All changes saved"), False: tr("Saving…")}[saved])

    def start_job(self, title: str) -> None:
        self.stop.setIcon(icon("close"))
        self.stop.setEnabled(True)
        self._doing.setText(title)
        self._bar.setRange(0, 0)
        self._job.show()
        self.jobs.show()

    def set_progress(self, text: str, done: int, total: int) -> None:
        self._doing.setText(text)
        self._bar.setRange(0, max(0, total))
        self._bar.setValue(done)

    def set_stopping(self) -> None:
        """The cancel was heard; the frame in the making is still to come."""
        self.stop.setEnabled(False)
        self._doing.setText(tr("Stopping…"))

    def end_job(self) -> None:
        self._job.hide()
