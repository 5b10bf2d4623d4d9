"""A session of work by real mouse and key events of an X server: `python -m tests.app.real_hand VIDEO PICTURE`.

xdotool makes the events; they come in through Qt's platform plugin like those of a person. There is no window manager,
so windows that open are given the keyboard here. Prints the platform, and whether the project came back as it was.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from rvos_studio.app import event_loop
from rvos_studio.app.main_window import MainWindow
from rvos_studio.app.theme import Theme
from rvos_studio.jobs import Worker
from tests.app import work
from tests.app.hand import LEFT, NONE, RIGHT, Hand, waiter

NAMES = {"Esc": "Escape", "PgDown": "Next", "PgUp": "Prior", "Del": "Delete"}
MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, "ctrl"),
    (Qt.KeyboardModifier.ShiftModifier, "shift"),
    (Qt.KeyboardModifier.AltModifier, "alt"),
)
BUTTONS = {LEFT: "1", RIGHT: "3"}


class Arrivals(QObject):
    """Counts events that come from outside the program."""

    def __init__(self, application):
        super().__init__(application)
        self.count = dict.fromkeys(
            (QEvent.Type.KeyRelease, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease,
             QEvent.Type.MouseMove), 0
        )  # fmt: skip
        application.installEventFilter(self)

    def eventFilter(self, receiver, event):
        if event.type() in self.count and event.spontaneous() and receiver.isWidgetType():
            self.count[event.type()] += 1
        return False


class RealHand(Hand):
    """Moves the pointer and presses the keys of the X server."""

    def __init__(self, window, until, arrivals):
        super().__init__(window, until)
        self.arrivals = arrivals

    def key(self, key, modifier=NONE, to=None):
        name = QKeySequence(key).toString()
        name = NAMES.get(name, name.lower() if len(name) == 1 else name)
        held = [word for each, word in MODIFIERS if modifier & each]
        self._do(QEvent.Type.KeyRelease, "key", "+".join([*held, name]))

    def write(self, text):
        self._do(QEvent.Type.KeyRelease, "type", "--delay", "5", text, count=len(text))
        self.key(Qt.Key.Key_Return)

    def mouse(self, kind, position, button=LEFT, held=None, widget=None, modifier=NONE):
        at = (widget or self.canvas).mapToGlobal(position).toPoint()
        command = ["mousemove", str(at.x()), str(at.y())]
        if kind is QEvent.Type.MouseButtonPress:
            command += ["mousedown", BUTTONS[button]]
        elif kind is QEvent.Type.MouseButtonRelease:
            command += ["mouseup", BUTTONS[button]]
        self._do(kind, *command)

    def _do(self, kind, *command, count=1):
        """Make events, and wait until so many of this kind have come in."""
        expected = self.arrivals.count[kind] + count
        subprocess.run(["xdotool", *command], check=True)
        self.until(lambda: self.arrivals.count[kind] >= expected)


def session(application, until, worker, video, picture):
    arrivals = Arrivals(application)
    hand = RealHand(*opened(application, until, worker, video), arrivals)
    work.work(hand)
    hand.window.screen().grabWindow(hand.window.winId()).save(str(picture))
    left = work.state(hand)
    work.leave(hand)
    again = RealHand(*opened(application, until, worker, video), arrivals)
    again.settle()
    same = work.state(again) == left
    work.leave(again)
    print(QApplication.platformName(), "same" if same else "another")


def opened(application, until, worker, video):
    """A new window with the clip in it, and the keyboard."""
    window = MainWindow(Theme(application), worker)
    window.show()
    window.open(video)
    until(lambda: window.editor and window.editor.canvas.picture)
    window.activateWindow()
    until(window.isActiveWindow)
    return window, until


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    loop = event_loop.new_loop(application)
    asyncio.set_event_loop(loop)
    worker = Worker()
    session(application, waiter(loop), worker, *map(Path, sys.argv[1:3]))
    worker.close()
    loop.close()
