"""`Session`: a project and its clip, opened for work."""

import hashlib
import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rvos_studio import settings
from rvos_studio.errors import BadInput, ClipMissing, Refused, WrongClip
from rvos_studio.fusion import Vote, fuse
from rvos_studio.masks import Mask
from rvos_studio.project import (
    Change,
    ClipRecord,
    ExpressionRecord,
    HistoryEntry,
    Kind,
    ObjectRecord,
    Project,
    Provenance,
    TrackMask,
)
from rvos_studio.studio.refusion import Refusion
from rvos_studio.video import Clip, open_clip

_log = logging.getLogger(__name__)

SUFFIX = ".rvos"
LONGEST_EXPRESSION = 1000


class Session:
    """What the window and the command line work with.

    Reads take a few milliseconds and are safe from any thread. Every writing method is one undo step, on disk when it
    returns, and says what changed.
    """

    def __init__(self, project: Project, clip: Clip) -> None:
        self.project = project
        self.clip = clip
        self._refusion = Refusion(project)

    @classmethod
    def create(cls, video: Path, project: Path | None = None) -> "Session":
        """Start a project on a video file or a folder of frames; beside the video where no place is given."""
        clip = _open(video)
        try:
            record = ClipRecord(
                str(video.resolve()),
                clip.name,
                clip.fingerprint,
                len(clip),
                clip.height,
                clip.width,
                clip.rate,
            )
            return cls(Project.create(project or project_beside(video), record), clip)
        except BaseException:
            clip.close()
            raise

    @classmethod
    def open(
        cls, project: Path, video: Path | None = None, *, read_only: bool = False
    ) -> "Session":
        """Open a project and find its clip: at `video` if given, else where it was, else beside the project.

        Raises `ClipMissing` when it is nowhere (ask for it and call again with `video`), and `WrongClip` when `video`
        is another one.
        """
        file = Project.open(project, read_only=read_only)
        try:
            clip = _find_clip(file, video)
            if not read_only and Path(file.clip.path) != clip.path.resolve():
                file.move_clip(str(clip.path.resolve()))
            return cls(file, clip)
        except BaseException:
            file.close()
            raise

    @classmethod
    def start(cls, path: Path, video: Path | None = None) -> "Session":
        """Open whatever a person points at: a project, or a video with the project beside it, made if need be."""
        project = project_of(path)
        if project == path:
            return cls.open(path, video)
        return cls.open(project, path) if project.exists() else cls.create(path, project)

    def close(self) -> None:
        """Let go of both files; everything was written long before."""
        self.project.close()
        self.clip.close()

    # Reading

    def objects(self) -> list[ObjectRecord]:
        """All objects with their expressions, by id."""
        return self.project.objects()

    def expression(self, expression_id: int) -> ExpressionRecord:
        """One expression. Raises `Refused` when there is none with this id."""
        for record in self.project.objects():
            for expression in record.expressions:
                if expression.id == expression_id:
                    return expression
        raise Refused(f"There is no expression {expression_id} in this project.")

    def mask(self, object_id: int, frame: int) -> TrackMask | None:
        """The track's mask on one frame with its provenance; None where there is none yet."""
        return self.project.mask(object_id, frame)

    def spans(self, object_id: int) -> NDArray[np.uint8]:
        """Who made each frame's mask: `Kind` values, one per frame of the clip; 0 where there is none."""
        return self.project.kinds(object_id)

    def models_with_predictions(self, object_id: int) -> list[str]:
        """Models that have answered for the object, oldest first."""
        return self.project.models(object_id)

    def predictions(self, object_id: int, frame: int) -> dict[str, Mask]:
        """Model -> its answer for the object; a model that answered several expressions votes among them."""
        found = self.project.predictions(object_id, frame)
        return {model: fuse(masks, 0.5) for model, masks in found.items()}

    def vote(self, object_id: int) -> Vote:
        """The recipe of the object's fusion; every model that answered and half of the votes until one is chosen."""
        return self.project.object(object_id).vote or Vote(tuple(self.project.models(object_id)))

    def fused(self, object_id: int, frame: int, vote: Vote | None = None) -> Mask | None:
        """What the vote gives on one frame, without writing it; None where no member has answered."""
        return self._refusion.fused(object_id, frame, vote or self.vote(object_id))

    def refuse(
        self, object_id: int, frame: int, vote: Vote | None = None
    ) -> NDArray[np.bool_] | None:
        """The pixels of `fused`; of a frame that was asked for just before, any other vote takes a few milliseconds."""
        return self._refusion.pixels(object_id, frame, vote or self.vote(object_id))

    # Writing

    def set_vote(self, object_id: int, vote: Vote) -> Change:
        """Set what an object's fusion follows, without fusing yet."""
        with self.project.edit("Choose who votes") as edit:
            edit.set_vote(object_id, vote)
        return Change(object_id)

    def describe(self, text: str) -> Change:
        """Add an object that the expression refers to, in one undo step; `Change.object_id` is its id."""
        words = checked_expression(text)
        with self.project.edit(f"Add object '{_shortened(words)}'") as edit:
            number = edit.add_object("")
            edit.add_expression(number, words)
        return Change(number)

    def add_object(self, name: str = "", object_id: int | None = None) -> Change:
        """Add an object; `Change.object_id` is its id."""
        if object_id is not None and not 1 <= object_id <= 255:
            raise BadInput(
                f"Object ids go from 1 to 255, the values of a label map; {object_id} does not."
            )
        with self.project.edit("Add object") as edit:
            return Change(edit.add_object(name.strip(), object_id))

    def rename_object(self, object_id: int, name: str) -> Change:
        """Give an object a name; exports use it as its category."""
        with self.project.edit("Rename object") as edit:
            edit.rename_object(object_id, name.strip())
        return Change(object_id)

    def lock_object(self, object_id: int, locked: bool = True) -> Change:
        """Forbid changes of an object's masks by anybody, or allow them again."""
        with self.project.edit(f"{'Lock' if locked else 'Unlock'} object {object_id}") as edit:
            edit.set_locked(object_id, locked)
        return Change(object_id)

    def remove_object(self, object_id: int) -> Change:
        """Remove an object with everything that belongs to it."""
        with self.project.edit(f"Remove object {object_id}") as edit:
            edit.remove_object(object_id)
        return Change(object_id)

    def add_expression(self, object_id: int, text: str) -> Change:
        """Add an expression to an object. Raises `BadInput` for an empty or endless one."""
        words = checked_expression(text)
        self._refuse_known(self.project.object(object_id).expressions, words)
        with self.project.edit(f"Add expression '{_shortened(words)}'") as edit:
            edit.add_expression(object_id, words)
        return Change(object_id)

    def rewrite_expression(self, expression_id: int, text: str) -> Change:
        """Change the words of an expression; answers to the old ones go. Raises `BadInput` for unfit words."""
        words = checked_expression(text)
        record = self.expression(expression_id)
        others = [e for e in self._siblings(record) if e.id != expression_id]
        self._refuse_known(others, words)
        if words != record.text:
            with self.project.edit(f"Change expression to '{_shortened(words)}'") as edit:
                edit.rewrite_expression(expression_id, words)
        return Change(record.object_id)

    def set_nothing(self, expression_id: int, nothing: bool = True) -> Change:
        """Say whether an expression refers to nothing in the clip.

        Where none of its object's expressions refers to anything, masks that a fusion made go. Raises `Refused` where
        these belong to a locked object.
        """
        record = self.expression(expression_id)
        number = record.object_id
        verb = "refers to nothing" if nothing else "refers to something"
        frames: frozenset[int] = frozenset()
        with self.project.edit(f"'{_shortened(record.text)}' {verb}") as edit:
            left = [e for e in self._siblings(record) if not e.nothing and e.id != expression_id]
            if nothing and not left:
                fused = np.flatnonzero(np.isin(self.spans(number), (Kind.MODEL, Kind.FUSION)))
                if len(fused):
                    frames = edit.remove_masks(number, fused.tolist()).frames
            edit.set_nothing(expression_id, nothing)
        return Change(number, frames)

    def remove_expression(self, expression_id: int) -> Change:
        """Remove an expression and what models answered to it."""
        record = self.expression(expression_id)
        with self.project.edit("Remove expression") as edit:
            edit.remove_expression(expression_id)
        return Change(record.object_id)

    def _siblings(self, expression: ExpressionRecord) -> tuple[ExpressionRecord, ...]:
        return self.project.object(expression.object_id).expressions

    def _refuse_known(self, expressions: Sequence[ExpressionRecord], words: str) -> None:
        if words.lower() in {each.text.lower() for each in expressions}:
            number = expressions[0].object_id
            raise Refused(f"Object {number} has the expression '{_shortened(words)}' already.")

    def correct(self, object_id: int, frame: int, mask: Mask, title: str = "Correct") -> Change:
        """Store a person's mask: the frame becomes a constraint. `title` says what was done to it, for the history."""
        if not 0 <= frame < len(self.clip):
            raise BadInput(
                f"There is no frame {frame}; the clip has frames 0 to {len(self.clip) - 1}."
            )
        if mask.shape != (self.clip.height, self.clip.width):
            raise BadInput(
                f"The mask is {mask.width}x{mask.height} pixels, the clip {self.clip.width}x{self.clip.height}."
            )
        with self.project.edit(f"{title} frame {frame}") as edit:
            return edit.put_masks(object_id, {frame: mask}, Provenance.now(Kind.PERSON))

    def confirm(self, object_id: int, frame: int) -> Change:
        """Take the frame's mask as it is for a person's: it becomes a constraint."""
        found = self.mask(object_id, frame)
        if found is None:
            raise Refused(f"Object {object_id} has no mask on frame {frame} to confirm.")
        return self.correct(object_id, frame, found.mask)

    def undo(self) -> tuple[Change, ...]:
        """Take the newest edit back."""
        return self.project.undo()

    def redo(self) -> tuple[Change, ...]:
        """Bring the newest undone edit back."""
        return self.project.redo()

    def travel(self, entry: int) -> tuple[Change, ...]:
        """Undo or redo until the edit `entry` of the history is the newest one done; 0 goes back to the beginning.

        Raises `Refused` where an edit on the way is still being written; what was undone before it stays undone.
        """
        changes: list[Change] = []
        while (newest := self.undoable) is not None and newest.id > entry:
            changes += self.undo()
        while (next_ := self.redoable) is not None and next_.id <= entry:
            changes += self.redo()
        return tuple(changes)

    @property
    def undoable(self) -> HistoryEntry | None:
        """What `undo` would take back."""
        return self.project.undoable()

    @property
    def redoable(self) -> HistoryEntry | None:
        """What `redo` would bring back."""
        return self.project.redoable()


