"""The values a project gives and takes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from rvos_studio.fusion import Vote
from rvos_studio.masks import Mask


class Kind(IntEnum):
    """Who made a mask. The order is the order of trust: a person's mask is never overwritten by the others."""

    MODEL = 1
    FUSION = 2
    PROPAGATION = 3
    PERSON = 4


@dataclass(frozen=True)
class Provenance:
    """Where a mask comes from."""

    kind: Kind
    model: str = ""
    """The model that computed it; empty for a person and for a fusion."""
    weights: str = ""
    """SHA-256 of that model's weights."""
    recipe: dict[str, Any] = field(default_factory=dict, hash=False)
    """How: members and threshold of a vote, constraints and direction of a propagation, name and hash of a recipe."""
    when: str = ""
    """UTC, ISO 8601."""

    @classmethod
    def now(cls, kind: Kind, model: str = "", weights: str = "", **recipe: Any) -> "Provenance":
        """Provenance of something made at this moment."""
        return cls(kind, model, weights, recipe, datetime.now(UTC).isoformat(timespec="seconds"))


@dataclass(frozen=True)
class ClipRecord:
    """What a project knows of its clip. `fingerprint` binds it to the content, `path` only says where it was."""

    path: str
    name: str
    fingerprint: str
    frames: int
    height: int
    width: int
    rate: float

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width)."""
        return self.height, self.width


@dataclass(frozen=True)
class ExpressionRecord:
    """One expression of an object."""

    id: int
    object_id: int
    text: str
    nothing: bool = False
    """Whether a person said that it refers to nothing in the clip: no model is asked, no answer votes."""


@dataclass(frozen=True)
class ObjectRecord:
    """One object with its expressions in the order in which they were added."""

    id: int
    name: str
    vote: Vote | None
    """The recipe its fusion follows; None means every model that has predictions, half of the votes."""
    expressions: tuple[ExpressionRecord, ...]
    locked: bool = False
    """Whether nobody, person or model, may change its masks."""

    @property
    def referring(self) -> tuple[ExpressionRecord, ...]:
        """Its expressions but for those that refer to nothing."""
        return tuple(each for each in self.expressions if not each.nothing)

    @property
    def label(self) -> str:
        """What a list shows: the name, else the first expression, else the number."""
        return self.name or (self.expressions[0].text if self.expressions else f"Object {self.id}")


@dataclass(frozen=True)
class TrackMask:
    """A mask of a track with its provenance."""

    mask: Mask
    provenance: Provenance


@dataclass(frozen=True)
class AnswerRecord:
    """One model's answer to one expression on a frame."""

    expression: int
    model: str
    mask: Mask
    confidence: float
    source: int
    """Tells runs of models apart, also those of the same one."""


@dataclass(frozen=True)
class Change:
    """What an edit touched: views refresh this and nothing else."""

    object_id: int
    frames: frozenset[int] = frozenset()
    """Frames whose track mask or predictions changed; empty when the object itself (name, expressions, vote) did."""


@dataclass(frozen=True)
class HistoryEntry:
    """One undo step."""

    id: int
    title: str
    when: str
    undone: bool
