"""Comparing everything the clip has with the truth: scores, the worst frames, and two runs with each other."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from rvos_studio.app.dialogs import ALL
from rvos_studio.app.event_loop import answer
from rvos_studio.app.job import with_time_left
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.panels.bench import FramesPanel, GalleryPanel, TruthPanel
from rvos_studio.app.panels.bench_gallery import WIDTH, Shot, as_image
from rvos_studio.app.panels.bench_table import difference_columns, score_columns
from rvos_studio.app.panels.strips import Curve
from rvos_studio.models import catalogue
from rvos_studio.studio.bench import (
    RESULT,
    Bench,
    Difference,
    FrameScore,
    Standings,
    differences,
    spread,
    worst_first,
)
from rvos_studio.studio.bench_masks import Loaded, load_masks, load_runs
from rvos_studio.studio.bench_report import Selection, export_report, triptych
from rvos_studio.studio.progress import Progress

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor

PAGE = tr_later("Bench")
SHOTS = 12
"""Frames in the gallery."""
_SLICE_S = 0.15
"""How long is scored before the progress is shown."""
_FILES = tr_later("Projects and datasets (*.rvos *.json)")


@dataclass(frozen=True, eq=False)
class Board:
    """What is known when all is scored."""

    bench: Bench
    standings: Standings
    rows: tuple[FrameScore, ...]
    """The worst first."""


class Benching(QObject):
    """Scores again whatever changes, off the UI thread; without a truth there is nothing but a button."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = workspace = editor.workspace
        self._timeline = editor.transport.timeline
        self._titles = {card.name: card.title for card in catalogue.cards()}
        self._bench: Bench | None = None
        self.board: Board | None = None
        """The newest scores; None before there are any."""
        self._strips: tuple[str, ...] = ()
        self._stopped = False
        self._began = 0.0
        self._steps: Generator[Progress, None, Standings] | None = None
        """Only the thread that scores touches it."""
        self._opening = workspace.loader("truth", self._take_loaded)
        self._scoring = workspace.loader("bench", self._take)
        self._pictures = workspace.loader("gallery", self._show_gallery)
        self.truth = TruthPanel(editor.menu)
        self.frames = FramesPanel()
        self.pictures = GalleryPanel()
        editor.side.add(tr("Ground truth"), self.truth, PAGE)
        self._sections = (
            editor.side.add(tr("Frames"), self.frames, PAGE),
            editor.side.add(tr("Worst frames"), self.pictures, PAGE),
        )
        self._show_sections(False)
        workspace.surveyed.connect(lambda _: self._survey())
        workspace.chose.connect(lambda _: self._show_strips())
        self.truth.stopped.connect(self._stop)
        self.frames.chosen.connect(self._show_rows)
        self.frames.view.picked.connect(self._go_to)
        self.pictures.gallery.picked.connect(self._go_to)

    # What a person asks for

    async def ask_for_truth(self, folder: bool) -> None:
        """Let the person choose the truth, and score by it."""
        if path := await self._ask(tr("Load ground truth"), folder):
            self.load(path)

    async def ask_for_run(self, folder: bool) -> None:
        """Let the person choose another run of the clip, and score it, too."""
        if self._bench is None:
            self._workspace.news.emit(tr("Load the ground truth first; runs are compared by it."))
        elif path := await self._ask(tr("Add a run of this clip"), folder):
            self.add(path)

    async def ask_for_report(self) -> None:
        """Let the person choose a place, and write the report of what is chosen."""
        if self.board is None:
            self._workspace.news.emit(
                tr("Load the ground truth first; the report says what it shows.")
            )
            return
        project = self._workspace.session.project.path
        dialog = QFileDialog(self._editor.window(), tr("Export report"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("Web pages (*.html)"))
        dialog.setDefaultSuffix("html")
        dialog.setDirectory(str(project.parent))
        dialog.selectFile(f"{project.stem}.html")
        if await answer(dialog) and self._editor.isEnabled():
            self.export(Path(dialog.selectedFiles()[0]))

    def load(self, path: Path) -> None:
        """Take what lies there for the truth."""
        session = self._workspace.session
        self._opening.request(lambda: ((load_masks(session, path),), True))

    def add(self, path: Path) -> None:
        """Score the run that lies there, too."""
        session = self._workspace.session
        self._opening.request(lambda: (tuple(load_runs(session, path)), False))

    def export(self, place: Path) -> None:
        """Write what is chosen as a report."""
        board, session, selection = self.board, self._workspace.session, self.frames.selection
        if board is None:
            return
        self._editor.runs.start(
            tr("Writing the report"),
            lambda: export_report(
                session, board.bench.truth, board.standings, selection, place, self._title
            ),
            lambda: self._workspace.news.emit(tr("Written: {place}").format(place=place)),
        )

    def close(self) -> None:
        """Score no longer, and show nothing of it."""
        self._bench = self.board = None
        self.truth.show_truth("", "")
        self.truth.show_progress(0, 0, "")
        self._show_sections(False)
        self._show_strips()

    @property
    def settled(self) -> bool:
        """Whether all that was asked for is scored and shown."""
        return self._opening.idle and self._scoring.idle and self._pictures.idle

    async def _ask(self, title: str, folder: bool) -> Path | None:
        dialog = QFileDialog(self._editor.window(), title)
        dialog.setDirectory(str(self._workspace.session.project.path.parent))
        if folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilters([tr(_FILES), tr(ALL)])
        chosen = await answer(dialog)
        return Path(dialog.selectedFiles()[0]) if chosen and self._editor.isEnabled() else None

    # Scoring

    def _take_loaded(self, found: tuple[tuple[Loaded, ...], bool]) -> None:
        loaded, is_truth = found
        if is_truth:
            others = self._bench.others if self._bench else {}
            self._bench, self.board = Bench(self._workspace.session, loaded[0]), None
            self._bench.others.update(others)
            self._editor.side.show_page(PAGE)
        elif self._bench is not None:
            for each in loaded:
                self._bench.add(each)
        self._survey()

    def _survey(self) -> None:
        if (bench := self._bench) is not None:
            self._stopped, self._began = False, time.monotonic()
            self._scoring.request(lambda: self._advance(bench, begin=True))

    def _stop(self) -> None:
        self._stopped = True

    def _advance(self, bench: Bench, begin: bool) -> Progress | Board:
        """Score for a moment."""
        if begin or self._steps is None:
            self._steps = bench.survey(lambda: self._stopped)
        end = time.monotonic() + _SLICE_S
        try:
            while True:
                progress = next(self._steps)
                if time.monotonic() > end:
                    return progress
        except StopIteration as stop:
            self._steps = None
            return Board(bench, stop.value, tuple(worst_first(stop.value)))

    def _take(self, found: Progress | Board) -> None:
        bench = self._bench
        if bench is None:
            return
        if isinstance(found, Progress):
            done, total = found.done, found.total
            words = tr("Scoring frame {done:,} of {total:,}").format(done=done, total=total)
            words = with_time_left(words, self._began, done, total)
            self.truth.show_progress(done, total, words)
            self._scoring.request(lambda: self._advance(bench, begin=False))
        elif found.bench is bench:
            self.truth.show_progress(0, 0, "")
            self._show(found)

    # Showing

    def _show(self, board: Board) -> None:
        self.board = board
        truth, standings = board.bench.truth, board.standings
        objects = len({each.object_id for each in standings.scored})
        frames = len({frame for masks in truth.tracks.values() for frame in masks})
        counts = tr("%Ln frame(s)", "", frames), tr("%Ln object(s)", "", objects)
        about = f"{truth.name}: {', '.join(counts)}"
        if not standings.scored:
            about = tr("{about}. Nothing to score yet: no model has answered.").format(about=about)
        self.truth.show_truth(about, str(truth.path))
        self.truth.show_standings(standings, self._title)
        self.frames.offer(standings.candidates, self._title)
        self._show_sections(bool(standings.scored))
        self._show_strips()
        self._show_rows()

    def _show_sections(self, shown: bool) -> None:
        for section in self._sections:
            section.setVisible(shown)

    def _show_rows(self) -> None:
        board, selection = self.board, self.frames.selection
        if board is None:
            return
        several = len({each.object_id for each in board.standings.scored}) > 1
        hidden = [] if several else ["Id"]
        rows: list[FrameScore] | list[Difference]
        if self.frames.compared:
            before, after = selection.candidate or RESULT, self.frames.compared
            rows = differences(board.standings, before, after, selection.tag)
            columns = difference_columns(self._title(before), self._title(after))
        else:
            rows, columns = selection.rows(board.rows), score_columns(self._title)
            hidden += ["Model"] if selection.candidate else []
            hidden += [] if not selection.tag and any(row.tags for row in rows) else ["Tag"]
        self.frames.view.fill(columns, rows, hidden)
        self.frames.view.setVisible(bool(rows))
        self.frames.nothing.setVisible(not rows)
        self._draw_gallery(board, selection)

    def _draw_gallery(self, board: Board, selection: Selection) -> None:
        session = self._workspace.session
        apart = max(1, round(session.clip.rate / 2))

        def draw() -> list[Shot]:
            worst = spread(selection.rows(board.rows), SHOTS, apart)
            return [
                Shot(row, as_image(triptych(session, board.standings, row, WIDTH))) for row in worst
            ]

        self._pictures.request(draw)

    def _show_gallery(self, shots: list[Shot]) -> None:
        self.pictures.gallery.fill(shots, self._title)
        self._sections[1].setVisible(bool(shots) and self.board is not None)

    def _show_strips(self) -> None:
        strips = []
        length = len(self._workspace.session.clip)
        for each in self.board.standings.of(self._workspace.chosen) if self.board else ():
            j, f = each.curves(length)
            name = f"J, F: {self._title(each.candidate)}"
            strips.append(Curve(name, j, "J", f, "F", folds=each.candidate != RESULT))
        for name in self._strips:
            if name not in [strip.name for strip in strips]:
                self._timeline.remove_strip(name)
        for strip in strips:
            self._timeline.add_strip(strip)
        self._strips = tuple(strip.name for strip in strips)

    def _title(self, candidate: str) -> str:
        return tr("Result") if candidate == RESULT else self._titles.get(candidate, candidate)

    def _go_to(self, row: FrameScore | Difference) -> None:
        self._workspace.choose(row.object_id)
        self._workspace.go(row.frame)
