"""Opens the real window on a clip, draws, and saves what is on the screen.

`python -m tests.app.screenshot VIDEO PICTURE`, in a process of its own, since the platform (offscreen, or xcb under a
virtual X server) is chosen once. Prints the platform and the area of the mask that was drawn and saved.
"""

import asyncio
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from rvos_studio.app import event_loop
from rvos_studio.app.main_window import MainWindow
from rvos_studio.app.theme import Theme
from rvos_studio.jobs import Worker
from tests.app.hand import Hand, waiter


def shoot(application, loop, video, picture):
    until = waiter(loop)
    window = MainWindow(Theme(application), Worker())
    gone = []
    window.gone.connect(lambda: gone.append(True))
    window.show()
    window.open(video)
    until(lambda: window.editor and window.editor.canvas.picture)
    hand = Hand(window, until)
    number = hand.object("the square that moves")
    window.activateWindow()
    until(window.isActiveWindow)  # shortcuts are the active window's
    hand.key(Qt.Key.Key_B)
    hand.stroke((16, 16), (30, 20), (40, 30))
    until(lambda: hand.shown() == hand.mask())
    window.screen().grabWindow(window.winId()).save(str(picture))
    print(QApplication.platformName(), hand.mask(number).area)
    window.close()
    until(lambda: gone)


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    loop = event_loop.new_loop(application)
    asyncio.set_event_loop(loop)
    shoot(application, loop, *map(Path, sys.argv[1:3]))
    loop.close()
