"""What people say about frames without drawing: states, notes, and false alarms."""

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from rvos_studio.project.database import Database
from rvos_studio.project.records import ClipRecord, Kind


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

    def __init__(self, database: Database, clip: ClipRecord) -> None:
        self._database = database
        self._clip = clip

    def states(self, object_id: int) -> NDArray[np.uint8]:
        """The `State` of every frame of the clip for this object."""
        states = np.zeros(self._clip.frames, np.uint8)
        rows = self._database.rows("SELECT frame, state FROM review WHERE object = ?", object_id)
        for frame, state in rows:
            states[frame] = state
        return states

    def notes(self) -> list[Note]:
        """All notes, by frame."""
        rows = self._database.rows("SELECT object, frame, text FROM note ORDER BY frame, object")
        return [Note(*row) for row in rows]

    def false_alarms(self) -> Counter[str]:
        """How often each reason to suspect a frame turned out to be none in this project."""
        rows = self._database.rows("SELECT reason, count(*) FROM false_alarm GROUP BY reason")
        return Counter(dict(rows))

    def tally(self) -> Tally:
        """How far the review is; a few milliseconds for ten thousand frames."""
        objects = self._database.rows("SELECT count(*) FROM object")[0][0]
        checked, work = self._database.rows(
            "SELECT coalesce(sum(state = ?), 0), coalesce(sum(state = ?), 0) FROM review",
            int(State.CHECKED), int(State.NEEDS_WORK),
        )[0]  # fmt: skip
        drawn = self._database.rows(
            "SELECT count(*) FROM track JOIN mask ON mask.id = track.mask JOIN source ON source.id = mask.source"
            " WHERE kind = ? AND NOT EXISTS"
            " (SELECT 1 FROM review WHERE review.object = track.object AND review.frame = track.frame)",
            int(Kind.PERSON),
        )[0][0]
        return Tally(objects * self._clip.frames, checked + drawn, work)
