"""Edits: everything that changes a project goes through one, and every one can be undone."""

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rvos_studio.errors import Refused
from rvos_studio.fusion import Vote
from rvos_studio.masks import Levels, Mask, Probability
from rvos_studio.project.database import Database
from rvos_studio.project.records import Change, Kind, Provenance
from rvos_studio.project.review import State
from rvos_studio.project.schema import COLUMNS, KEY_LENGTH
from rvos_studio.project.versions import forget

Row = tuple[Any, ...]


class Edit:
    """One undo step, open for writing.

    Each method is one transaction and is safe on disk when it returns, so that a run that is cancelled or killed keeps
    what it had done. The history entry is made by the first row that really changes.
    """

    def __init__(self, database: Database, title: str, when: str) -> None:
        self._database = database
        self._title = title
        self._when = when
        self._number = 0
        self._sources: dict[Provenance, int] = {}
        self.id: int | None = None

    def add_object(self, name: str, object_id: int | None = None) -> int:
        """Add an object and return its id: the one asked for, else the smallest that is free.

        Raises `Refused` where another object has the id that is asked for.
        """
        with self._step():
            taken = {row[0] for row in self._database.rows("SELECT id FROM object")}
            if object_id is None:
                object_id = next(n for n in range(1, len(taken) + 2) if n not in taken)
            if object_id in taken:
                raise Refused(f"There is an object {object_id} already; choose another id.")
            namesakes = self._database.rows("SELECT id FROM version WHERE object = ?", object_id)
            forget(self._database, [version for (version,) in namesakes])
            self._write("object", None, (object_id, name, None, 0))
        return object_id

    def rename_object(self, object_id: int, name: str) -> None:
        """Give an object a name."""
        with self._step():
            row = self._row("object", (object_id,))
            self._write("object", row, (object_id, name, *row[2:]))

    def set_vote(self, object_id: int, vote: Vote) -> None:
        """Set the recipe an object's fusion follows."""
        with self._step():
            row = self._row("object", (object_id,))
            self._write("object", row, (object_id, row[1], json.dumps(vote.data()), *row[3:]))

    def set_locked(self, object_id: int, locked: bool) -> None:
        """Allow or forbid changes of an object's masks."""
        with self._step():
            row = self._row("object", (object_id,))
            self._write("object", row, (*row[:3], int(locked)))

    def remove_object(self, object_id: int) -> None:
        """Remove an object with its expressions, predictions and track. Raises `Refused` for a locked one."""
        with self._step():
            self._unlocked(object_id)
            for (expression,) in self._database.rows(
                "SELECT id FROM expression WHERE object = ?", object_id
            ):
                self.remove_expression(expression)
            for relation in ("track", "review", "note", "false_alarm"):
                columns = ", ".join(COLUMNS[relation])
                for row in self._database.rows(
                    f"SELECT {columns} FROM {relation} WHERE object = ?", object_id
                ):
                    self._write(relation, row, None)
            self._write("object", self._row("object", (object_id,)), None)

    def add_expression(self, object_id: int, text: str) -> int:
        """Add an expression to an object and return its id."""
        with self._step():
            self._row("object", (object_id,))
            expression = int(
                self._database.rows("SELECT coalesce(max(id), 0) + 1 FROM expression")[0][0]
            )
            self._write("expression", None, (expression, object_id, text, 0))
        return expression

    def rewrite_expression(self, expression: int, text: str) -> None:
        """Change the words of an expression; what was known of the old ones goes."""
        with self._step():
            row = self._row("expression", (expression,))
            self._remove_answers(expression)
            self._write("expression", row, (*row[:2], text, 0))

    def set_nothing(self, expression: int, nothing: bool) -> None:
        """Say whether an expression refers to nothing; what models answered stays, but votes no more."""
        with self._step():
            row = self._row("expression", (expression,))
            self._write("expression", row, (*row[:3], int(nothing)))

    def remove_expression(self, expression: int) -> None:
        """Remove an expression with its predictions."""
        with self._step():
            self._remove_answers(expression)
            self._write("expression", self._row("expression", (expression,)), None)

    def _remove_answers(self, expression: int) -> None:
        columns = ", ".join(COLUMNS["prediction"])
        for row in self._database.rows(
            f"SELECT {columns} FROM prediction WHERE expression = ?", expression
        ):
            self._write("prediction", row, None)

    def put_predictions(
        self,
        expression: int,
        model: str,
        answers: Mapping[int, tuple[Mask, float]],
        provenance: Provenance,
        probabilities: Mapping[int, Probability] | None = None,
    ) -> Change:
        """Store one model's answers to one expression: frame -> (mask, confidence 0..1).

        Of `probabilities`, frame -> H x W, each is kept in 8 bits beside the mask that was made of it.
        """
        codes = {frame: Levels.of(each) for frame, each in (probabilities or {}).items()}
        with self._step():
            object_id = self._row("expression", (expression,))[1]
            for frame, (mask, confidence) in answers.items():
                before = self._find("prediction", (expression, model, frame))
                stored = self._store(mask, provenance)
                if levels := codes.get(frame):
                    self._database.execute(
                        "INSERT INTO probability (mask, x, y, w, h, code) VALUES (?, ?, ?, ?, ?, ?)",
                        stored,
                        *levels.box,
                        levels.code,
                    )
                row = (expression, model, frame, stored, confidence)
                self._write("prediction", before, row)
        return Change(object_id, frozenset(answers))

    def remove_predictions(self, expression: int, model: str) -> Change:
        """Remove what a model answered to an expression."""
        columns = ", ".join(COLUMNS["prediction"])
        with self._step():
            rows = self._database.rows(
                f"SELECT {columns} FROM prediction WHERE expression = ? AND model = ?",
                expression, model,
            )  # fmt: skip
            for row in rows:
                self._write("prediction", row, None)
            object_id = self._row("expression", (expression,))[1]
        return Change(object_id, frozenset(row[2] for row in rows))

    def put_masks(
        self, object_id: int, masks: Mapping[int, Mask], provenance: Provenance
    ) -> Change:
        """Write masks of a track: frame -> mask. Only a person overwrites a person: other makers skip such frames.

        Raises `Refused` for a locked object.
        """
        changed = []
        with self._step():
            self._unlocked(object_id)
            for frame, mask in masks.items():
                before = self._find("track", (object_id, frame))
                if (
                    before
                    and provenance.kind != Kind.PERSON
                    and self._kind(before[2]) == Kind.PERSON
                ):
                    continue
                self._write("track", before, (object_id, frame, self._store(mask, provenance)))
                changed.append(frame)
            if provenance.kind != Kind.PERSON:
                self._reopen(object_id, changed)
        return Change(object_id, frozenset(changed))

    def remove_masks(self, object_id: int, frames: Iterable[int]) -> Change:
        """Take an object's masks off the given frames, a person's too. Raises `Refused` for a locked object."""
        removed = []
        with self._step():
            self._unlocked(object_id)
            for frame in frames:
                before = self._find("track", (object_id, frame))
                if before:
                    self._write("track", before, None)
                    removed.append(frame)
            self._reopen(object_id, removed)
        return Change(object_id, frozenset(removed))

    def bring_back(self, object_id: int, version: int) -> Change:
        """Give an object the track of a version, but for frames that are drawn by hand now: these stay as they are.

        Raises `Refused` for a locked object.
        """
        what = "frame, mask, kind, counts, source FROM {} JOIN mask ON mask.id = mask JOIN source ON source.id = source"
        changed = []
        with self._step():
            self._unlocked(object_id)
            now, then = (
                {row[0]: row[1:] for row in self._database.rows(query, owner)}
                for query, owner in (
                    (f"SELECT {what.format('track')} WHERE object = ?", object_id),
                    (f"SELECT {what.format('version_mask')} WHERE version = ?", version),
                )
            )
            for frame in sorted(now.keys() | then.keys()):
                here, there = now.get(frame), then.get(frame)
                if here and (here[1] == Kind.PERSON or (there and here[2:] == there[2:])):
                    continue
                before = (object_id, frame, here[0]) if here else None
                after = (object_id, frame, self._copy(there[0])) if there else None
                self._write("track", before, after)
                changed.append(frame)
            self._reopen(object_id, changed)
        return Change(object_id, frozenset(changed))

    def set_state(self, object_id: int, frames: Iterable[int], state: State) -> Change:
        """Say how far the review of an object is on some frames."""
        return self._put("review", object_id, dict.fromkeys(frames, int(state) or None))

    def set_note(self, object_id: int, frame: int, text: str) -> Change:
        """Write a note about an object on a frame; an empty one takes the note away."""
        return self._put("note", object_id, {frame: text or None})

    def add_false_alarm(self, object_id: int, frame: int, reason: str) -> Change:
        """A frame that looked wrong for this reason is fine."""
        return self._put("false_alarm", object_id, {frame: reason})

    def _put(self, relation: str, object_id: int, values: Mapping[int, int | str | None]) -> Change:
        """Set what an object has on some frames in one of the tables with a single value; None removes it."""
        with self._step():
            self._row("object", (object_id,))
            for frame, value in values.items():
                before = self._find(relation, (object_id, frame))
                self._write(relation, before, None if value is None else (object_id, frame, value))
        return Change(object_id, frozenset(values))

    def _reopen(self, object_id: int, frames: Iterable[int]) -> None:
        """Masks that nobody has seen took the place of checked ones."""
        query = "SELECT object, frame, state FROM review WHERE object = ? AND state = ?"
        rows = self._database.rows(query, object_id, int(State.CHECKED))
        replaced = set(frames)
        for row in rows:
            if row[1] in replaced:
                self._write("review", row, None)

    @contextlib.contextmanager
    def _step(self) -> Iterator[None]:
        """One transaction; a failed one leaves this edit as if it had never been tried."""
        before = self.id, self._number, dict(self._sources)
        try:
            with self._database.transaction():
                yield
        except BaseException:
            self.id, self._number, self._sources = before
            raise

    def _store(self, mask: Mask, provenance: Provenance) -> int:
        source = self._sources.get(provenance)
        if source is None:
            source = self._database.execute(
                "INSERT INTO source (kind, model, weights, recipe, made_at) VALUES (?, ?, ?, ?, ?)",
                int(provenance.kind),
                provenance.model,
                provenance.weights,
                json.dumps(provenance.recipe),
                provenance.when,
            )
            self._sources[provenance] = source
        return self._database.execute(
            "INSERT INTO mask (counts, area, x, y, w, h, source) VALUES (?, ?, ?, ?, ?, ?, ?)",
            mask.counts,
            mask.area,
            *mask.bbox,
            source,
        )

    def _copy(self, mask: int) -> int:
        """A mask of its own for this edit: it can be forgotten with it, and the other with the edit that made that."""
        return self._database.execute(
            "INSERT INTO mask (counts, area, x, y, w, h, source)"
            " SELECT counts, area, x, y, w, h, source FROM mask WHERE id = ?",
            mask,
        )

    def _unlocked(self, object_id: int) -> None:
        if self._row("object", (object_id,))[3]:
            raise Refused(f"Object {object_id} is locked: unlock it to change its masks.")

    def _kind(self, mask: int) -> Kind:
        query = "SELECT kind FROM source JOIN mask ON mask.source = source.id WHERE mask.id = ?"
        return Kind(self._database.rows(query, mask)[0][0])

    def _find(self, relation: str, key: Row) -> Row | None:
        columns = COLUMNS[relation]
        where = " AND ".join(f"{name} = ?" for name in columns[: KEY_LENGTH[relation]])
        rows = self._database.rows(
            f"SELECT {', '.join(columns)} FROM {relation} WHERE {where}", *key
        )
        return rows[0] if rows else None

    def _row(self, relation: str, key: Row) -> Row:
        row = self._find(relation, key)
        if row is None:
            raise Refused(f"There is no {relation} {key[0]} in this project.")
        return row

    def _write(self, relation: str, before: Row | None, after: Row | None) -> None:
        if before == after:
            return
        if self.id is None:
            drop_undone(self._database)
            statement = "INSERT INTO edit (title, made_at) VALUES (?, ?)"
            self.id = self._database.execute(statement, self._title, self._when)
        replace(self._database, relation, before, after)
        self._database.execute(
            "INSERT INTO change (edit, number, relation, before, after) VALUES (?, ?, ?, ?, ?)",
            self.id,
            self._number,
            relation,
            None if before is None else json.dumps(before),
            None if after is None else json.dumps(after),
        )
        self._number += 1


