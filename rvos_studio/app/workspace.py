"""The view-model: which frame and object are looked at, and every change of the project on its way to the views."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from rvos_studio.app.canvas.overlay import PLAIN, Style
from rvos_studio.app.canvas.picture import Picture
from rvos_studio.app.compose import Look, PastLook, StageLook, compose
from rvos_studio.app.core_words import of_core
from rvos_studio.app.event_loop import Tasks, in_thread
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.loader import Loader
from rvos_studio.app.opening import Opened
from rvos_studio.app.overview import Overview, overview
from rvos_studio.app.player import Player
from rvos_studio.fusion import Vote
from rvos_studio.project import Change, HistoryEntry

Changes = Change | tuple[Change, ...]
_NONE_AFTER = tr_later("No frame after this one was drawn by hand for this object.")
_NONE_BEFORE = tr_later("No frame before this one was drawn by hand for this object.")
_UNDID = tr_later("Undid “{edit}”; it shows here, on frame {frame}.")
_REDID = tr_later("Redid “{edit}”; it shows here, on frame {frame}.")


class Workspace(QObject):
    """A session as the window sees it.

    Reading happens on two threads, edits one after the other on a third: the UI thread never waits for any of them.
    While a stroke is drawn or an edit is on its way, the shown picture is the truth and none replaces it.
    """

    moved = Signal(int)
    """The frame that is wanted; its picture follows."""
    chose = Signal(int)
    """The object that is wanted; what there is of it follows."""
    pictured = Signal(object)
    """A `Picture` to show."""
    surveyed = Signal(object)
    """An `Overview` to show."""
    saving = Signal(bool)
    news = Signal(str)

    def __init__(self, opened: Opened, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self.session = opened.session
        self.frame = opened.overview.first_frame
        self.overview = opened.overview
        self.chosen = opened.overview.chosen
        self.trial: Vote | None = None
        """A vote that is shown before all frames are fused by it."""
        self.stage: StageLook | PastLook | None = None
        """What is shown in the track's place, until something is edited: a stage of a recipe, or the past."""
        self._style = PLAIN
        self.following = False
        """Whether the view goes along with the job that runs."""
        self._tasks = tasks
        self._edits = ThreadPoolExecutor(1, "edits")
        self._closed = self._drawing = False
        self._on_their_way = self._revision = 0
        """The latter counts strokes and edits: a picture that was asked for before one of them shows the past."""
        self._loaders: list[Loader] = []
        self._pictures = self.loader("pictures", self._show_picture)
        self._overviews = self.loader("overviews", self._show_overview)
        self._overviews.failed.connect(self._give_up)
        self._once_surveyed: Callable[[], None] | None = None
        self.player = Player(opened.times, self)
        self.player.due.connect(self._look_at)

    def loader(self, name: str, take: Callable[[Any], object]) -> Loader:
        """A thread to read the session on, as long as it is open; `take` gets what was read."""
        made = Loader(name, self)
        made.loaded.connect(take)
        made.failed.connect(self._tasks.report)
        self._loaders.append(made)
        return made

    def is_of(self, project: Path) -> bool:
        """Whether this is the project at that place."""
        return self.session.project.path.resolve() == project.resolve()

    @property
    def last(self) -> int:
        """The clip's last frame."""
        return len(self.session.clip) - 1

    @property
    def settled(self) -> bool:
        """Whether everything shown is up to date and written."""
        quiet = not self._on_their_way and not self._drawing
        return quiet and all(loader.idle for loader in self._loaders)

    def go(self, frame: int) -> None:
        """Show another frame; playback stops. Nothing happens while a stroke is being drawn."""
        self.player.pause()
        self.following = False
        self._look_at(frame)

    def follow(self, frame: int) -> None:
        """A job has got to this frame: go along, unless the person has gone elsewhere since it began."""
        if self.following and not self.player.playing:
            self._look_at(frame)

    def play(self) -> None:
        """Play from here, or pause."""
        self.following = False
        if self.player.playing:
            self.player.pause()
        elif not self._drawing:
            self.player.play(self.frame)

    def go_to_human_frame(self, forward: bool) -> None:
        """Jump to the next or previous frame that a person drew for the chosen object."""
        frames = self.overview.drawn(self.chosen)
        there = frames[frames > self.frame] if forward else frames[frames < self.frame][::-1]
        if len(there):
            self.go(int(there[0]))
        else:
            self.news.emit(tr(_NONE_AFTER if forward else _NONE_BEFORE))

    def choose(self, object_id: int) -> None:
        """Choose the object that is edited; a number without an object changes nothing."""
        known = any(record.id == object_id for record in self.overview.objects)
        if known and object_id != self.chosen and not self._drawing:
            self.chosen, self.trial, self.stage = object_id, None, None
            self.chose.emit(object_id)
            self.refresh()

    def try_vote(self, vote: Vote) -> None:
        """Show the chosen object as this vote would fuse it, before anything is written."""
        self.trial = vote
        self._picture()

    def show_stage(self, stage: StageLook | PastLook | None) -> None:
        """Show what a stage of a recipe gives or what there was, or the track again."""
        if stage != self.stage:
            self.stage = stage
            self._picture()

    def end_trial(self) -> None:
        """Show what is written again."""
        self.trial = None
        self.refresh()

    def restyle(self, style: Style) -> None:
        """Draw masks in another way."""
        if style != self._style:
            self._style = style
            self._picture()

    def refresh(self) -> None:
        """Read everything again."""
        self._picture()
        self._survey()

    def when_surveyed(self, then: Callable[[], None]) -> None:
        """Call `then` as soon as the overview tells of all edits made so far: now, or in a moment."""
        self._once_surveyed = then
        self._go_on()

    def _go_on(self) -> None:
        if self._once_surveyed and self._overviews.idle and not self._on_their_way:
            then, self._once_surveyed = self._once_surveyed, None
            then()

    def _give_up(self) -> None:
        self._once_surveyed = None

    def _picture(self) -> None:
        look = Look(self.frame, self.chosen, self.trial, self._style, self.stage)
        revision = self._revision
        self._pictures.request(lambda: (revision, compose(self.session, look)))

    def _survey(self) -> None:
        chosen = self.chosen
        self._overviews.request(lambda: overview(self.session, chosen))

    def _look_at(self, frame: int) -> None:
        frame = min(max(frame, 0), self.last)
        if frame != self.frame and not self._drawing:
            self.frame = frame
            self.moved.emit(frame)
            self._picture()

    def _show_picture(self, made: tuple[int, Picture]) -> None:
        revision, picture = made
        if revision == self._revision and picture.chosen == self.chosen and not self._drawing:
            self.pictured.emit(picture)

    def _show_overview(self, found: Overview) -> None:
        if found.chosen != self.chosen and any(each.id == self.chosen for each in found.objects):
            return  # asked for before another object was chosen; the newer one is on its way
        if found.chosen != self.chosen:
            self.chosen, self.trial = found.chosen, None
            self._picture()
        more = found.answered != self.overview.answered
        self.overview = found
        if more:
            self._picture()
        self.surveyed.emit(found)
        self._go_on()

    def begin_stroke(self) -> None:
        """A stroke is being drawn: hold the picture still."""
        self.player.pause()
        self.following = False
        self._revision += 1
        self._drawing = True

    def end_stroke(self) -> None:
        """The stroke is over, with or without an edit."""
        self._drawing = False
        if not self._on_their_way:
            self._picture()  # else the last edit does that

    def compute(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Run slow work after all edits, and then call `then` with its result, or with None where it failed."""
        self._tasks.start(self._compute(work, then))

    def edit(self, change: Callable[[], Changes], then: Callable[[], None] | None = None) -> None:
        """Run one edit after all earlier ones, tell the views, and then call `then`."""
        self._send()
        self._tasks.start(self._edit(change, then))

    def undo(self) -> None:
        """Take the newest edit back and go to where it shows."""
        self._send()
        self._tasks.start(self._replay(_UNDID, lambda: self.session.undoable, self.session.undo))

    def redo(self) -> None:
        """Bring the last undone edit back and go to where it shows."""
        self._send()
        self._tasks.start(self._replay(_REDID, lambda: self.session.redoable, self.session.redo))

    def take(self, changes: Iterable[Change]) -> None:
        """A job changed this: read again what is shown of it."""
        self._survey()
        if any(self.frame in change.frames or not change.frames for change in changes):
            self._picture()

    async def written(self) -> None:
        """Wait until all edits are on disk."""
        await in_thread(self._edits, lambda: None)

    async def close(self) -> None:
        """Finish reading and let go of the session; edits must have ended."""
        self._closed = True
        self.player.pause()
        for ending in (*(loader.close for loader in self._loaders), self.session.close):
            await in_thread(self._edits, ending)
        self._edits.shutdown(wait=False)
        self.deleteLater()

    def _send(self) -> None:
        self.stage = None
        self._on_their_way += 1
        self._revision += 1
        self.saving.emit(True)

    async def _compute(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        result = None
        try:
            result = await in_thread(self._edits, work)
        finally:
            then(result)

    async def _edit(
        self, change: Callable[[], Changes], then: Callable[[], None] | None = None
    ) -> tuple[Change, ...]:
        try:
            made = await in_thread(self._edits, change)
        finally:
            self._on_their_way -= 1
            self._revision += 1
            self.saving.emit(self._on_their_way > 0)
            self.refresh()
        if then and not self._closed:
            then()
        return made if isinstance(made, tuple) else (made,)

    async def _replay(
        self, told: str, entry: Callable[[], HistoryEntry | None], replay: Callable[[], Changes]
    ) -> None:
        titles: list[str] = []

        def change() -> Changes:
            found = entry()
            titles.append(found.title if found else "")
            return replay()

        self.trial = None
        changes = await self._edit(change)
        frames = sorted(frame for each in changes for frame in each.frames)
        if frames and self.frame not in frames:
            self.go(min(frames, key=lambda frame: abs(frame - self.frame)))
            self.news.emit(tr(told).format(edit=of_core(titles[0]), frame=self.frame))
