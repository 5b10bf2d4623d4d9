"""The window: menus, message bar, one page at a time, and what it means to open and to close."""

import asyncio
import functools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from rvos_studio.app.actions import Actions
from rvos_studio.app.command_palette import CommandPalette
from rvos_studio.app.commands import COMMANDS
from rvos_studio.app.core_words import of_core
from rvos_studio.app.datasets import Datasets
from rvos_studio.app.dialogs import ask_for_video
from rvos_studio.app.drops import Drops
from rvos_studio.app.editor import Editor
from rvos_studio.app.event_loop import Tasks, in_thread
from rvos_studio.app.furniture import Furniture, language_chosen
from rvos_studio.app.keyboard import Keyboard
from rvos_studio.app.language import speak, tr
from rvos_studio.app.opening import Opened, is_project, open_session
from rvos_studio.app.overview import Overview
from rvos_studio.app.panels.jobs import JobsPopup
from rvos_studio.app.panels.message_bar import MessageBar
from rvos_studio.app.panels.start_page import StartPage
from rvos_studio.app.panels.status_line import StatusLine
from rvos_studio.app.places import Place
from rvos_studio.app.provisioning import Provisioning
from rvos_studio.app.recent import RecentProjects
from rvos_studio.app.runs import Runs
from rvos_studio.app.theme import Theme
from rvos_studio.app.weights_import import holds_weights
from rvos_studio.app.workspace import Workspace
from rvos_studio.errors import ClipMissing, WrongClip
from rvos_studio.jobs import Runner, Worker
from rvos_studio.studio import project_of

NAME = "RVOS Studio"
PATIENCE_S = 12
"""How long closing waits for a job before its worker is ended."""


