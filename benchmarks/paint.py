"""How fast the window is, through the real window and its event loop, on a 1080p clip made for it.

    QT_QPA_PLATFORM=offscreen python benchmarks/paint.py

Times are milliseconds: median, 95th percentile, largest. Limits are those of the design's latency table. Below each
block of the UI thread stands how long the thread worked between two ticks: the rest it waited for the machine.
"""

import tempfile
from pathlib import Path

import av
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
    report_block,
    send_mouse,
    timed,
)
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from rvos_studio.app.canvas.overlay import Overlay, image_of
from rvos_studio.app.canvas.tools.brush import Brush
from rvos_studio.fusion import Vote
from rvos_studio.jobs import Worker
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance

HEIGHT, WIDTH, FRAMES = 1080, 1920, 90
MODELS = ("first", "second", "third", "fourth")


def main() -> None:
    with event_loop_of_qt() as loop, tempfile.TemporaryDirectory() as folder:
        video = write_clip(Path(folder) / "clip.mp4")
        with open_window(loop, Worker()) as window:
            bench = Bench(window, loop)
            heading("1080p, window 1400 x 900")
            report_block("longest block: opening the clip", bench.open(video))
            bench.fill()
            bench.paint()
            bench.dab()
            bench.step()
            bench.scrub()
            bench.vote()
            bench.toggle()
            bench.blocks()
        pyqtgraph_paint()


def write_clip(path: Path) -> Path:
    """A disc that wanders over noise, H.264 with a key frame every 30."""
    rng = np.random.default_rng(1)
    noise = cv2.resize(rng.integers(0, 255, (54, 96, 3), np.uint8), (WIDTH, HEIGHT))
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            "libx264", rate=30, options={"g": "30", "preset": "ultrafast"}
        )
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for frame in range(FRAMES):
            picture = noise.copy()
            cv2.circle(picture, centre(frame), 260, (220, 60, 40), -1)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode())
    return path


def centre(frame: int) -> tuple[int, int]:
    return 400 + 12 * frame, 540


def disc(frame: int, shift: int = 0) -> Mask:
    pixels = np.zeros((HEIGHT, WIDTH), np.uint8)
    x, y = centre(frame)
    cv2.circle(pixels, (x + shift, y), 260, 1, -1)
    return Mask.from_array(pixels)


