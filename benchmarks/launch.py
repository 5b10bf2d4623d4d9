"""Seconds from starting the program to its window being painted, five times.

    QT_QPA_PLATFORM=offscreen python benchmarks/launch.py [VIDEO]

With a video: until its first frame is on the screen.
"""

import statistics
import subprocess
import sys
import time

RUNS = 5
PROGRAM = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from rvos_studio.app import main, main_window

video = Path(sys.argv[1]) if len(sys.argv) > 1 else None

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, main_window.MainWindow):
            QTimer.singleShot(0, lambda: self.look(watched))
        return False

    def look(self, window):
        if video is not None and (window.editor is None or window.editor.canvas.picture is None):
            QTimer.singleShot(1, lambda: self.look(window))
        elif not hasattr(self, "seen"):
            self.seen = True
            print(time.time(), "torch" in sys.modules, flush=True)
            window.close()

application = QApplication(sys.argv[:1])
watch = Watch()
application.installEventFilter(watch)
sys.exit(main(video))
"""


def launch(arguments: list[str]) -> float:
    """Seconds until the window says that it is there."""
    start = time.time()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], check=True, capture_output=True, text=True
    )
    shown, torch = done.stdout.split()
    if torch != "False":
        raise SystemExit("torch was imported by the window")
    return float(shown) - start


if __name__ == "__main__":
    times = [launch(sys.argv[1:2]) for _ in range(RUNS)]
    print(
        f"best {min(times):.2f} s, median {statistics.median(times):.2f} s, worst {max(times):.2f} s"
    )