class MainWindow(QMainWindow):
    """Opens and closes clips, and says what goes on; the work itself is the editor's."""

    gone = Signal()
    """Everything has ended and is saved."""

    def __init__(self, theme: Theme, runner: Runner) -> None:
        super().__init__()
        speak(language_chosen())
        self.theme = theme
        self.editor: Editor | None = None
        self._runner = runner
        self._clicker = Worker()
        self._opening = ThreadPoolExecutor(1, "opening")
        self._one_opening = asyncio.Lock()
        self._recent = RecentProjects.of_user()
        self._closing = self._closed = False
        self.tasks = Tasks(self)
        self.runs = Runs(self.tasks, self)
        self.status = StatusLine()
        self.start_page = StartPage()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start_page)
        self.datasets = Datasets(self, runner, self._recent)
        self._pages.addWidget(self.datasets.page)
        self.menu = Actions(self, COMMANDS)
        self.menu.fill(self.menuBar())
        self.menu["pointer"].setChecked(True)
        self.keyboard = Keyboard(self, self._opening)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        self.message = MessageBar(middle)
        self.provisioning = Provisioning(self, runner, self._opening)
        self._pages.addWidget(self.provisioning.page)
        self.jobs = JobsPopup(self.runs, middle)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status)
        self.drops = Drops(self)
        self.command_palette = CommandPalette(self, middle)
        self.resize(QSize(1400, 900).boundedTo(self.screen().availableSize()))
        self.furniture = Furniture(self)
        self._connect()
        self.show_start()
        if self.keyboard.complaint:
            self.message.problem(self.keyboard.complaint)

    def _connect(self) -> None:
        self.tasks.failed.connect(self.message.problem)
        self.drops.hovered.connect(self.start_page.set_hovered)
        self.drops.dropped.connect(self._take_dropped)
        self.start_page.open_wanted.connect(lambda: self.ask_to_open(folder=False))
        self.start_page.folder_wanted.connect(lambda: self.ask_to_open(folder=True))
        self.start_page.picked.connect(self.open)
        self.status.follow(self.runs, self._runner)
        self.runs.busy.connect(self.message.news)
        self.runs.noticed.connect(self.message.news)
        self.menu.tip(self.status.stop, tr("Cancel"), "cancel")
        self.menu.tip(self.message.close_button, tr("Close"), "cancel")
        self.menu.tip(self.datasets.page.next, tr("Next Clip to Work On"), "next_clip")
        self.menu.tip(self.datasets.page.close_button, tr("Close the dataset"), "back")
        self.menu.tip(self.status.jobs, tr("What runs, what waits and what has ended"), "jobs")
        self.status.jobs.clicked.connect(self.jobs.toggle)
        self.theme.changed.connect(self._redress)

    # Opening and closing clips

    def ask_to_open(self, folder: bool) -> None:
        """Let the person choose a video, a project or a folder of frames."""

        async def ask() -> None:
            path = await ask_for_video(self, folder=folder)
            if path:
                await self._open(path)

        self.tasks.start(ask())

    def open(self, path: Path) -> None:
        """Open a video, a folder of frames or a project; what is open stays open if that fails."""
        self.tasks.start(self._open(path))

    def ask_to_export(self) -> None:
        """Let the person choose a format and a place, and export."""

        if self.editor is not None:
            self.tasks.start(self.editor.exporting.ask())

    def close_clip(self) -> None:
        """Go back to the start page."""

        async def close() -> None:
            async with self._one_opening:  # who opens the same clip next must find it closed
                await self.leave()

        self.tasks.start(close())

    async def _open(self, path: Path) -> None:
        async with self._one_opening:
            self.message.hide()
            if await self.datasets.take(path):
                return
            if self.editor is not None and self.editor.workspace.is_of(project_of(path)):
                return
            self.status.set_remark(tr("Opening {name}…").format(name=path.name))
            try:
                found = await self._start_session(path)
            finally:
                self.status.set_remark("")
            if found is None:
                return
            if self._closing:
                await in_thread(self._opening, found.session.close)
                return
            await self.leave()
            workspace = Workspace(found, self.tasks, self)
            editor = Editor(workspace, self.runs, self._runner, self._clicker, self.menu)
            self._pages.addWidget(editor)  # first: what is made in its place is dressed once
            for _ in editor.furnish():
                await asyncio.sleep(0)  # building and showing it in one go would be felt
            editor.offer(found.segmenters, found.propagators, found.click_segmenters)
            await asyncio.sleep(0)
            self._show_editor(editor, found.place)

    async def _start_session(self, path: Path) -> Opened | None:
        """Open a session, asking where the clip is as often as it takes; None when nobody says."""
        video: Path | None = None
        while True:
            try:
                return await in_thread(self._opening, functools.partial(open_session, path, video))
            except (ClipMissing, WrongClip) as error:
                if not is_project(path) or not path.is_file():
                    raise
                self.message.problem(of_core(str(error)))
                question = tr("Where is the video of {name}?").format(name=path.name)
                video = await ask_for_video(self, question)
                if video is None:
                    return None
                self.message.hide()

    async def leave(self) -> None:
        """Stop what runs and let go of the open clip, if there is one."""
        if self.editor is None:
            return
        editor, self.editor = self.editor, None
        editor.canvas.tool.cancel()
        editor.clicking.end()
        editor.setEnabled(False)
        self.runs.cancel()
        await self.runs.ending()
        await editor.workspace.written()
        await in_thread(self._opening, editor.remembering.keeping())
        await editor.workspace.close()
        self._pages.removeWidget(editor)
        editor.deleteLater()
        self.show_start()

    @property
    def page(self) -> QWidget:
        """What fills the window."""
        return self._pages.currentWidget()

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front; commands for a clip work on the editor only."""
        self._pages.setCurrentWidget(page)
        self.menu.enable(has_clip=page is self.editor)

    def show_start(self) -> None:
        self.setWindowTitle(NAME)
        self.menu.enable(has_clip=False)
        self.status.set_saved(None)
        self.status.set_remark("")
        self._pages.setCurrentWidget(self.datasets.greet())

    def _show_editor(self, editor: Editor, place: Place | None) -> None:
        self.editor = editor
        workspace = editor.workspace
        self.setWindowTitle(f"{workspace.session.clip.name} — {NAME}")
        self.menu.enable(has_clip=True)
        self.menu["hide"].setChecked(False)
        self.menu["pointer"].trigger()
        self.status.set_saved(True)
        workspace.saving.connect(lambda busy: self.status.set_saved(not busy))
        workspace.news.connect(self.message.news)
        workspace.surveyed.connect(self._show_history)
        workspace.pictured.connect(lambda picture: self.status.set_remark(picture.remark))
        editor.learning.learnt.connect(self.message.offer)
        project = workspace.session.project.path
        workspace.pictured.connect(
            lambda picture: self._opening.submit(self._recent.add, project, picture.image),
            Qt.ConnectionType.SingleShotConnection,
        )
        self._show_history(workspace.overview)
        self.message.keep_to(editor.canvas, editor.lightbox)
        self._pages.setCurrentWidget(editor)
        editor.canvas.setFocus()
        if place:
            editor.remembering.go_back(place)
        workspace.refresh()

    def _show_history(self, found: Overview) -> None:
        for name, title in (("undo", found.undo), ("redo", found.redo)):
            self.menu.name_edit(name, of_core(title))
            self.menu[name].setEnabled(bool(title) and not self.provisioning.shown)

    def _redress(self) -> None:
        self.menu.refresh_icons()
        self.message.refresh_icons()
        if self.editor is not None:
            self.editor.refresh_icons()

    def _take_dropped(self, paths: Sequence[Path]) -> None:
        if checkpoints := [path for path in paths if holds_weights(path)]:
            self.provisioning.take(checkpoints)
        else:
            self.open(paths[0])

    # Going

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only when everything has stopped and is written; the window stays until then."""
        if self._closed:
            event.accept()
            return
        event.ignore()
        if not self._closing:
            self._closing = True
            self._farewell = asyncio.ensure_future(self._shut_down())

    async def _shut_down(self) -> None:
        try:
            for dialog in self.findChildren(QDialog):
                dialog.reject()
            self.runs.close()
            try:
                await asyncio.wait_for(self.tasks.drain(), PATIENCE_S)
            except TimeoutError:
                # The worker does not come back: without it the job ends, and what it had done is kept.
                await in_thread(self._opening, self._runner.close)
                await self.tasks.drain()
            await self.leave()
        except Exception as error:
            self.tasks.report(error)
        self.datasets.close()
        for last in (self.furniture.keeping(), self._clicker.close):
            await in_thread(self._opening, last)
        self._opening.shutdown(wait=True)
        self._closed = True
        self.close()
        self.gone.emit()