def project_beside(video: Path) -> Path:
    """Where a video's project lies unless somebody says otherwise."""
    return video.with_name((video.name if video.is_dir() else video.stem) + SUFFIX)


def project_of(path: Path) -> Path:
    """The project that opening `path` opens: itself, else beside the video, else (read-only) in the user's folder."""
    if path.suffix == SUFFIX:
        return path
    video, beside = path, project_beside(path)
    if beside.exists() or not video.parent.is_dir() or _can_write(video.parent):
        return beside
    place = hashlib.sha256(str(video.resolve()).encode()).hexdigest()[:8]
    folder = settings.data_folder() / "projects"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{beside.stem}-{place}{SUFFIX}"


def _can_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def checked_expression(text: str) -> str:
    """The expression with its white space collapsed. Raises `BadInput` for an empty or endless one."""
    words = " ".join(text.split())
    if not words:
        raise BadInput("An expression needs words: say what you are looking for.")
    if len(words) > LONGEST_EXPRESSION:
        raise BadInput(
            f"An expression of {len(words):,} characters is too long; say it in at most {LONGEST_EXPRESSION:,}."
        )
    return words


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _open(video: Path) -> Clip:
    return open_clip(video, settings.load().frame_cache_mib << 20)


def _find_clip(project: Project, video: Path | None) -> Clip:
    record = project.clip
    if video is not None:
        clip = _open(video)
        if clip.fingerprint != record.fingerprint:
            clip.close()
            raise WrongClip(
                f"'{video.name}' is not the video that '{project.path.name}' was made from ('{record.name}',"
                f" {record.frames} frames of {record.width}x{record.height}); its content differs."
            )
        return clip
    was = Path(record.path)
    for place in (was, project.path.with_name(was.name)):
        if not place.exists():
            continue
        try:
            clip = _open(place)
        except BadInput:
            _log.warning("the clip at %s cannot be opened", place, exc_info=True)
            continue
        if clip.fingerprint == record.fingerprint:
            return clip
        clip.close()
    if was.exists():
        raise WrongClip(
            f"The video at '{was}' is no longer the one that '{project.path.name}' was made from; say where that is."
        )
    raise ClipMissing(
        f"The video of '{project.path.name}' is not at '{was}' any more; say where it is now."
    )
