"""Works in the real window until somebody kills it: `python -m tests.app.to_be_killed VIDEO stroke|propagation`."""

import asyncio
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from rvos_studio.app import event_loop
from rvos_studio.app.main_window import MainWindow
from rvos_studio.app.theme import Theme
from rvos_studio.jobs import Worker
from tests.app.hand import Hand, waiter
from tests.pictures import truth


def in_a_stroke(hand):
    hand.key(Qt.Key.Key_B)
    hand.stroke((16, 16), (30, 20))
    hand.press(10, 40)
    hand.move(50, 40)
    assert hand.shown().area > hand.mask().area
    tell("drawing")


def in_a_propagation(hand, worker):
    hand.session.correct(1, 0, truth(0))
    hand.workspace.refresh()
    hand.settle()
    done = []
    hand.window.runs.progressed.connect(lambda text, now, total: done.append(now))
    hand.key(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    hand.until(lambda: done and done[-1] >= 3, timeout=60)
    tell(str(worker.pid))


def tell(text):
    print(text, flush=True)
    time.sleep(60)


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    loop = event_loop.new_loop(application)
    asyncio.set_event_loop(loop)
    until = waiter(loop)
    worker = Worker()
    window = MainWindow(Theme(application), worker)
    window.show()
    window.open(Path(sys.argv[1]))
    until(lambda: window.editor and window.editor.canvas.picture)
    hand = Hand(window, until)
    hand.object()
    if sys.argv[2] == "stroke":
        in_a_stroke(hand)
    else:
        in_a_propagation(hand, worker)
