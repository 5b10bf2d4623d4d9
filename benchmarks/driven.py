"""The real window, driven through its event loop, and how what it takes is measured and printed."""

import asyncio
import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QPointF,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from rvos_studio.app import event_loop
from rvos_studio.app.garbage import Collector
from rvos_studio.app.main_window import MainWindow
from rvos_studio.app.theme import Theme
from rvos_studio.jobs import Runner

PRESS, MOVE, RELEASE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
)
_PATIENCE_S = 120
_NONE = Qt.MouseButton.NoButton


@contextlib.contextmanager
def event_loop_of_qt() -> Iterator[asyncio.AbstractEventLoop]:
    """The loop that the program runs on; OpenCV gets one thread, as in the program."""
    cv2.setNumThreads(1)
    qInstallMessageHandler(_say)
    application = QApplication.instance() or QApplication([])
    collector = Collector()
    loop = event_loop.new_loop(application)
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        collector.stop()
        loop.close()


def _say(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    """What Qt has to say, but for what its offscreen platform says of every window."""
    if "propagateSizeHints" not in words:
        print(words, file=sys.stderr)


@contextlib.contextmanager
def open_window(loop: asyncio.AbstractEventLoop, runner: Runner) -> Iterator[MainWindow]:
    """A window of 1400 x 900 pixels, closed as a person closes it."""
    window = MainWindow(Theme(QApplication.instance()), runner)
    window.resize(1400, 900)
    window.show()
    yield window
    gone: list[bool] = []
    window.gone.connect(lambda: gone.append(True))
    window.close()
    Driver(window, loop).until(lambda: gone)
    runner.close()


class Paints(QObject):
    """Counts how often a widget is painted, or painted as it should be."""

    def __init__(self, widget: QObject, right: Callable[[], object] = lambda: True) -> None:
        super().__init__(widget)
        self.count = 0
        self._right = right
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint and self._right():
            self.count += 1
        return False


class Driver:
    """A hand at one window that waits for the screen."""

    def __init__(self, window: MainWindow, loop: asyncio.AbstractEventLoop) -> None:
        self.window, self.loop = window, loop

    def open(self, path: Path) -> NDArray[np.float64]:
        """Open a clip until its first frame is there; the blocks meanwhile, as `gaps` tells them."""
        self.window.open(path)
        blocks = self.gaps(lambda: not (self.window.editor and self.window.editor.canvas.picture))
        self.editor = self.window.editor
        self.workspace, self.canvas = self.editor.workspace, self.editor.canvas
        self.session = self.workspace.session
        self.paints = Paints(self.canvas)
        return blocks

    def until(self, condition: Callable[[], object]) -> None:
        """Let the window live until something holds."""

        async def poll() -> None:
            while not condition():
                await asyncio.sleep(0.0005)

        # Not `run_until_complete`: qasync goes on handling events after it, while no loop runs.
        waiting = self.loop.create_task(asyncio.wait_for(poll(), _PATIENCE_S))
        waiting.add_done_callback(lambda _: self.loop.stop())
        self.loop.run_forever()
        waiting.result()

    def settle(self) -> None:
        """Until all is written and shown."""
        self.until(lambda: self.workspace.settled and not self.window.tasks.running)

    def shown(self, act: Callable[[], object]) -> float:
        """Milliseconds until another picture is on the canvas."""
        before, picture = self.paints.count, self.canvas.picture
        start = time.perf_counter()
        act()
        self.until(lambda: self.canvas.picture is not picture and self.paints.count > before)
        return 1000 * (time.perf_counter() - start)

    def painted(self, act: Callable[[], object], paints: Paints | None = None) -> float:
        """Milliseconds until the canvas, or another widget, has been painted anew."""
        paints = paints or self.paints
        before, start = paints.count, time.perf_counter()
        act()
        self.until(lambda: paints.count > before or time.perf_counter() - start > 1)
        return 1000 * (time.perf_counter() - start)

    def gaps(
        self,
        busy: Callable[[], object],
        begin: Callable[[], object] | None = None,
        seconds: float = 60,
    ) -> NDArray[np.float64]:
        """Milliseconds between ticks of a timer, while `busy` and for at most some seconds; N x 2: passed, worked."""
        ticks: list[tuple[float, float]] = []
        timer = QTimer(interval=5, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: ticks.append((time.perf_counter(), time.thread_time())))
        timer.start()
        if begin:
            begin()
        end = time.monotonic() + seconds
        waits = busy()
        self.until(
            lambda: len(ticks) > 2 and (time.monotonic() > end or ((waits or begin) and not busy()))
        )
        timer.stop()
        return 1000 * np.diff(ticks, axis=0)


def send_mouse(
    widget: QWidget,
    kind: QEvent.Type,
    at: QPointF,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """An event of the mouse at a position of the widget."""
    event = QMouseEvent(
        kind, at, widget.mapToGlobal(at), _NONE if kind is MOVE else button,
        _NONE if kind is RELEASE else button, modifier,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that it takes."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def heading(title: str) -> None:
    """The first line of a table."""
    print(f"{title:54s}{'p50':>8s}{'p95':>8s}{'max':>8s}{'limit':>8s}", flush=True)


def report(what: str, times: Sequence[float], limit: float | None) -> None:
    """A line of it, in milliseconds."""
    p50, p95 = np.percentile(times, [50, 95])
    print(f"{what:54s}{p50:8.1f}{p95:8.1f}{max(times):8.1f}{limit or '':>8}", flush=True)


def report_block(what: str, gaps: NDArray[np.float64]) -> None:
    """Two lines: how long the UI thread did not answer, and how long of that it worked itself."""
    passed, worked = gaps.T.tolist()
    report(what, passed, 50)
    report("    of which the UI thread worked", worked, 50)
