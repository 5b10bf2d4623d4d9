"""`Project`: one `*.rvos` file."""

import contextlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput, CannotWrite, Refused
from rvos_studio.fusion import Vote
from rvos_studio.masks import Levels, Mask
from rvos_studio.project.database import Database, remove
from rvos_studio.project.edit import Edit, replace
from rvos_studio.project.records import (
    AnswerRecord,
    Change,
    ClipRecord,
    ExpressionRecord,
    HistoryEntry,
    Kind,
    ObjectRecord,
    Provenance,
    TrackMask,
)
from rvos_studio.project.review import Review
from rvos_studio.project.shapes import Shapes
from rvos_studio.project.spans import Spans
from rvos_studio.project.stages import Stages
from rvos_studio.project.versions import Versions

_MASK = (
    "SELECT mask.counts, source.kind, source.model, source.weights, source.recipe, source.made_at"
)

_ANSWER = (
    "SELECT prediction.expression, prediction.model, frame, counts, confidence, source FROM prediction"
    " JOIN mask ON mask.id = prediction.mask"
)


class Project:
    """Objects, expressions, predictions, tracks and history of one clip.

    Reads take a few milliseconds and are safe from any thread; writes go through `edit`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open_edits: list[Edit] = []
        row = database.rows("SELECT path, name, fingerprint, frames, height, width, rate FROM clip")
        if not row:
            raise BadInput(
                f"'{database.path}' is an RVOS Studio project without a clip; it was never finished."
            )
        self._clip = ClipRecord(*row[0])
        self.stages = Stages(database, self._clip)
        self.spans = Spans(database, self._clip)
        self.shapes = Shapes(database, self._clip)
        self.versions = Versions(database, self._clip)
        self.review = Review(database, self._clip, self.spans)

    @classmethod
    def create(cls, path: Path, clip: ClipRecord) -> "Project":
        """Make a new project file. Raises `CannotWrite` where there is a file already or the folder is not writable."""
        if path.exists():
            raise CannotWrite(f"'{path}' exists already; open it, or choose another name.")
        if not path.parent.is_dir():
            raise CannotWrite(f"The folder '{path.parent}' does not exist.")
        database = None
        try:
            database = Database(path)
            with database.transaction():
                database.execute(
                    "INSERT INTO clip (id, path, name, fingerprint, frames, height, width, rate)"
                    " VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                    clip.path, clip.name, clip.fingerprint, clip.frames, clip.height, clip.width, clip.rate,
                )  # fmt: skip
            return cls(database)
        except BaseException:
            if database is not None:
                database.close()
            remove(path)
            raise

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, brief: bool = False) -> "Project":
        """Open a project file; `brief` is for who reads it for a moment. Raises `BadInput` for anything else.

        Raises `Refused` while another program writes it.
        """
        if not path.is_file():
            raise BadInput(f"There is no project '{path}'.")
        database = Database(path, read_only=read_only, brief=brief)
        try:
            return cls(database)
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Close the file; everything was written long before."""
        self._database.close()

    @property
    def path(self) -> Path:
        """Where the project file is."""
        return self._database.path

    @property
    def clip(self) -> ClipRecord:
        """The clip that this project is bound to."""
        return self._clip

    def move_clip(self, path: str) -> None:
        """Note that the clip lies elsewhere now. Not an edit: content and meaning are the same."""
        with self._database.transaction():
            self._database.execute("UPDATE clip SET path = ?", path)
        self._clip = ClipRecord(*self._database.rows(
            "SELECT path, name, fingerprint, frames, height, width, rate FROM clip")[0])  # fmt: skip

    # Reading

    def objects(self) -> list[ObjectRecord]:
        """All objects by id."""
        expressions: dict[int, list[ExpressionRecord]] = {}
        for row in self._database.rows(
            "SELECT id, object, text, no_target FROM expression ORDER BY id"
        ):
            record = ExpressionRecord(row[0], row[1], row[2], bool(row[3]))
            expressions.setdefault(row[1], []).append(record)
        return [
            ObjectRecord(
                object_id, name, _vote(vote), tuple(expressions.get(object_id, ())), bool(locked)
            )
            for object_id, name, vote, locked in self._database.rows(
                "SELECT id, name, vote, locked FROM object ORDER BY id"
            )
        ]

    def object(self, object_id: int) -> ObjectRecord:
        """One object. Raises `Refused` when there is none with this id."""
        for record in self.objects():
            if record.id == object_id:
                return record
        known = ", ".join(str(record.id) for record in self.objects()) or "none yet"
        raise Refused(
            f"There is no object {object_id} in '{self.path.name}' (its objects: {known})."
        )

    def mask(self, object_id: int, frame: int) -> TrackMask | None:
        """The track's mask on one frame; None where nobody has said anything."""
        rows = self._database.rows(
            f"{_MASK} FROM track JOIN mask ON mask.id = track.mask JOIN source ON source.id = mask.source"
            " WHERE object = ? AND frame = ?",
            object_id, frame,
        )  # fmt: skip
        return self._track_mask(rows[0]) if rows else None

    def track(self, object_id: int) -> dict[int, TrackMask]:
        """All masks of an object, frame -> mask, by frame. Masks stay run-length encoded."""
        rows = self._database.rows(
            f"{_MASK}, frame FROM track JOIN mask ON mask.id = track.mask JOIN source ON source.id = mask.source"
            " WHERE object = ? ORDER BY frame",
            object_id,
        )
        return {row[-1]: self._track_mask(row) for row in rows}

    def kinds(self, object_id: int) -> NDArray[np.uint8]:
        """Who made each frame's mask, as `Kind` values, one per frame of the clip; 0 where there is none. Read-only."""
        return self.spans.kinds(object_id)

    def human_frames(self, object_id: int) -> list[int]:
        """Frames that a person drew or confirmed: the constraints of a propagation."""
        return [int(frame) for frame in np.flatnonzero(self.kinds(object_id) == Kind.PERSON)]

    def models(self, object_id: int) -> list[str]:
        """Models that have answered an expression of the object, in the order in which they first did."""
        expressions = self._database.rows(
            "SELECT id FROM expression WHERE object = ? AND NOT no_target", object_id
        )
        return self.spans.models(expression for (expression,) in expressions)

    def predictions(self, object_id: int, frame: int) -> dict[str, list[Mask]]:
        """Model -> its masks on one frame, one per expression of the object."""
        found: dict[str, list[Mask]] = {}
        for answer in self.answers(object_id, frame):
            found.setdefault(answer.model, []).append(answer.mask)
        return found

    def answers(self, object_id: int, frame: int) -> list[AnswerRecord]:
        """What every model answered on one frame, by expression."""
        rows = self._database.rows(
            f"{_ANSWER} JOIN expression ON expression.id = prediction.expression"
            " WHERE object = ? AND NOT no_target AND frame = ? ORDER BY expression.id, prediction.model",
            object_id, frame,
        )  # fmt: skip
        return [self._answer(row) for row in rows]

    def answered_track(self, expression: int, model: str) -> dict[int, AnswerRecord]:
        """One model's answers to one expression, frame -> answer, by frame."""
        rows = self._database.rows(
            f"{_ANSWER} WHERE expression = ? AND prediction.model = ? ORDER BY frame",
            expression, model,
        )  # fmt: skip
        return {row[2]: self._answer(row) for row in rows}

    def probability(self, expression: int, model: str, frame: int) -> Levels | None:
        """The probability behind an answer; None where none was kept."""
        rows = self._database.rows(
            "SELECT x, y, w, h, code FROM probability JOIN prediction USING (mask)"
            " WHERE expression = ? AND model = ? AND frame = ?",
            expression, model, frame,
        )  # fmt: skip
        return Levels(*self._clip.shape, rows[0][:4], rows[0][4]) if rows else None

    def models_without_probability(self, object_id: int) -> set[str]:
        """Models of which some answer for the object has only its mask, as in projects of older programs."""
        query = (
            "SELECT DISTINCT prediction.model FROM prediction JOIN expression ON expression.id = prediction.expression"
            " LEFT JOIN probability USING (mask) WHERE object = ? AND NOT no_target AND code IS NULL"
        )
        return {row[0] for row in self._database.rows(query, object_id)}

    def predicted_frames(self, object_id: int) -> list[int]:
        """Frames on which any model has answered."""
        query = (
            "SELECT DISTINCT frame FROM prediction JOIN expression ON expression.id = prediction.expression"
            " WHERE object = ? AND NOT no_target ORDER BY frame"
        )
        return [row[0] for row in self._database.rows(query, object_id)]

    def answered(self, expression: int, model: str, weights: str) -> set[int]:
        """Frames on which this model with these weights has answered this expression."""
        query = (
            "SELECT frame FROM prediction JOIN mask ON mask.id = prediction.mask JOIN source ON source.id = mask.source"
            " WHERE expression = ? AND prediction.model = ? AND weights = ?"
        )
        return {row[0] for row in self._database.rows(query, expression, model, weights)}

    def confidences(self, object_id: int, model: str) -> dict[int, float]:
        """Frame -> the model's confidence, the mean over the object's expressions."""
        query = (
            "SELECT frame, avg(confidence) FROM prediction JOIN expression ON expression.id = prediction.expression"
            " WHERE object = ? AND NOT no_target AND model = ? GROUP BY frame ORDER BY frame"
        )
        return dict(self._database.rows(query, object_id, model))

    # Writing

    @contextlib.contextmanager
    def edit(self, title: str) -> Iterator[Edit]:
        """One undo step. Its methods are safe on disk when they return; an error keeps what was done before it."""
        edit = Edit(self._database, title, datetime.now(UTC).isoformat(timespec="seconds"))
        self._open_edits.append(edit)
        try:
            yield edit
        finally:
            self._open_edits.remove(edit)

    def history(self) -> list[HistoryEntry]:
        """All undo steps, oldest first."""
        return self._entries("ORDER BY id")

    def undoable(self) -> HistoryEntry | None:
        """What `undo` would take back."""
        return next(iter(self._entries("WHERE NOT undone ORDER BY id DESC LIMIT 1")), None)

    def redoable(self) -> HistoryEntry | None:
        """What `redo` would bring back."""
        return next(iter(self._entries("WHERE undone ORDER BY id LIMIT 1")), None)

    def _entries(self, which: str) -> list[HistoryEntry]:
        rows = self._database.rows(f"SELECT id, title, made_at, undone FROM edit {which}")
        return [HistoryEntry(id_, title, when, bool(undone)) for id_, title, when, undone in rows]

    def undo(self) -> tuple[Change, ...]:
        """Take the newest edit back; () when there is none. Raises `Refused` while that edit is still being written."""
        entry = self.undoable()
        return self._replay(entry, undo=True) if entry else ()

    def redo(self) -> tuple[Change, ...]:
        """Bring the oldest undone edit back; () when there is none."""
        entry = self.redoable()
        return self._replay(entry, undo=False) if entry else ()

    def _replay(self, entry: HistoryEntry, *, undo: bool) -> tuple[Change, ...]:
        if any(edit.id == entry.id for edit in self._open_edits):
            raise Refused(f"'{entry.title}' is still running; stop it first, then undo it.")
        order = "DESC" if undo else "ASC"
        touched: dict[int, set[int]] = {}
        with self._database.transaction():
            for relation, before, after in self._database.rows(
                f"SELECT relation, before, after FROM change WHERE edit = ? ORDER BY number {order}",
                entry.id,
            ):
                old, new = (after, before) if undo else (before, after)
                self._touch(touched, relation, old or new)
                replace(self._database, relation, _row(old), _row(new))
            self._database.execute("UPDATE edit SET undone = ? WHERE id = ?", int(undo), entry.id)
        return tuple(
            Change(object_id, frozenset(frames)) for object_id, frames in sorted(touched.items())
        )

    def _touch(self, touched: dict[int, set[int]], relation: str, row: str) -> None:
        values = json.loads(row)
        if relation == "object":
            touched.setdefault(values[0], set())
        elif relation == "expression":
            touched.setdefault(values[1], set())
        elif relation != "prediction":
            touched.setdefault(values[0], set()).add(values[1])
        else:
            for (object_id,) in self._database.rows(
                "SELECT object FROM expression WHERE id = ?", values[0]
            ):
                touched.setdefault(object_id, set()).add(values[2])

    def _mask(self, counts: bytes) -> Mask:
        return Mask(self._clip.height, self._clip.width, counts)

    def _answer(self, row: tuple[Any, ...]) -> AnswerRecord:
        expression, model, _, counts, confidence, source = row
        return AnswerRecord(expression, model, self._mask(counts), confidence, source)

    def _track_mask(self, row: tuple[Any, ...]) -> TrackMask:
        counts, kind, model, weights, recipe, when = row[:6]
        return TrackMask(
            self._mask(counts), Provenance(Kind(kind), model, weights, json.loads(recipe), when)
        )


def _row(text: str | None) -> tuple[Any, ...] | None:
    return None if text is None else tuple(json.loads(text))


def _vote(recipe: str | None) -> Vote | None:
    return None if recipe is None else Vote.from_data(json.loads(recipe))
