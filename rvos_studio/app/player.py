"""Playback in the clip's own time: frames that come too late are skipped, never slowed down."""

import bisect
from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

TICK_MS = 8


class Player(QObject):
    """Says which frame is due, given the frames' times in seconds; somebody else shows it."""

    due = Signal(int)
    toggled = Signal(bool)

    def __init__(self, times: Sequence[float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = times
        self._start = 0.0
        self._frame = 0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def playing(self) -> bool:
        return self._timer.isActive()

    def play(self, frame: int) -> None:
        """Play from `frame`; from the start when that is the last one."""
        if len(self._times) < 2 or self.playing:
            return
        self._frame = 0 if frame >= len(self._times) - 1 else frame
        self._start = self._times[self._frame]
        self._clock.start()
        self._timer.start()
        self.toggled.emit(True)
        self.due.emit(self._frame)

    def pause(self) -> None:
        if self.playing:
            self._timer.stop()
            self.toggled.emit(False)

    def _tick(self) -> None:
        now = self._start + self._clock.elapsed() / 1000
        frame = bisect.bisect_right(self._times, now) - 1
        if frame != self._frame:
            self._frame = frame
            self.due.emit(frame)
        if frame >= len(self._times) - 1:
            self.pause()
