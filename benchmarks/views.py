"""How fast comparison is with four models at 1080p, through the real window and its event loop.

    QT_QPA_PLATFORM=offscreen python benchmarks/views.py

Times are milliseconds: median, 95th percentile, largest. Limits are those of the design's latency table.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from driven import (
    MOVE,
    Paints,
    event_loop_of_qt,
    heading,
    open_window,
    report,
    timed,
)
from paint import HEIGHT, WIDTH, Bench, disc, write_clip
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from rvos_studio.app.canvas.views import Mode
from rvos_studio.jobs import Worker

ROUNDS = 10


def main() -> None:
    with event_loop_of_qt() as loop, tempfile.TemporaryDirectory() as folder:
        video = write_clip(Path(folder) / "clip.mp4")
        with open_window(loop, Worker()) as window:
            bench = Views(window, loop)
            heading(f"{WIDTH}x{HEIGHT}, four models, window 1400 x 900")
            bench.open(video)
            bench.fill()
            bench.lightbox = window.editor.lightbox
            bench.seen = Paints(bench.lightbox)
            bench.switch()
            bench.open_strip()
            bench.steps()
            bench.hover()
            bench.drag()


class Views(Bench):
    """Goes through the modes of one window."""

    def switch(self) -> None:
        """From a key's command until the mode is on the screen; with the strip closed nothing is drawn beforehand."""
        comparing = self.editor.comparing
        for opened in (True, False):
            comparing.show_strip(opened)
            self.settle()
            strip = "open" if opened else "closed"
            for mode in Mode:
                times = []
                for _ in range(ROUNDS):
                    self._renew()
                    times.append(self._shown_there(lambda mode=mode: comparing.toggle(mode)))
                    comparing.leave()
                    self.settle()
                report(f"to {mode.value.lower()}, strip {strip}", times, 100)
            self._renew()
            times = [self._shown_there(comparing.go_to_next_model) for _ in range(4)]
            comparing.leave()
            report(f"to the next model alone, strip {strip}", times, 100)

    def open_strip(self) -> None:
        """Until all four panes are painted with their answers."""
        comparing, workspace, times = self.editor.comparing, self.editor.workspace, []
        comparing.show_strip(True)
        self.settle()
        model, pane = list(self.editor.strip.panes.items())[-1]
        for frame in range(1, ROUNDS + 1):
            comparing.show_strip(False)
            workspace.go(frame)
            self.settle()
            answer = self.session.predictions(workspace.chosen, frame)[model]
            paints = Paints(pane, lambda answer=answer: pane.layer and pane.layer.mask == answer)
            start = time.perf_counter()
            comparing.show_strip(True)
            self.until(lambda paints=paints: paints.count)
            times.append(1000 * (time.perf_counter() - start))
            self.settle()
        report("open the strip of four panes", times, 150)

    def steps(self) -> None:
        """Until another frame is on the screen in every mode, decoded before; with and without the strip."""
        comparing, workspace = self.editor.comparing, self.editor.workspace
        for opened in (True, False):
            comparing.show_strip(opened)
            strip = "open" if opened else "closed"
            for frame in (*range(30), *range(30, -1, -1)):  # into the cache
                workspace.go(frame)
                self.settle()
            times = [self._step(frame) for frame in range(1, 21)]
            report(f"step, result, strip {strip}", times, 50)
            for mode in Mode:
                comparing.toggle(mode)
                self.settle()
                times = []
                for frame in (*range(19, 4, -1), *range(6, 21)):
                    times.append(self._shown_there(lambda frame=frame: workspace.go(frame)))
                    self.settle()
                comparing.leave()
                report(f"step, {mode.value.lower()}, strip {strip}", times, 100)
        workspace.go(0)
        self.settle()

    def hover(self) -> None:
        """The pointer comes to another region: what the UI thread is busy with, and the painting."""
        self.editor.comparing.toggle(Mode.DIFFERENCE)
        self.settle()
        pixels = disc(0).array().view(np.uint8)
        y, x = np.argwhere(self.lightbox.layer.removes + self.lightbox.layer.adds)[0]
        at = self.lightbox.transform().map(QPointF(x + 0.5, y + 0.5))
        report("find and outline a region (UI thread)", [self._hovered(at) for _ in range(60)], 50)
        self.editor.comparing.toggle(Mode.SOLO)
        self.settle()
        y, x = np.argwhere(pixels)[len(np.argwhere(pixels)) // 2]
        at = self.lightbox.transform().map(QPointF(x + 0.5, y + 0.5))
        report("the same, of 200,000 pixels", [self._hovered(at) for _ in range(60)], 50)
        self.editor.comparing.leave()

    def drag(self) -> None:
        """The line of a wipe is dragged: until painted."""
        self.editor.comparing.toggle(Mode.WIPE)
        self.settle()

        def wipe(share: float) -> None:
            self.lightbox.wipe_to(share)
            self.lightbox.repaint()

        times = [timed(lambda i=i: wipe(0.5 + 0.4 * np.sin(i / 5))) for i in range(80)]
        report("drag the line of a wipe", times, 33)
        self.editor.comparing.leave()
        self.settle()

    def _hovered(self, at: QPointF) -> float:
        self.lightbox.forget_region()
        none = Qt.MouseButton.NoButton
        event = QMouseEvent(
            MOVE, at, self.lightbox.mapToGlobal(at), none, none,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        spent = timed(lambda: QApplication.sendEvent(self.lightbox, event))
        assert self.lightbox.region is not None
        return spent

    def _renew(self) -> None:
        """Read the frame again, so that nothing drawn before can be shown."""
        self.editor.workspace.refresh()
        self.settle()

    def _shown_there(self, act: Callable[[], None]) -> float:
        """Until another comparison is on the screen."""
        before, shown = self.seen.count, self.lightbox.comparison
        start = time.perf_counter()
        act()
        self.until(
            lambda: self.lightbox.comparison not in (shown, None) and self.seen.count > before
        )
        return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
