"""A job: one generator of the studio, consumed off the UI thread, heard of at most thirty times a second."""

import threading
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from rvos_studio.app.core_words import of_core
from rvos_studio.app.event_loop import in_thread
from rvos_studio.app.language import tr, tr_later
from rvos_studio.errors import WorkerLost
from rvos_studio.project import Change
from rvos_studio.studio import Progress

PERIOD_MS = 33
RESUMED = tr_later(
    "{job}: the worker process stopped unexpectedly; a new one goes on where it was."
)


class Job(QObject):
    """Runs the generator that `start` makes on a thread; signals come on the thread the job was made on."""

    progressed = Signal(object)
    """The newest `Progress`."""
    changed = Signal(object)
    """Everything changed since the last time: a tuple of `Change`, one per object at most twice."""

    noticed = Signal(str)
    """Something a person should know; the same words once only."""

    def __init__(
        self, title: str, start: Callable[[], Generator[Progress, Any, Any]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.began = time.monotonic()
        self.cancelled = False
        self._start = start
        self._stop = threading.Event()
        self._guard = threading.Lock()
        self._newest: Progress | None = None
        self._changes: list[Change] = []
        self._notices: dict[str, bool] = {}
        """What there was to know -> whether it was told."""
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(self._pass_on)

    def cancel(self) -> None:
        """Stop after the frame in the making; what is done is kept."""
        self.cancelled = True
        self._stop.set()

    async def run(self, thread: ThreadPoolExecutor) -> None:
        """Consume the generator to its end, its failure or a cancel. Raises what it raises."""
        self.began = time.monotonic()
        self._timer.start()
        try:
            await in_thread(thread, self._consume)
        finally:
            self._timer.stop()
            self._pass_on()
            self.deleteLater()

    def _consume(self) -> None:
        try:
            self._exhaust()
        except WorkerLost:
            if self._stop.is_set():
                raise
            with self._guard:
                self._notices.setdefault(tr(RESUMED).format(job=self.title), False)
            self._exhaust()  # what was finished is not done again

    def _exhaust(self) -> None:
        steps = self._start()
        try:
            for progress in steps:
                with self._guard:
                    self._newest = progress
                    self._changes += progress.changes
                    if progress.notice:
                        self._notices.setdefault(progress.notice, False)
                if self._stop.is_set():
                    return
        finally:
            steps.close()

    def _pass_on(self) -> None:
        with self._guard:
            progress, self._newest = self._newest, None
            changes, self._changes = self._changes, []
            untold = [notice for notice, told in self._notices.items() if not told]
            self._notices.update(dict.fromkeys(untold, True))
        if changes:
            self.changed.emit(merged(changes))
        if progress is not None:
            self.progressed.emit(progress)
        for notice in untold:
            self.noticed.emit(of_core(notice))


def merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The same news in fewer words: per object one change of frames, and one of the object itself if there was any."""
    frames: dict[int, set[int]] = {}
    itself: dict[int, Change] = {}
    for change in changes:
        if change.frames:
            frames.setdefault(change.object_id, set()).update(change.frames)
        else:
            itself[change.object_id] = change
    return (*itself.values(), *(Change(each, frozenset(on)) for each, on in frames.items()))


def time_left(began: float, done: int, total: int) -> str:
    """How much longer, roughly, in words; empty while it is too early to say."""
    elapsed = time.monotonic() - began
    if not done or elapsed < 1 or done >= total:
        return ""
    seconds = elapsed / done * (total - done)
    if seconds < 90:
        return tr("about {seconds} s left").format(seconds=max(1, round(seconds)))
    return tr("about {minutes} min left").format(minutes=round(seconds / 60))


def with_time_left(doing: str, began: float, done: int, total: int) -> str:
    """What is being done, and how much longer as far as that is known."""
    left = time_left(began, done, total)
    return tr("{doing}, {left}").format(doing=doing, left=left) if left else doing
