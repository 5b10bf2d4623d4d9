"""How fast the timeline is with 10,000 frames, 50 objects and four models, through the real window and its event loop.

    QT_QPA_PLATFORM=offscreen python benchmarks/timeline.py

Times are milliseconds: median, 95th percentile, largest.
"""

import argparse
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from driven import (
    MOVE,
    PRESS,
    Driver,
    Paints,
    event_loop_of_qt,
    heading,
    open_window,
    report,
    report_block,
    send_mouse,
    timed,
)
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from rvos_studio.app.panels.track_rows import Mark
from rvos_studio.jobs import Worker
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio import Session
from rvos_studio.studio.answer_curves import Surveyor

HEIGHT, WIDTH = 120, 160
MODELS = ("first", "second", "third", "fourth")
LIMIT = 16


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=10_000)
    parser.add_argument("--objects", type=int, default=50)
    arguments = parser.parse_args()
    with event_loop_of_qt() as loop, tempfile.TemporaryDirectory() as folder:
        clip = write_clip(Path(folder) / "clip", arguments.frames)
        write_project(clip, arguments.objects)
        with open_window(loop, Worker()) as window:
            bench = Bench(window, loop)
            heading(f"{arguments.frames:,} frames, {arguments.objects} objects")
            started = time.perf_counter()
            blocks = bench.open(clip)
            print(f"{'opened, seconds':54s}{time.perf_counter() - started:8.1f}")
            report_block("longest block meanwhile", blocks)
            bench.measure()


def write_clip(folder: Path, frames: int) -> Path:
    """Plain pictures; what the timeline shows of them does not matter."""
    folder.mkdir()
    for frame in range(frames):
        shade = np.full((HEIGHT, WIDTH, 3), 60 + frame % 120, np.uint8)
        Image.fromarray(shade).save(folder / f"{frame:05d}.jpg", quality=50)
    return folder


