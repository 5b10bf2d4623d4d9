"""Folders of projects in the window, and the home page beside them."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from rvos_studio.app.dataset_dialogs import MakeProjectsDialog, RunDialog
from rvos_studio.app.dialogs import ask_for_video
from rvos_studio.app.event_loop import answer, in_thread
from rvos_studio.app.language import tr
from rvos_studio.app.opening import ready_models
from rvos_studio.app.panels.dataset_page import DatasetPage
from rvos_studio.app.recent import RecentDataset, RecentDatasets, RecentProjects
from rvos_studio.app.summary_reader import SummaryReader
from rvos_studio.jobs import Runner
from rvos_studio.studio.dataset import (
    Standing,
    Summary,
    clips_in,
    is_dataset,
    make_projects,
    projects_in,
)
from rvos_studio.studio.run_projects import run_projects

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow

_HOME = Path("home")
"""What is read for the home page is kept under this name."""


class Datasets(QObject):
    """The open dataset, if any, and what the window shows while no clip is open."""

    def __init__(self, window: MainWindow, runner: Runner, projects: RecentProjects) -> None:
        super().__init__(window)
        self._window, self._runner, self._projects = window, runner, projects
        self._thread = ThreadPoolExecutor(1, "datasets")
        self._recent = RecentDatasets.of_user()
        self._last: Path | None = None
        """The project of the dataset that was opened last."""
        self.folder: Path | None = None
        self.page = DatasetPage()
        self.reader = SummaryReader(self)
        self.reader.listed.connect(self._list)
        self.reader.read.connect(self._fill)
        self.reader.ended.connect(self._remember)
        self.page.picked.connect(self._open)
        self.page.next_wanted.connect(self.next_clip)
        self.page.run_wanted.connect(lambda: window.tasks.start(self._run()))
        self.page.closed.connect(self.back)
        window.start_page.dataset_picked.connect(window.open)
        window.runs.ended.connect(self._look_again)

    async def take(self, path: Path) -> bool:
        """Open `path` as a dataset if it is one, making projects if the person wants; whether it was one."""
        if not await in_thread(self._thread, functools.partial(is_dataset, path)):
            return False
        projects = await in_thread(self._thread, functools.partial(projects_in, path))
        if projects:
            await self._window.leave()
            self._enter(path)
            return True
        clips = await in_thread(self._thread, functools.partial(clips_in, path))
        if await answer(MakeProjectsDialog(self._window, path.name, len(clips))):
            failed: list[str] = []
            self._window.runs.start(
                tr("Making projects"),
                lambda: make_projects(clips, failed),
                then=lambda: self._made(path, failed),
            )
        return True

    def greet(self) -> QWidget:
        """Begin to read for the page that is shown while no clip is open, and return it."""
        if self.folder is None:
            recent = self._projects.read()
            self._window.start_page.show_recent(recent, self._recent.read())
            paths = [Path(each.project) for each in recent]
            self.reader.start(_HOME, lambda: paths, pictures=False)
            return self._window.start_page
        self._window.setWindowTitle(f"{self.folder.name} — {self._window.windowTitle()}")
        self._look_again()
        return self.page

    def back(self) -> None:
        """From a clip to its dataset, from a dataset home."""
        if self._window.editor is not None:
            self._window.close_clip()
        else:
            self.folder = self._last = None
            self._window.show_start()

    def ask(self) -> None:
        """Let the person choose a folder."""

        async def ask() -> None:
            if path := await ask_for_video(self._window, tr("Open a dataset"), folder=True):
                self._window.open(path)

        self._window.tasks.start(ask())

    def next_clip(self) -> None:
        """Open the next clip of the dataset that is not done."""
        if self.folder is None:
            self._window.message.news(tr("Open a dataset first: a folder of projects."))
        elif found := self.page.next_to_do(self._last):
            self._open(found)
        else:
            self._window.message.news(tr("Every other clip that the table shows is done."))

    def close(self) -> None:
        """Stop reading."""
        self.reader.close()
        self._thread.shutdown(wait=True)

    def _enter(self, folder: Path) -> None:
        self.folder, self._last = folder, None
        self.page.table.start(())
        self.page.show_folder(folder)
        self._window.show_start()

    def _open(self, project: Path) -> None:
        self._last = project
        self._window.open(project)

    def _list(self, projects: list[Path]) -> None:
        if self.folder is not None:
            self.page.table.start(projects)
            self.page.tell()

    def _fill(self, summaries: list[Summary]) -> None:
        if self.folder is None:
            self._window.start_page.show_progress(summaries)
        else:
            self.page.table.fill(summaries)
            self.page.tell()

    def _remember(self) -> None:
        if self.folder is not None:
            rows = self.page.table.rows
            done = sum(each.standing is Standing.DONE for each in rows)
            entry = RecentDataset(str(self.folder.resolve()), len(rows), done)
            self._thread.submit(self._recent.add, entry)
            if self._last:
                self.page.choose(self._last)

    def _look_again(self) -> None:
        """A job has changed projects, also where it was cancelled."""
        if self.folder is not None and self._window.editor is None:
            folder = self.folder
            self.reader.start(folder, lambda: projects_in(folder))

    def _made(self, folder: Path, failed: list[str]) -> None:
        self._window.open(folder)
        if failed:
            self._window.message.problem(_several(failed))

    async def _run(self) -> None:
        projects = self.page.selected()
        segmenters, *_ = await in_thread(self._thread, ready_models)
        dialog = RunDialog(self._window, len(projects), segmenters)
        if not projects or not await answer(dialog):
            return
        models, recipe, failed = dialog.models, dialog.chosen_recipe, []
        self._window.runs.start(
            tr("Running models"),
            lambda: run_projects(projects, self._runner, models, recipe, failed),
            then=lambda: self._ran(len(projects), failed),
        )

    def _ran(self, projects: int, failed: list[str]) -> None:
        if failed:
            self._window.message.problem(_several(failed))
        else:
            self._window.message.news(tr("Models have answered for %Ln clip(s).", "", projects))


def _several(sentences: list[str]) -> str:
    more = len(sentences) - 1
    return (
        tr("{sentence} (and %Ln more like it)", "", more).format(sentence=sentences[0])
        if more
        else sentences[0]
    )
