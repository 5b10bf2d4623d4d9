"""Python's cyclic garbage, collected on the UI thread only."""

import gc

from PySide6.QtCore import QObject, QTimer

PERIOD_MS = 500


class Collector(QObject):
    """Takes the garbage collector over from the interpreter, which runs it on whatever thread allocates.

    A Qt object that dies on another thread than its own takes the program with it. What is alive at the start is never
    looked at again, so that a collection takes a few milliseconds.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.collect()
        gc.freeze()
        gc.disable()
        self._rounds = 0
        self._timer = QTimer(self, interval=PERIOD_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def stop(self) -> None:
        """Give the collector back, with nothing of Qt's left to collect.

        The interpreter may start a collection inside the destructor of a Qt object, which holds a lock that the
        destructors of others wait for.
        """
        self._timer.stop()
        gc.collect()
        gc.enable()

    def _collect(self) -> None:
        self._rounds += 1
        gc.collect(2 if self._rounds % 20 == 0 else 1)
