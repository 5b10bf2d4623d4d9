"""The seam between asking for a lot of work and where it is done: here on several worker processes."""

import queue
import threading
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rvos_studio.errors import StudioError, WorkerLost
from rvos_studio.jobs.worker import Worker

TRIES = 3
"""How often a request is begun before its worker's death counts as its failure: it may be what kills them."""


@dataclass(frozen=True)
class Began:
    """A worker has taken a request; once more where an earlier one was lost with it."""

    request: int
    attempt: int


@dataclass(frozen=True)
class Value:
    """One value of a request's generator."""

    request: int
    value: Any


@dataclass(frozen=True)
class Ended:
    """Nothing more comes of a request."""

    request: int
    error: StudioError | None = None


News = Began | Value | Ended


class Pool(Protocol):
    """Does many requests at a time, each by a generator function that is named `package.module:function`.

    Arguments and values must be picklable. A request whose worker is lost is begun again by another one, so a task
    must be able to find what an earlier attempt left.
    """

    @property
    def size(self) -> int:
        """How many requests are worked on at a time, as far as is known."""
        ...

    def run(self, task: str, requests: Iterable[Mapping[str, Any]]) -> Generator[News, None, None]:
        """Give what the requests' generators give, as it comes; requests are taken when a worker is free.

        A request's own failure ends that request only. Closing the generator cancels all at their next value.
        """
        ...

    def close(self) -> None:
        """Stop what runs and free everything."""
        ...


class LocalPool:
    """Worker processes of this machine. Implements `Pool`."""

    def __init__(self, workers: int) -> None:
        self._workers = [Worker() for _ in range(workers)]

    @property
    def size(self) -> int:
        """See `Pool.size`."""
        return len(self._workers)

    def run(self, task: str, requests: Iterable[Mapping[str, Any]]) -> Generator[News, None, None]:
        """See `Pool.run`."""
        shift = _Shift(task, iter(enumerate(requests)), len(self._workers))
        threads = [
            threading.Thread(target=shift.serve, args=(worker,), daemon=True)
            for worker in self._workers
        ]
        for thread in threads:
            thread.start()
        try:
            yield from shift.news()
        finally:
            shift.stop()
            for thread in threads:
                thread.join()

    def close(self) -> None:
        """See `Pool.close`."""
        for worker in self._workers:
            worker.close()


class _Shift:
    """One call of `run`: what the threads, one per worker, share."""

    def __init__(
        self, task: str, requests: Iterator[tuple[int, Mapping[str, Any]]], workers: int
    ) -> None:
        self._task = task
        self._requests = requests
        self._guard = threading.Lock()
        self._stopped = threading.Event()
        self._at_work = workers
        # Bounded, so that workers wait for a slow reader instead of filling the memory.
        self._news: queue.Queue[News | BaseException | None] = queue.Queue(4 * workers)

    def news(self) -> Iterator[News]:
        """What the workers say, until all are done."""
        while self._at_work:
            news = self._news.get()
            if news is None:
                self._at_work -= 1
            elif isinstance(news, BaseException):
                raise news
            else:
                yield news

    def stop(self) -> None:
        """Let every worker end at its next value."""
        self._stopped.set()

    def serve(self, worker: Worker) -> None:
        """Take requests until there are none left."""
        try:
            while (request := self._take()) is not None:
                self._do(worker, *request)
        except BaseException as error:  # the reader raises it
            self._tell(error)
        self._tell(None)

    def _take(self) -> tuple[int, Mapping[str, Any]] | None:
        with self._guard:
            return None if self._stopped.is_set() else next(self._requests, None)

    def _do(self, worker: Worker, number: int, arguments: Mapping[str, Any]) -> None:
        error: StudioError | None = None
        for attempt in range(1, TRIES + 1):
            self._tell(Began(number, attempt))
            values = worker.run(self._task, **arguments)
            try:
                for value in values:
                    self._tell(Value(number, value))
                    if self._stopped.is_set():
                        return
                error = None
            except WorkerLost as lost:
                error = lost
                continue
            except StudioError as refused:
                error = refused
            finally:
                values.close()
            break
        self._tell(Ended(number, error))

    def _tell(self, news: News | BaseException | None) -> None:
        while not self._stopped.is_set():
            try:
                self._news.put(news, timeout=0.1)
                return
            except queue.Full:
                continue
