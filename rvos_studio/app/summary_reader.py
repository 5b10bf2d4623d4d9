"""Reading the summaries of many projects on a thread, told of as they come."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rvos_studio.studio.dataset import Summaries, Summary

_PERIOD_S = 0.05
"""Summaries that are read within this time are told of together."""


class SummaryReader(QObject):
    """Of several requests only the newest goes on."""

    listed = Signal(object)
    """Paths of all projects, before any is read."""
    read = Signal(object)
    """A list of `Summary`; those without a thumbnail come again with it."""
    ended = Signal()
    _made = Signal(int, object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread = ThreadPoolExecutor(1, "summaries")
        self._request = 0
        self._stop = threading.Event()
        self._made.connect(self._deliver)

    def start(
        self, folder: Path, projects: Callable[[], Sequence[Path]], *, pictures: bool = True
    ) -> None:
        """Read these projects, with their `pictures`; what is read is kept under the name of `folder`."""
        self.stop()
        self._stop = threading.Event()
        self._thread.submit(self._work, self._request, self._stop, folder, projects, pictures)

    def stop(self) -> None:
        """Tell nothing more of what was asked for."""
        self._request += 1
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait for the thread."""
        self.stop()
        self._thread.shutdown(wait=True)

    def _work(
        self,
        request: int,
        stop: threading.Event,
        folder: Path,
        projects: Callable[[], Sequence[Path]],
        pictures: bool,
    ) -> None:
        try:
            paths = list(projects())
        except OSError:
            paths = []
        self._made.emit(request, self.listed, paths)
        known = Summaries(folder)
        found: list[Summary] = []
        self._tell(request, stop, _noting(map(known.read, paths), found))
        self._tell(request, stop, (known.picture(each) for each in found if each.thumbnail is None))
        known.save()
        self._made.emit(request, self.ended, None)

    def _tell(self, request: int, stop: threading.Event, summaries: Iterable[Summary]) -> None:
        batch, since = [], time.monotonic()
        for each in summaries:
            batch.append(each)
            if stop.is_set():
                return
            if time.monotonic() - since > _PERIOD_S:
                self._made.emit(request, self.read, batch)
                batch, since = [], time.monotonic()
        self._made.emit(request, self.read, batch)

    def _deliver(self, request: int, signal: object, value: object) -> None:
        if request != self._request:
            return
        if value is None:
            signal.emit()
        else:
            signal.emit(value)


def _noting(summaries: Iterable[Summary], noted: list[Summary]) -> Iterator[Summary]:
    for each in summaries:
        noted.append(each)
        yield each
