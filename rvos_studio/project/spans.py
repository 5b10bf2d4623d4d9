"""What there is on every frame of a clip, read in one go and again only after it has changed."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rvos_studio.project.database import Database
from rvos_studio.project.records import ClipRecord


@dataclass(frozen=True, eq=False)
class AnswerCurve:
    """One model's answers to one expression over the clip, a row per frame of it."""

    identity: NDArray[np.int64]
    """Frames x 2: two numbers that no other answer has had; 0 where the model has not answered."""
    confidence: NDArray[np.float32]
    """0..1; NaN where the model has not answered."""
    area: NDArray[np.float32]
    """Share of the frame's pixels, 0..1; NaN where the model has not answered."""
    first: int
    """The number of the mask that was stored first: models with lower ones answered earlier."""


class Spans:
    """Tracks and answers over the whole clip. All arrays are read-only: whoever asks next gets the same ones.

    There may be fifty tracks of ten thousand masks, of which an edit changes one.
    """

    def __init__(self, database: Database, clip: ClipRecord) -> None:
        self._database = database
        self._clip = clip
        self._tracks: dict[int, tuple[int, NDArray[np.uint8], NDArray[np.bool_]]] = {}
        self._curves: dict[int, tuple[int, dict[str, AnswerCurve]]] = {}

    def kinds(self, object_id: int) -> NDArray[np.uint8]:
        """Who made each frame's mask, as `Kind` values, one per frame of the clip; 0 where there is none."""
        return self._track(object_id)[0]

    def presence(self, object_id: int) -> NDArray[np.bool_]:
        """On which frames of the clip the object's mask has pixels."""
        return self._track(object_id)[1]

    def curves(self, expression: int) -> dict[str, AnswerCurve]:
        """Model -> its answers to one expression over the clip."""
        revision = self._database.revision("prediction", expression)
        known = self._curves.get(expression)
        if known is None or known[0] != revision or self._database.read_only:
            models = self._database.rows(
                "SELECT DISTINCT model FROM prediction WHERE expression = ?", expression
            )
            known = revision, {model: self._curve(expression, model) for (model,) in models}
            self._curves[expression] = known
        return known[1]

    def models(self, expressions: Iterable[int]) -> list[str]:
        """Models that have answered one of the expressions, in the order in which they first did."""
        return by_age(
            answered for expression in expressions for answered in self.curves(expression).items()
        )

    def _track(self, object_id: int) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        revision = self._database.revision("track", object_id)
        known = self._tracks.get(object_id)
        if known is None or known[0] != revision or self._database.read_only:
            kinds, present = (
                np.zeros(self._clip.frames, np.uint8),
                np.zeros(self._clip.frames, bool),
            )
            rows = self._database.rows(
                "SELECT frame, kind, area > 0 FROM track JOIN mask ON mask.id = track.mask"
                " JOIN source ON source.id = mask.source WHERE object = ?",
                object_id,
            )
            table = np.array(rows, np.int64).reshape(-1, 3)
            kinds[table[:, 0]], present[table[:, 0]] = table[:, 1], table[:, 2]
            _protect(kinds, present)
            known = self._tracks[object_id] = revision, kinds, present
        return known[1:]

    def _curve(self, expression: int, model: str) -> AnswerCurve:
        frames, pixels = self._clip.frames, self._clip.height * self._clip.width
        identity = np.zeros((frames, 2), np.int64)
        confidence, area = np.full((2, frames), np.nan, np.float32)
        rows = self._database.rows(
            "SELECT frame, mask, source, confidence, area FROM prediction JOIN mask ON mask.id = prediction.mask"
            " WHERE expression = ? AND model = ?",
            expression, model,
        )  # fmt: skip
        table = np.array(rows, np.float64).reshape(-1, 5)
        places = table[:, 0].astype(np.intp)
        # A mask that was undone for good leaves its number to a later one, but that has another source.
        identity[places] = table[:, 1:3]
        confidence[places], area[places] = table[:, 3], table[:, 4] / pixels
        _protect(identity, confidence, area)
        return AnswerCurve(identity, confidence, area, int(table[:, 1].min()))


def by_age(answered: Iterable[tuple[str, AnswerCurve]]) -> list[str]:
    """Models by when they first answered."""
    first: dict[str, int] = {}
    for model, curve in answered:
        first[model] = min(first.get(model, curve.first), curve.first)
    return sorted(first, key=first.__getitem__)


def _protect(*arrays: NDArray[np.generic]) -> None:
    for each in arrays:
        each.flags.writeable = False
