"""What the stages of a recipe gave, kept to be looked at and to go on from; no part of undo."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from rvos_studio.fusion import Recipe
from rvos_studio.masks import Mask
from rvos_studio.project.database import Database
from rvos_studio.project.records import ClipRecord


@dataclass(frozen=True)
class Run:
    """A recipe as it was followed for one object."""

    id: int
    object_id: int
    recipe: str
    """The recipe's hash, its members bound."""
    name: str
    inputs: str
    """Hash of all that went in: answers of models, masks of a person, weights of propagators."""
    when: str
    graph: Recipe | None
    """The recipe itself; None where an older program kept only its hash."""


_RUN = "SELECT id, object, recipe, name, inputs, made_at, graph FROM run"


class Stages:
    """Runs of recipes and the masks of their nodes.

    A node gives a track for each expression, or one for the whole object, which is expression 0.
    """

    def __init__(self, database: Database, clip: ClipRecord) -> None:
        self._database = database
        self._clip = clip
        self._hashes: dict[int, tuple[int, frozenset[str]]] = {}

    def begin(self, object_id: int, recipe: Recipe, inputs: str) -> Run:
        """The run of this recipe on these inputs, made if need be; one on other inputs is forgotten."""
        known = self._runs("WHERE object = ? AND recipe = ?", object_id, recipe.hash)
        graph = msgspec.json.encode(recipe).decode()
        with self._database.transaction():
            if known and known[0].inputs == inputs:
                number = known[0].id
                self._database.execute(  # the same graph may have got another name
                    "UPDATE run SET name = ?, graph = ? WHERE id = ?", recipe.name, graph, number
                )
            else:
                self.forget(known)
                when = datetime.now(UTC).isoformat(timespec="seconds")
                number = self._database.execute(
                    "INSERT INTO run (object, recipe, name, inputs, made_at, graph) VALUES (?, ?, ?, ?, ?, ?)",
                    object_id, recipe.hash, recipe.name, inputs, when, graph,
                )  # fmt: skip
        return self._runs("WHERE id = ?", number)[0]

    def runs(self, object_id: int) -> list[Run]:
        """All runs for an object, oldest first."""
        return self._runs("WHERE object = ? ORDER BY id", object_id)

    def standing(self, object_id: int) -> Run | None:
        """The newest run of which something is in the object's track; None after it was undone or fused over."""
        if not (runs := self.runs(object_id)):
            return None
        hashes = self._hashes_in_track(object_id)
        return next((run for run in reversed(runs) if run.recipe in hashes), None)

    def forget(self, runs: Iterable[Run]) -> None:
        """Delete runs with everything their stages gave."""
        with self._database.transaction():
            for run in runs:
                self._database.execute("DELETE FROM run WHERE id = ?", run.id)

    def put(self, run: Run, node: str, expression: int, masks: Mapping[int, Mask]) -> None:
        """Keep masks of one node: frame -> mask."""
        with self._database.transaction():
            for frame, mask in masks.items():
                self._database.execute(
                    "INSERT OR REPLACE INTO stage (run, node, expression, frame, counts) VALUES (?, ?, ?, ?, ?)",
                    run.id, node, expression, frame, mask.counts,
                )  # fmt: skip

    def track(self, run: Run, node: str, expression: int) -> dict[int, Mask]:
        """What a node gave: frame -> mask, by frame."""
        rows = self._database.rows(
            "SELECT frame, counts FROM stage WHERE run = ? AND node = ? AND expression = ? ORDER BY frame",
            run.id, node, expression,
        )  # fmt: skip
        return {frame: Mask(*self._clip.shape, counts) for frame, counts in rows}

    def nodes(self, run: Run) -> tuple[str, ...]:
        """Nodes that gave something, by name."""
        query = "SELECT node FROM stage WHERE run = ? GROUP BY node ORDER BY node"
        return tuple(row[0] for row in self._database.rows(query, run.id))

    def on_frame(self, run: Run, frame: int) -> dict[str, dict[int, Mask]]:
        """What every node gave on one frame: node -> expression -> mask."""
        found: dict[str, dict[int, Mask]] = {}
        for node, expression, counts in self._database.rows(
            "SELECT node, expression, counts FROM stage WHERE run = ? AND frame = ?", run.id, frame
        ):
            found.setdefault(node, {})[expression] = Mask(*self._clip.shape, counts)
        return found

    def put_keyframes(self, run: Run, node: str, expression: int, frames: Iterable[int]) -> None:
        """Note where a propagation set out."""
        with self._database.transaction():
            for frame in frames:
                self._database.execute(
                    "INSERT OR REPLACE INTO keyframe (run, node, expression, frame) VALUES (?, ?, ?, ?)",
                    run.id, node, expression, frame,
                )  # fmt: skip

    def keyframes(self, run: Run) -> dict[str, dict[int, list[int]]]:
        """Where each propagation set out: node -> expression -> frames."""
        found: dict[str, dict[int, list[int]]] = {}
        for node, expression, frame in self._database.rows(
            "SELECT node, expression, frame FROM keyframe WHERE run = ? ORDER BY frame", run.id
        ):
            found.setdefault(node, {}).setdefault(expression, []).append(frame)
        return found

    def set_out(self, object_id: int) -> list[int]:
        """Frames that the propagations of the object's standing run set out from."""
        if (run := self.standing(object_id)) is None:
            return []
        query = "SELECT DISTINCT frame FROM keyframe WHERE run = ? ORDER BY frame"
        return [row[0] for row in self._database.rows(query, run.id)]

    def _hashes_in_track(self, object_id: int) -> frozenset[str]:
        """Hashes of the recipes that made masks of a track; there may be ten thousand masks."""
        revision = self._database.revision("track", object_id)
        known = self._hashes.get(object_id)
        if known is None or known[0] != revision or self._database.read_only:
            rows = self._database.rows(
                "SELECT json_extract(recipe, '$.hash') FROM source WHERE id IN (SELECT source FROM track"
                " JOIN mask ON mask.id = track.mask WHERE object = ?)",
                object_id,
            )
            known = revision, frozenset(name for (name,) in rows if name)
            self._hashes[object_id] = known
        return known[1]

    def _runs(self, which: str, *values: object) -> list[Run]:
        rows = self._database.rows(f"{_RUN} {which}", *values)
        return [
            Run(number, owner, recipe, name, inputs, when, _read(graph))
            for number, owner, recipe, name, inputs, when, graph in rows
        ]


def _read(graph: str) -> Recipe | None:
    return msgspec.json.decode(graph, type=Recipe) if graph else None
