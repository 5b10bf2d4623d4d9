"""Long work of the window: one job at a time, its progress in words, and its end."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal

from rvos_studio.app.core_words import of_core
from rvos_studio.app.event_loop import Tasks
from rvos_studio.app.job import Job, with_time_left
from rvos_studio.app.language import tr, tr_later
from rvos_studio.errors import WeightsMissing
from rvos_studio.studio import Progress

REMEMBERED = 8


class Outcome(StrEnum):
    """How a job ended."""

    DONE = tr_later("done")
    CANCELLED = tr_later("cancelled")
    FAILED = tr_later("failed")


@dataclass(frozen=True)
class Past:
    """A job that has ended."""

    title: str
    outcome: Outcome
    seconds: float
    when: datetime = field(default_factory=lambda: datetime.now().astimezone())


class Runs(QObject):
    """Starts jobs, passes on what they say, and stops them."""

    started = Signal(str)
    progressed = Signal(str, int, int)
    """What is being done with the time left, done, total."""
    reached = Signal(int)
    """The newest frame that is done."""
    stopping = Signal()
    changed = Signal(object)
    busy = Signal(str)
    """Why a job was not started."""
    ended = Signal()
    """Nothing runs any more."""
    noticed = Signal(str)
    """Something a person should know about the job that runs."""
    lacking = Signal()
    """A job failed because a model's weights are not here."""
    listed = Signal()
    """What runs, what waits or what has ended is another now."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self.tasks = tasks
        self._thread = ThreadPoolExecutor(1, "jobs")
        self._job: Job | None = None
        self._following: asyncio.Task[None] | None = None
        self._next: tuple[str, Callable[[], Generator[Progress, Any, Any]]] | None = None
        self.past: deque[Past] = deque(maxlen=REMEMBERED)
        """Jobs that have ended, newest first."""

    @property
    def running(self) -> bool:
        return self._job is not None

    @property
    def doing(self) -> str:
        """The title of the job that runs; empty when none does."""
        return self._job.title if self._job else ""

    @property
    def waiting(self) -> str:
        """The title of the job that comes next; empty when none does."""
        return self._next[0] if self._next else ""

    def drop(self) -> None:
        """Forget the job that comes next."""
        self._next = None
        self.listed.emit()

    def start(
        self,
        title: str,
        steps: Callable[[], Generator[Progress, Any, Any]],
        then: Callable[[], None] | None = None,
    ) -> bool:
        """Start a job unless one runs already; `then` is called when it ended well. Whether it was started."""
        if self._job is not None:
            self.busy.emit(
                tr("'{job}' is still running; wait for it or cancel it first.").format(
                    job=self._job.title
                )
            )
            return False
        self._job = Job(title, steps, self)
        self._job.changed.connect(self.changed)
        self._job.progressed.connect(self._tell)
        self._job.noticed.connect(self.noticed)
        self.started.emit(title)
        self.listed.emit()
        self._following = self.tasks.start(self._follow(self._job, then))
        return True

    def queue(self, title: str, steps: Callable[[], Generator[Progress, Any, Any]]) -> None:
        """Start a job now, or as soon as the running one has ended; one of the same title is cancelled for it."""
        if self._job is None:
            self.start(title, steps)
            return
        self._next = title, steps
        self.listed.emit()
        if self._job.title == title:
            self._job.cancel()

    async def ending(self) -> None:
        """Wait until nothing runs."""
        while self._following is not None and self._job is not None:
            await asyncio.wait([self._following])

    def cancel(self) -> None:
        """Ask the job to stop after the frame in the making."""
        if self._job is not None:
            self._job.cancel()
            self.stopping.emit()

    def close(self) -> None:
        """Stop what runs; nothing follows it."""
        self._next = None
        self.cancel()
        self._thread.shutdown(wait=False)

    async def _follow(self, job: Job, then: Callable[[], None] | None) -> None:
        outcome = Outcome.FAILED
        try:
            await job.run(self._thread)
            outcome = Outcome.CANCELLED if job.cancelled else Outcome.DONE
        except WeightsMissing:
            self.lacking.emit()
            raise
        finally:
            self._job = None
            self.past.appendleft(Past(job.title, outcome, time.monotonic() - job.began))
            following, self._next = self._next, None
            if following:
                self.start(*following)
            else:
                self.ended.emit()
            self.listed.emit()
        if outcome is Outcome.DONE and then:
            then()

    def _tell(self, progress: Progress) -> None:
        if self._job is None or self._job.cancelled:
            return
        job, doing = self._job, of_core(progress.doing)
        words = tr("{job}: {doing}").format(job=job.title, doing=doing) if doing else job.title
        text = with_time_left(words, job.began, progress.done, progress.total)
        self.progressed.emit(text, progress.done, progress.total)
        if frames := [max(change.frames) for change in progress.changes if change.frames]:
            self.reached.emit(frames[-1])