def replace(database: Database, relation: str, old: Row | None, new: Row | None) -> None:
    """Put one row of a table in another's place; None stands for no row."""
    # A history written before a column was added leaves that column alone.
    columns = COLUMNS[relation][: len(new or COLUMNS[relation])]
    database.note(relation, (new or old or (0,))[0])
    if new is None:
        where = " AND ".join(f"{name} = ?" for name in columns[: KEY_LENGTH[relation]])
        assert old is not None
        database.execute(f"DELETE FROM {relation} WHERE {where}", *old[: KEY_LENGTH[relation]])
    else:
        marks = ", ".join("?" * len(columns))
        key = ", ".join(columns[: KEY_LENGTH[relation]])
        rest = ", ".join(f"{name} = excluded.{name}" for name in columns[KEY_LENGTH[relation] :])
        database.execute(
            f"INSERT INTO {relation} ({', '.join(columns)}) VALUES ({marks})"
            f" ON CONFLICT ({key}) DO UPDATE SET {rest}",
            *new,
        )


def drop_undone(database: Database) -> None:
    """Forget what was undone: a new edit starts another future. Masks that no version has go with it."""
    if not database.rows("SELECT 1 FROM edit WHERE undone LIMIT 1"):
        return
    gone = database.rows(
        "SELECT relation, after FROM change JOIN edit ON edit.id = change.edit"
        " WHERE undone AND after IS NOT NULL AND relation IN ('track', 'prediction')"
    )
    database.execute("DELETE FROM edit WHERE undone")
    position = {relation: COLUMNS[relation].index("mask") for relation in ("track", "prediction")}
    masks = {json.loads(after)[position[relation]] for relation, after in gone}
    for mask in masks:
        if database.rows("SELECT 1 FROM version_mask WHERE mask = ? LIMIT 1", mask):
            database.execute("UPDATE version_mask SET alone = 1 WHERE mask = ?", mask)
        else:
            database.execute("DELETE FROM mask WHERE id = ?", mask)
