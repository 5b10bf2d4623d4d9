"""Where the masks of a track lie and how large they are, without their pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks import Mask
from rvos_studio.project.database import Database
from rvos_studio.project.records import ClipRecord


@dataclass(frozen=True, eq=False)
class TrackShapes:
    """A track over the whole clip, a row per frame of it."""

    mask: NDArray[np.int64]
    """A number that changes with the frame's mask; -1 where there is none."""
    area: NDArray[np.int64]
    """Pixels; 0 where there is no mask."""
    box: NDArray[np.int64]
    """Frames x 4: x, y, width, height in pixels; 0 where there is no mask."""


class Shapes:
    """Reads what a track's masks are like in one go."""

    def __init__(self, database: Database, clip: ClipRecord) -> None:
        self._database = database
        self._clip = clip

    def track(self, object_id: int) -> TrackShapes:
        """Areas and boxes of an object's masks."""
        table = np.zeros((self._clip.frames, 6), np.int64)
        table[:, 0] = -1
        rows = self._database.rows(
            "SELECT frame, mask.id, area, x, y, w, h FROM track JOIN mask ON mask.id = track.mask WHERE object = ?",
            object_id,
        )
        found = np.array(rows, np.int64).reshape(-1, 7)
        table[found[:, 0]] = found[:, 1:]
        return TrackShapes(table[:, 0], table[:, 1], table[:, 2:])

    def masks(self, object_id: int, frames: Sequence[int]) -> dict[int, Mask]:
        """Frame -> mask for those of the frames that have one."""
        if not frames:
            return {}
        wanted = set(frames)
        rows = self._database.rows(
            "SELECT frame, counts FROM track JOIN mask ON mask.id = track.mask"
            " WHERE object = ? AND frame BETWEEN ? AND ?",
            object_id, min(wanted), max(wanted),
        )  # fmt: skip
        height, width = self._clip.shape
        return {frame: Mask(height, width, counts) for frame, counts in rows if frame in wanted}
