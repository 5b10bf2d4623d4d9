"""How fast the correction tools are, through the real window and its event loop, at 720p and 1080p.

    QT_QPA_PLATFORM=offscreen python benchmarks/tools.py

Times are milliseconds from the mouse or key event until the canvas has been painted with its outcome: median, 95th
percentile, largest. Limits are those of the design's latency table.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from driven import (
    MOVE,
    PRESS,
    RELEASE,
    Driver,
    event_loop_of_qt,
    heading,
    open_window,
    report,
    send_mouse,
)
from PIL import Image
from PySide6.QtCore import QPointF
from PySide6.QtCore import Qt as Qt6
from PySide6.QtTest import QTest

from rvos_studio.app.main_window import MainWindow
from rvos_studio.jobs import InProcess
from rvos_studio.masks import Mask

LEFT, RIGHT = Qt6.MouseButton.LeftButton, Qt6.MouseButton.RightButton


def main() -> None:
    with event_loop_of_qt() as loop:
        for height, width, dab in ((720, 1280, 16), (1080, 1920, 33)):
            with (
                tempfile.TemporaryDirectory() as folder,
                open_window(loop, InProcess()) as window,
            ):
                Bench(window, loop, write_clip(Path(folder) / "clip", height, width)).measure(dab)


def write_clip(folder: Path, height: int, width: int) -> Path:
    """Two frames of blurred noise with a textured disc in the middle."""
    folder.mkdir()
    rng = np.random.default_rng(1)
    picture = cv2.resize(rng.integers(60, 200, (36, 64, 3), np.uint8), (width, height))
    grain = rng.integers(0, 25, (height, width, 3), np.uint8)
    cv2.circle(picture, (width // 2, height // 2), height // 4, (220, 60, 40), -1)
    for frame in range(2):
        Image.fromarray(cv2.add(picture, grain)).save(folder / f"{frame:05d}.png")
    return folder


class Bench(Driver):
    """Corrects one mask again and again."""

    def __init__(self, window: MainWindow, loop: asyncio.AbstractEventLoop, clip: Path) -> None:
        super().__init__(window, loop)
        self.open(clip)
        self.height, self.width = (
            self.workspace.session.clip.height,
            self.workspace.session.clip.width,
        )
        session = self.session
        for name in ("a disc", "another"):
            session.describe(name)
        pixels = np.zeros((self.height, self.width), np.uint8)
        cv2.circle(pixels, (self.width // 2, self.height // 2), self.height // 4, 1, -1)
        self.disc = Mask.from_array(pixels)
        session.correct(2, 0, self.disc)
        self.workspace.refresh()
        self.settle()
        self.workspace.choose(1)
        self.settle()

    def measure(self, dab: int) -> None:
        heading(f"{self.height}p, window 1400 x 900")
        for radius in (12, 60):
            self.canvas.set_radius(radius)
            report(f"brush, {2 * radius} px", self.drag(Qt6.Key.Key_B), dab)
        self.window.menu["protect"].trigger()
        report("brush, 120 px, others protected", self.drag(Qt6.Key.Key_B), dab)
        self.window.menu["protect"].trigger()
        report("lasso, drawing the outline", self.drag(Qt6.Key.Key_L), dab)
        report("polygon, closed by Enter", [self.polygon() for _ in range(20)], 100)
        report("bucket", [self.fill() for _ in range(20)], 100)
        report("grow by a pixel", [self.key(Qt6.Key.Key_Up) for _ in range(20)], 100)
        report("box", [self.box() for _ in range(15)], 300)
        report("click", [self.refine(place) for place in range(30)], 300)

    def drag(self, tool: Qt6.Key) -> list[float]:
        """Each move of a drag, until it is painted."""
        self.choose(tool)
        times = []
        self.mouse(PRESS, 0.5, 0.5)
        for i in range(300):
            x, y = 0.5 + 0.3 * np.cos(i / 9), 0.5 + 0.3 * np.sin(i / 7)
            times.append(self.painted(lambda x=x, y=y: self.mouse(MOVE, x, y)))
        self.mouse(RELEASE, 0.5, 0.5)
        self.settle()
        return times

    def polygon(self) -> float:
        self.reset(Mask.empty(self.height, self.width))
        self.choose(Qt6.Key.Key_P)
        for x, y in ((0.2, 0.2), (0.7, 0.3), (0.8, 0.8), (0.3, 0.7)):
            self.click(x, y)
        self.until(lambda: True)
        taken = self.painted(lambda: QTest.keyClick(self.canvas, Qt6.Key.Key_Return))
        self.settle()
        return taken

    def fill(self) -> float:
        ring = self.disc.array()
        ring[self.height // 2 - 60 : self.height // 2 + 60, self.width // 2 - 60 :][:, :120] = False
        self.reset(Mask.from_array(ring))
        self.choose(Qt6.Key.Key_K)
        taken = self.painted(lambda: self.click(0.5, 0.5))
        self.settle()
        return taken

    def key(self, key: Qt6.Key) -> float:
        """Until the new picture has come."""
        self.reset(self.disc)
        picture = self.canvas.picture
        start = time.perf_counter()
        QTest.keyClick(self.canvas, key, Qt6.KeyboardModifier.ControlModifier)
        self.until(lambda: self.canvas.picture is not picture)
        return 1000 * (time.perf_counter() - start)

    def box(self) -> float:
        self.reset(Mask.empty(self.height, self.width))
        self.choose(Qt6.Key.Key_S)
        self.mouse(PRESS, 0.3, 0.2)
        self.mouse(MOVE, 0.7, 0.8)
        self.until(lambda: True)
        return self.computed(lambda: self.mouse(RELEASE, 0.7, 0.8))

    def refine(self, place: int) -> float:
        """A click at the disc's edge, adding or taking away."""
        self.reset(self.disc)
        self.choose(Qt6.Key.Key_S)
        x = 0.5 + 0.14 * np.cos(place) * (0.9 if place % 2 else 1.15)
        y = 0.5 + 0.25 * np.sin(place) * (0.9 if place % 2 else 1.15)
        return self.computed(lambda: self.click(x, y, RIGHT if place % 2 else LEFT))

    def computed(self, act: Callable[[], object]) -> float:
        """Until what was worked out beside the UI thread is on the screen."""
        start = time.perf_counter()
        act()
        self.until(lambda: not self.canvas.drawing)
        self.canvas.repaint()
        taken = 1000 * (time.perf_counter() - start)
        self.settle()
        return taken

    def reset(self, mask: Mask) -> None:
        self.workspace.session.correct(1, 0, mask)
        self.workspace.refresh()
        self.settle()

    def choose(self, tool: Qt6.Key) -> None:
        QTest.keyClick(self.canvas, tool)
        self.until(lambda: True)

    def click(self, x: float, y: float, button: Qt6.MouseButton = LEFT) -> None:
        self.mouse(PRESS, x, y, button)
        self.mouse(RELEASE, x, y, button)

    def mouse(self, kind: object, x: float, y: float, button: Qt6.MouseButton = LEFT) -> None:
        """An event at a place of the frame, in shares of its width and height."""
        at = self.canvas.transform().map(QPointF(x * self.width, y * self.height))
        send_mouse(self.canvas, kind, at, button)


if __name__ == "__main__":
    main()
