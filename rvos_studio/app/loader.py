"""Reading on a thread of its own, newest request first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal


class Loader(QObject):
    """Makes values off the UI thread, one at a time; of several requests that wait, only the newest is served."""

    loaded = Signal(object)
    failed = Signal(object)
    _made = Signal(object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, name)
        self._waiting: Callable[[], Any] | None = None
        self._busy = self._closed = False
        self._made.connect(self._deliver)

    @property
    def idle(self) -> bool:
        """Whether everything that was asked for has been delivered."""
        return not self._busy

    def request(self, make: Callable[[], Any]) -> None:
        """Run `make` as soon as the thread is free, unless a newer request comes first."""
        self._waiting = make
        if not self._busy and not self._closed:
            self._next()

    def close(self) -> None:
        """Drop what waits, wait for what is being made, and stop the thread."""
        self._closed, self._waiting = True, None
        self._thread.shutdown(wait=True)

    def _next(self) -> None:
        make, self._waiting = self._waiting, None
        self._busy = True
        self._thread.submit(self._work, make)

    def _work(self, make: Callable[[], Any]) -> None:
        try:
            self._made.emit(make(), None)
        except Exception as error:  # brought to the UI thread, which says it in the message bar
            self._made.emit(None, error)

    def _deliver(self, value: Any, error: Exception | None) -> None:
        self._busy = False
        if self._closed:
            return
        if self._waiting is not None:
            self._next()
        if error is not None:
            self.failed.emit(error)
        else:
            self.loaded.emit(value)
