"""A spawned process that runs tasks, so that neither torch nor a crash ever reaches the window."""

import contextlib
import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Generator
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event, Semaphore
from typing import Any

from rvos_studio import log
from rvos_studio.errors import StudioError, WorkerLost
from rvos_studio.jobs.arena import Arena
from rvos_studio.jobs.runner import resolve

_log = logging.getLogger(__name__)
_PATIENCE = 10.0
"""Seconds that a cancelled task gets to reach its next value before its process is ended."""


class Worker:
    """Runs tasks one at a time in one process, which is started when first needed and again when it was lost.

    Implements `Runner`. Cancelling is soft: the task is closed at its next value. A process that does not get there
    in time is ended and replaced.
    """

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._process: multiprocessing.process.BaseProcess | None = None
        self._busy = threading.Lock()
        self._unfinished = False

    @property
    def pid(self) -> int | None:
        """The process, for people who watch it."""
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.is_alive()

    def start(self) -> None:
        """Start the process now, so that the first task does not wait for it."""
        if self.alive:
            return
        self._discard()
        self._arena = Arena.create(self._context)
        self._cancel: Event = self._context.Event()
        self._pipe, theirs = self._context.Pipe()
        self._process = self._context.Process(
            target=_serve,
            args=(theirs, self._arena.handle(), self._cancel),
            name="rvos-worker",
            daemon=True,
        )
        self._process.start()
        theirs.close()

    def run(self, task: str, **arguments: Any) -> Generator[Any, None, None]:
        """See `Runner.run`; raises `WorkerLost` when the process dies, after starting a new one."""
        with self._busy:
            self._finish_cancelled()
            self.start()
            self._cancel.clear()
            self._unfinished = True
            try:
                self._pipe.send((task, arguments))
                while (value := self._receive()) is not _END:
                    yield value
            finally:
                if self._unfinished:
                    self._cancel.set()

    def kill(self) -> None:
        """End the process in the middle of its task, which then raises `WorkerLost`; may be called from any thread."""
        with contextlib.suppress(AttributeError, ValueError):  # it may end by itself just now
            self._process.kill()  # type: ignore[union-attr]

    def close(self) -> None:
        """End the process; a task that runs gets a moment to stop."""
        if self._process is not None:
            self._cancel.set()
            with contextlib.suppress(OSError):
                self._pipe.send(None)
            self._process.join(1)
        self._discard()

    def _receive(self) -> Any:
        kind, content = self._next_message()
        if kind == "value":
            return self._arena.unpack(content)
        self._unfinished = False
        if kind == "end":
            return _END
        raise content

    def _next_message(self) -> tuple[str, Any]:
        assert self._process is not None
        multiprocessing.connection.wait([self._pipe, self._process.sentinel])
        try:
            # What a process managed to send before it died is still in the pipe.
            if self._pipe.poll():
                message: tuple[str, Any] = self._pipe.recv()
                return message
        except (EOFError, OSError):
            pass
        raise self._lost()

    def _lost(self) -> WorkerLost:
        assert self._process is not None
        self._process.join(1)
        code = self._process.exitcode
        self._unfinished = False
        reason = f"exit code {code}"
        if code is not None and code < 0:
            reason = signal.Signals(-code).name
            if -code == signal.SIGKILL:
                reason += "; often a sign that memory ran out"
        _log.error("worker %s lost: %s", self._process.pid, reason)
        self.start()
        return WorkerLost(
            f"The worker process stopped unexpectedly ({reason}). What was finished is kept and a new worker is ready:"
            " start again to go on."
        )

    def _finish_cancelled(self) -> None:
        """Read what a cancelled task still sends until it says that it has stopped."""
        while self._unfinished and self._process is not None:
            if not multiprocessing.connection.wait([self._pipe, self._process.sentinel], _PATIENCE):
                _log.warning("worker %s did not stop in time and is ended", self._process.pid)
                self._discard()
            else:
                with contextlib.suppress(StudioError):
                    self._receive()
        self._unfinished = False

    def _discard(self) -> None:
        if self._process is None:
            return
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()
        self._process = None
        self._pipe.close()
        self._arena.destroy()


_END = object()


def _serve(pipe: Connection, handle: tuple[str, int, Semaphore], cancel: Event) -> None:
    """The worker's whole life: take a task, send its values, say that it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_die_with, args=(parent.sentinel,), daemon=True).start()
    log.start()
    arena = Arena.attach(handle)
    while (request := _take(pipe)) is not None:
        task, arguments = request
        try:
            values = resolve(task)(**arguments)
            for value in values:
                if cancel.is_set():
                    break
                pipe.send(("value", arena.pack(value, cancel.is_set)))
                if cancel.is_set():
                    break
            values.close()
            pipe.send(("end", None))
        except StudioError as error:
            pipe.send(("error", error))
        except (BrokenPipeError, ConnectionResetError):
            return
        except Exception as error:
            _log.exception("%s failed", task)
            sentence = f"{type(error).__name__}: {error}".splitlines()[0]
            pipe.send(
                (
                    "error",
                    StudioError(
                        f"The work failed unexpectedly ({sentence}); the log has the details."
                    ),
                )
            )


def _take(pipe: Connection) -> tuple[str, dict[str, Any]] | None:
    try:
        request: tuple[str, dict[str, Any]] | None = pipe.recv()
    except (EOFError, OSError):
        return None
    return request


def _die_with(sentinel: int) -> None:
    """A worker whose parent was killed must not go on alone."""
    multiprocessing.connection.wait([sentinel])
    os._exit(1)
