"""What an evaluation is asked and what it finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rvos_studio.formats.layouts import Layout
from rvos_studio.masks import Mask
from rvos_studio.metrics import Failure, Score, Summary, summary


@dataclass(frozen=True)
class Request:
    """What is scored, and how; small enough to be sent to workers."""

    truth: Path
    predictions: Path
    layout: str = ""
    """A name of `LAYOUTS`; guessed from what lies there if empty."""
    videos: Path | None = None
    """A text file with a video's name a line; all videos if None."""
    missing_is_empty: bool = False
    """Score frames that are not there as empty masks."""
    members: Mapping[str, Path] = field(default_factory=dict)
    """Name -> predictions of each model of a fusion; found in projects if none are given."""
    threshold: float = 0.5
    """Share of the votes of that fusion."""
    worst: int = 12
    """How many of the worst frames are kept."""


@dataclass(frozen=True)
class Row:
    """One expression or object in one run."""

    run: str
    video: str
    target: str
    text: str
    matched: str | None
    """The prediction it was scored against; None where there was none left."""
    frame_names: tuple[str, ...]
    score: Score
    failures: tuple[Failure, ...]
    instability: float

    @property
    def label(self) -> str:
        """Video and target, unique within a run."""
        return f"{self.video} / {self.target}"


@dataclass(frozen=True)
class WorstFrame:
    """The worst frame of a row, to be looked at."""

    row: Row
    frame: int
    prediction: Mask
    truth: Mask
    picture: Path | NDArray[np.uint8] | None
    """Where the frame lies, or its pixels, H x W x 3 RGB."""

    @property
    def jf(self) -> float:
        """J&F of this frame."""
        return (self.row.score.region[self.frame] + self.row.score.boundary[self.frame]) / 2


@dataclass(frozen=True)
class Member:
    """What one model does to the fusion of all."""

    name: str
    alone: float
    """J&F of its own masks."""
    without: float
    """J&F of the fusion of the others."""
    effect: float
    """J&F of the fusion of all minus `without`: positive where the model helps."""


@dataclass(frozen=True)
class Members:
    """The models of a fusion."""

    fused: float
    """J&F of the fusion of all."""
    agreement: float
    """Mean intersection over union of every two models, over frames and targets."""
    each: tuple[Member, ...]


@dataclass(frozen=True)
class Evaluation:
    """All scores, in the order of the dataset."""

    layout: Layout
    request: Request
    rows: tuple[Row, ...]
    missing: int
    """Frames that were not there and were scored as empty."""
    worst: tuple[WorstFrame, ...]
    """The lowest first, at most one a row."""
    members: Members | None

    @cached_property
    def runs(self) -> dict[str, Summary]:
        """What the benchmark reports, run by run."""
        return {
            run: summary([row.score for row in self.rows if row.run == run])
            for run in self.layout.runs
        }

    @cached_property
    def total(self) -> Summary:
        """What the benchmark reports: the mean over objects, and over runs."""
        # Every run has the same objects.
        return summary([row.score for row in self.rows])
