"""What people say about frames without drawing: states, notes, and false alarms."""

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from rvos_studio.project.database import Database
from rvos_studio.project.records import ClipRecord, Kind
from rvos_studio.project.spans import Spans


class State(IntEnum):
    """How far the review of an object on a frame is."""

    TODO = 0
    """Nobody has looked; the state of every frame that has no other."""
    CHECKED = 1
    NEEDS_WORK = 2


@dataclass(frozen=True)
class Note:
    """What somebody wrote about an object on a frame."""

    object_id: int
    frame: int
    text: str


@dataclass(frozen=True)
class Tally:
    """How far the review of a project is; every frame counts once for every object."""

    total: int
    checked: int
    """Frames that are checked, or drawn by hand and not marked otherwise."""
    needs_work: int

    @property
    def done(self) -> bool:
        """Whether nothing is left to look at, and there was something."""
        return 0 < self.total == self.checked


class Review:
    """Reads the states, notes and false alarms of a project; an `Edit` writes them."""

    def __init__(self, database: Database, clip: ClipRecord, spans: Spans) -> None:
        self._database = database
        self._clip = clip
        self._spans = spans
        self._states: dict[int, tuple[int, NDArray[np.uint8]]] = {}

    def states(self, object_id: int) -> NDArray[np.uint8]:
        """The `State` of every frame of the clip for this object. Read-only, and read again only after a change."""
        revision = self._database.revision("review", object_id)
        known = self._states.get(object_id)
        if known is None or known[0] != revision or self._database.read_only:
            rows = self._database.rows(
                "SELECT frame, state FROM review WHERE object = ?", object_id
            )
            table = np.array(rows, np.int64).reshape(-1, 2)
            states = np.zeros(self._clip.frames, np.uint8)
            states[table[:, 0]] = table[:, 1]
            states.flags.writeable = False
            known = self._states[object_id] = revision, states
        return known[1]

    def notes(self) -> list[Note]:
        """All notes, by frame."""
        rows = self._database.rows("SELECT object, frame, text FROM note ORDER BY frame, object")
        return [Note(*row) for row in rows]

    def false_alarms(self) -> Counter[str]:
        """How often each reason to suspect a frame turned out to be none in this project."""
        rows = self._database.rows("SELECT reason, count(*) FROM false_alarm GROUP BY reason")
        return Counter(dict(rows))

    def tally(self) -> Tally:
        """How far the review is; a few milliseconds for fifty objects on ten thousand frames."""
        checked = work = objects = 0
        for (number,) in self._database.rows("SELECT id FROM object"):
            states = self.states(number)
            drawn = (self._spans.kinds(number) == Kind.PERSON) & (states == State.TODO)
            checked += int(np.count_nonzero(drawn | (states == State.CHECKED)))
            work += int(np.count_nonzero(states == State.NEEDS_WORK))
            objects += 1
        return Tally(objects * self._clip.frames, checked, work)