class Bench(Driver):
    """Goes through what a person does most."""

    def fill(self) -> None:
        """One object, answered by four models on every frame."""
        number = self.session.add_object().object_id
        self.session.add_expression(number, "the disc that wanders")
        (expression,) = self.session.project.object(number).expressions
        with self.session.project.edit("Answers") as edit:
            for place, model in enumerate(MODELS):
                masks = {frame: (disc(frame, 15 * place), 0.9) for frame in range(FRAMES)}
                edit.put_predictions(expression.id, model, masks, Provenance.now(Kind.MODEL, model))
        self.editor.workspace.refresh()
        self.settle()
        self.editor.workspace.choose(number)
        self.settle()
        self.editor.fusing.fuse([number])
        self.until(lambda: not self.window.runs.running)
        self.settle()

    def paint(self) -> None:
        """The whole canvas: frame and overlay, drawn synchronously; and an overlay made anew."""
        times = [timed(self.canvas.repaint) for _ in range(60)]
        report("paint frame and overlay, whole canvas", times, 33)
        pixels = disc(0).array().view(np.uint8)
        times = [timed(lambda: Overlay({1: pixels}, HEIGHT, WIDTH)) for _ in range(40)]
        report("make an overlay (off the UI thread)", times, None)

    def dab(self) -> None:
        """Mouse event in, pixels changed, repainted: until the paint event has been dealt with."""
        self.canvas.choose_tool(Brush)
        for radius in (12, 60):
            self.canvas.set_radius(radius)
            times = []
            send_mouse(self.canvas, PRESS, QPointF(300, 300))
            for i in range(300):
                at = QPointF(300 + 250 * np.cos(i / 9), 300 + 200 * np.sin(i / 7))
                times.append(self.painted(lambda at=at: send_mouse(self.canvas, MOVE, at)))
            send_mouse(self.canvas, RELEASE, at)
            self.settle()
            report(f"brush dab, {2 * radius} px, to the screen", times, 16)

    def step(self) -> None:
        """Ask for a frame, until it is painted with its masks and four model panes."""
        workspace = self.editor.workspace
        cold = [self._step(frame) for frame in range(1, 60)]
        report("step to a frame not yet decoded", cold, 150)
        cached = [self._step(frame) for frame in (*range(58, 20, -1), *range(22, 59))]
        report("step to a frame at hand", cached, 50)
        far = [self._step(frame) for frame in (89, 62, 75, 60, 81, 70)]
        report("jump to a frame not yet decoded", far, 150)
        workspace.go(0)
        self.settle()

    def _step(self, frame: int) -> float:
        return self.shown(lambda: self.editor.workspace.go(frame))

    def scrub(self) -> None:
        """Mouse moves along the ruler: until the newest frame asked for is on the canvas."""
        timeline, times = self.editor.transport.timeline, []
        at = QPointF(timeline.x_of(20.5), 12)
        send_mouse(timeline.viewport(), PRESS, at)
        self.settle()
        for frame in (*range(22, 58, 3), *range(56, 22, -3)):
            at = QPointF(timeline.x_of(frame + 0.5), 12)
            times.append(self.shown(lambda at=at: send_mouse(timeline.viewport(), MOVE, at)))
        send_mouse(timeline.viewport(), RELEASE, at)
        self.settle()
        report("scrub over frames at hand, to the canvas", times, 50)

    def vote(self) -> None:
        """A member is switched, until the shown frame is the new vote."""
        workspace, times = self.editor.workspace, []
        workspace.go(5)
        self.settle()
        for i in range(20):
            vote = Vote(MODELS[: 2 + i % 3])
            times.append(self.shown(lambda vote=vote: workspace.try_vote(vote)))
        report("another vote on the shown frame", times, 100)

    def toggle(self) -> None:
        """A member is switched by its key, until the shown frame is fused without it; all frames follow."""
        toggle, times = self.editor.fusing.toggle, []
        for i in range(10):
            times.append(self.shown(lambda i=i: toggle(i % 2)))
            self.settle()
        report("member toggled, until the shown frame is fused", times, 100)
        for place in (0, 1):
            gaps = self.gaps(lambda: not self._fused(), lambda place=place: toggle(place))
            report_block("longest block: a member toggled, all frames fused", gaps)

    def _fused(self) -> bool:
        return self.workspace.settled and not self.window.tasks.running

    def blocks(self) -> None:
        """Gaps between ticks of a 5 ms timer on the UI thread, while something else works."""
        workspace, runs = self.editor.workspace, self.window.runs
        report_block("longest block: nothing else", self.gaps(lambda: False, seconds=2))
        workspace.try_vote(Vote(MODELS, 0.75))
        self.editor.fusing.fuse_again()
        report_block("longest block: all frames being fused", self.gaps(lambda: runs.running))
        workspace.go(0)
        workspace.play()
        report_block("longest block: playing", self.gaps(lambda: workspace.player.playing))
        self.session.correct(workspace.chosen, 0, disc(0))
        self.editor.propagating.propagate()
        gaps = self.gaps(lambda: runs.running, seconds=20)
        report_block("longest block: propagating in the worker", gaps)
        runs.cancel()
        self.until(lambda: not runs.running)


def pyqtgraph_paint() -> None:
    """For comparison: pyqtgraph's two image items, in their fastest form, at the same size."""
    import pyqtgraph

    view = pyqtgraph.GraphicsView()
    box = pyqtgraph.ViewBox(lockAspect=True, invertY=True)
    view.setCentralItem(box)
    frame = np.random.default_rng(0).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)
    image = Overlay({1: disc(0).array().view(np.uint8)}, HEIGHT, WIDTH).image
    bits = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4).copy()
    pyqtgraph.setConfigOption("imageAxisOrder", "row-major")
    items = [pyqtgraph.ImageItem(), pyqtgraph.ImageItem()]
    for item in items:
        box.addItem(item)
    view.resize(1044, 730)
    view.show()

    def draw() -> None:
        for item, pixels in zip(items, (frame, bits), strict=True):
            item.setImage(pixels, autoLevels=False, levels=None)
        view.viewport().repaint()

    QApplication.processEvents()
    report("pyqtgraph: new frame and overlay", [timed(draw) for _ in range(40)], None)

    def ours() -> None:
        image_of(frame)

    report(
        "ours: new frame to an image (off the UI thread)", [timed(ours) for _ in range(40)], None
    )
    view.hide()


if __name__ == "__main__":
    main()
