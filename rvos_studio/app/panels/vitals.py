"""What the program takes of the machine: where it computes, its memory, and the jobs that wait."""

import importlib.metadata
import shutil

import psutil
from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel

from rvos_studio import settings
from rvos_studio.app.language import tr
from rvos_studio.app.runs import Runs
from rvos_studio.errors import BadInput
from rvos_studio.jobs import Runner

PERIOD_MS = 3000


class Vitals(QLabel):
    """A few quiet words, looked up now and then while they can be seen."""

    def __init__(self, runs: Runs, runner: Runner) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 16, 0)
        self.setAccessibleName(tr("Device, memory and waiting jobs"))
        self._runs, self._runner = runs, runner
        self._own = psutil.Process()
        self._device = device()
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(self.refresh)
        runs.listed.connect(self.refresh)

    @property
    def looking(self) -> bool:
        """Whether it is looked up at all."""
        return self._timer.isActive()

    def refresh(self) -> None:
        """Look it up now."""
        own, worker = self._own.memory_info().rss, memory_of(getattr(self._runner, "pid", None))
        words = [self._device, gigabytes(own + worker)]
        if self._runs.waiting:
            words.append(tr("1 job waits"))
        self.setText(" · ".join(words))
        self.setToolTip(
            tr(
                "Models compute on the {device}\nMemory of the window: {window}\n"
                "Memory of the worker process: {worker}"
            ).format(
                device=self._device,
                window=gigabytes(own),
                worker=gigabytes(worker) if worker else tr("not started yet"),
            )
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


def device() -> str:
    """Where models compute by the settings: 'CPU', 'GPU', 'cuda:1'. Not asked of torch, which is slow to import."""
    try:
        chosen = settings.load().device
    except BadInput:
        chosen = "auto"  # whoever computes says what is wrong
    if chosen != "auto":
        return {"cpu": "CPU"}.get(chosen, chosen)
    blind = "cpu" in importlib.metadata.version("torch")
    return "CPU" if blind or shutil.which("nvidia-smi") is None else "GPU"


def memory_of(pid: int | None) -> int:
    """Bytes of memory that a process holds; 0 for one that is not there."""
    if pid is None:
        return 0
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def gigabytes(size: int) -> str:
    """'1.4 GB'."""
    return f"{size / 1e9:.1f} GB"