def write_project(clip: Path, objects: int) -> None:
    """Every object has masks on all frames by all kinds of makers; four models have answered for the first two."""
    session = Session.create(clip)
    frames = len(session.clip)
    chance = np.random.default_rng(3)
    masks = [ellipse(chance) for _ in range(200)]
    choices = chance.integers(0, len(masks), frames).tolist()
    for number in range(1, objects + 1):
        session.describe(f"object {number}")
        kinds = np.repeat(chance.integers(1, 4, frames // 20 + 1), 20)[:frames]
        kinds[chance.random(frames) < 0.02] = Kind.PERSON
        with session.project.edit("Fill") as edit:
            for kind in Kind:
                here = np.flatnonzero(kinds == kind).tolist()
                edit.put_masks(
                    number, {f: masks[choices[f]] for f in here}, Provenance.now(kind, "maker")
                )
    for number in (1, 2):
        (expression,) = session.project.object(number).expressions
        for place, model in enumerate(MODELS):
            answers = {f: (masks[(choices[f] + 7 * place) % 200], 0.5) for f in range(frames)}
            with session.project.edit("Answer") as edit:
                edit.put_predictions(
                    expression.id, model, answers, Provenance.now(Kind.MODEL, model)
                )
    session.close()


def ellipse(chance: np.random.Generator) -> Mask:
    pixels = np.zeros((HEIGHT, WIDTH), np.uint8)
    centre = int(chance.integers(50, 110)), int(chance.integers(40, 80))
    cv2.ellipse(pixels, centre, (40, 25), float(chance.integers(0, 180)), 0, 360, 1, -1)
    return Mask.from_array(pixels)


class Bench(Driver):
    """Goes along the timeline."""

    def measure(self) -> None:
        editor = self.window.editor
        self.timeline = editor.transport.timeline
        self.paints = Paints(self.timeline.viewport())
        started = time.perf_counter()
        survey = editor.surveying
        blocks = self.gaps(
            lambda: survey.curves is None or survey.curves.pending or not self.workspace.settled
        )
        print(f"{'four models compared, seconds':54s}{time.perf_counter() - started:8.1f}")
        report_block("longest block of the window meanwhile", blocks)
        self.compare_again()
        self.until(lambda: not self.timeline.lacking)
        chance = np.random.default_rng(5)
        marks = chance.integers(0, 3, self.timeline.length).astype(np.uint8)
        self.timeline.set_marks({1: np.where(marks == 2, Mark.NEEDS_WORK, marks)})
        for unfolded in (False, True):
            self.timeline.unfold(unfolded)
            self.settle()
            with_curves = ", with the models' curves" if unfolded else ""
            report(f"scrub{with_curves}", self.scrub(), LIMIT)
            report(f"zoom by one notch{with_curves}", self.zoom(), LIMIT)
            report(f"pan{with_curves}", self.pan(), LIMIT)
            report(f"range{with_curves}", self.select(), LIMIT)
            report(f"rows: other object chosen{with_curves}", self.choose(), LIMIT)
        self.object_change()

    def compare_again(self) -> None:
        """After a change of one frame, without the window."""
        session = self.workspace.session
        surveyor = Surveyor(session)
        surveyor.survey(1)
        report(
            "unchanged answers surveyed again",
            [timed(lambda: surveyor.survey(1)) for _ in range(9)],
            None,
        )
        (expression,) = session.project.object(1).expressions
        times = []
        for frame in range(5):
            with session.project.edit("Answer") as edit:
                answer = {frame: (session.predictions(1, frame + 9)[MODELS[0]], 0.5)}
                made = Provenance.now(Kind.MODEL, MODELS[0])
                edit.put_predictions(expression.id, MODELS[0], answer, made)
            times.append(timed(lambda: surveyor.survey(1)))
        report("surveyed after a change of one answer", times, None)

    def scrub(self) -> list[float]:
        """Mouse moves along the ruler, until the timeline is painted."""
        self.mouse(PRESS, 200)
        times = [
            self.painted(lambda x=x: self.mouse(MOVE, x))
            for x in (*range(201, 900, 3), *range(900, 202, -41))
        ]
        self.settle()
        return times

    def zoom(self) -> list[float]:
        notches = (*[1] * 15, *[-1] * 14) * 3
        times = [self.painted(lambda notch=notch: self.wheel(notch)) for notch in notches]
        self.settle()
        return times

    def pan(self) -> list[float]:
        for _ in range(12):
            self.wheel(1)
        shift = Qt.KeyboardModifier.ShiftModifier
        times = [self.painted(lambda: self.wheel(-1, shift)) for _ in range(30)]
        self.timeline.fit()
        self.settle()
        return times

    def select(self) -> list[float]:
        shift = Qt.KeyboardModifier.ShiftModifier
        self.mouse(PRESS, 300, shift)
        times = [self.painted(lambda x=x: self.mouse(MOVE, x, shift)) for x in range(301, 800, 7)]
        self.timeline.clear_range()
        self.settle()
        return times

    def choose(self) -> list[float]:
        """The rows around another object are shown; nothing is read."""
        rows, chosen = self.timeline.lanes.tracks.rows, self.workspace.chosen
        times = [
            self.painted(lambda row=row: self.timeline.set_rows(rows, row.object_id))
            for row in (*rows[1:], *rows[::-7])
        ]
        self.timeline.set_rows(rows, chosen)
        return times

    def object_change(self) -> None:
        """Another object is chosen: until its row is raised, and until its curves are there."""
        survey, rows, curves = self.window.editor.surveying, [], []
        for number in (2, 1, 2, 1, 2, 1):
            started = time.perf_counter()
            rows.append(self.painted(lambda number=number: self.workspace.choose(number)))
            self.until(
                lambda number=number: (
                    survey.curves.object_id == number and not survey.curves.pending
                )
            )
            curves.append(1000 * (time.perf_counter() - started))
            self.settle()
        report("object chosen, until its row is raised", rows[2:], LIMIT)
        report("object chosen, until its known curves are there", curves[2:], None)
        blocks = self.gaps(lambda: not self.workspace.settled, self.workspace.refresh)
        report_block("longest block while all is read again", blocks)

    def mouse(
        self, kind: object, x: float,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:  # fmt: skip
        at = QPointF(x, 12)
        send_mouse(self.timeline.viewport(), kind, at, modifier=modifier)

    def wheel(
        self, notches: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        at = QPointF(600, 60)
        event = QWheelEvent(
            at, self.timeline.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.timeline.viewport(), event)


if __name__ == "__main__":
    main()
