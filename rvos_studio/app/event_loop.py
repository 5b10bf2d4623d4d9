"""The one place that knows of qasync: asyncio on Qt's event loop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import qasync
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog

from rvos_studio.app.core_words import of_core
from rvos_studio.app.garbage import Collector
from rvos_studio.app.language import tr, tr_later
from rvos_studio.errors import StudioError

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

UNEXPECTED = tr_later("Something went wrong that should not have; what happened is in the log.")


def new_loop(application: QApplication) -> asyncio.AbstractEventLoop:
    """An asyncio loop that runs on Qt's; closing a window does not stop it."""
    application.setQuitOnLastWindowClosed(False)
    return qasync.QEventLoop(application)


def run(application: QApplication, main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run a coroutine to its end on Qt's event loop; Ctrl-C in a terminal cancels it."""
    collector = Collector()
    try:
        with asyncio.Runner(loop_factory=lambda: new_loop(application)) as runner:
            return runner.run(_interruptible(main))
    finally:
        collector.stop()


async def _interruptible(main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    task = asyncio.ensure_future(main())
    with contextlib.suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return 130


async def answer(dialog: QDialog) -> bool:
    """Open a dialog without stopping the loop and wait for it; whether it was accepted."""
    result: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def settle(code: int) -> None:
        if not result.done():
            result.set_result(code)

    dialog.finished.connect(settle)
    dialog.open()
    try:
        return await result == QDialog.DialogCode.Accepted
    finally:
        dialog.deleteLater()


async def in_thread(thread: ThreadPoolExecutor, work: Callable[[], _T]) -> _T:
    """Run something slow on a thread and wait for it without stopping the loop."""
    return await asyncio.get_running_loop().run_in_executor(thread, work)


class Tasks(QObject):
    """Coroutines the window has started, held until they end; their failures become one sentence each."""

    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: set[asyncio.Task[Any]] = set()

    @property
    def running(self) -> bool:
        """Whether anything that was started has not ended yet."""
        return bool(self._running)

    def start(self, work: Awaitable[_T]) -> asyncio.Task[_T | None]:
        """Begin `work` on the loop that runs."""
        task = asyncio.ensure_future(self._guarded(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def drain(self) -> None:
        """Wait until everything that was started has ended, except the task that waits."""
        while others := self._running - {asyncio.current_task()}:
            await asyncio.wait(others)

    async def _guarded(self, work: Awaitable[_T]) -> _T | None:
        try:
            return await work
        except Exception as error:
            self.report(error)
            return None

    def report(self, error: BaseException) -> None:
        """Say what failed; what is not a `StudioError` goes to the log with its traceback."""
        if not isinstance(error, StudioError):
            _log.error("Unexpected failure", exc_info=error)
        self.failed.emit(sentence(error))


def sentence(error: BaseException) -> str:
    """What a person reads about an error."""
    return of_core(str(error)) if isinstance(error, StudioError) else tr(UNEXPECTED)
