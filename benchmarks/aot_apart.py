"""A side of a comparison in a process of its own, set up as its makers run it; time is taken there."""

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Protocol

import cv2
import numpy as np
import torch


class Runner(Protocol):
    """One clip in somebody's code."""

    def start(self, frame: np.ndarray, labels: np.ndarray, objects: int) -> None: ...

    def predict(self, frame: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Labels and probabilities, which the authors' code gives with the background first."""
        ...

    def memorise(self, labels: np.ndarray) -> None: ...


@dataclass
class Times:
    """Milliseconds of each frame."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def begin(self) -> None:
        """Go to the next frame."""
        self.wall.append(0.0)
        self.processor.append(0.0)

    def add(self, wall: float, processor: float) -> None:
        """To the newest frame."""
        self.wall[-1] += wall
        self.processor[-1] += processor

    def medians(self, after: int) -> tuple[float, float]:
        """Of the frames after the first so many."""
        return float(np.median(self.wall[after:])), float(np.median(self.processor[after:]))


class Apart:
    """A `Runner` that lives in its own process; `times` are those of `predict` and `memorise`."""

    def __init__(self, build: Callable[..., Runner], threads: int, *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(other, build, threads, arguments), daemon=True
        )
        self._process.start()
        self.times = Times()

    def start(self, frame: np.ndarray, labels: np.ndarray, objects: int) -> None:
        """Begin a clip, and its times."""
        self._ask("start", frame, labels, objects)
        self.times = Times()

    def predict(self, frame: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """See `Runner.predict`."""
        self.times.begin()
        answer, *spent = self._ask("predict", frame)
        self.times.add(*spent)
        labels, probabilities = answer
        return labels, probabilities

    def memorise(self, labels: np.ndarray) -> None:
        """See `Runner.memorise`."""
        _, *spent = self._ask("memorise", labels)
        self.times.add(*spent)

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join()

    def _ask(self, method: str, *arguments: Any) -> tuple[Any, float, float]:
        self._connection.send((method, arguments))
        answer: tuple[Any, float, float] = self._connection.recv()
        return answer


def now() -> float:
    """Seconds, when the device has done its part."""
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()
    return time.perf_counter()


def _serve(
    connection: Connection, build: Callable[..., Runner], threads: int, arguments: tuple[Any, ...]
) -> None:
    torch.set_num_threads(threads)
    cv2.setNumThreads(threads)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    runner = build(*arguments)
    while True:
        method, given = connection.recv()
        wall, processor = now(), time.process_time()
        answer = getattr(runner, method)(*given)
        connection.send((answer, 1000 * (now() - wall), 1000 * (time.process_time() - processor)))
