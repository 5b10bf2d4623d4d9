"""What a benchmark says of a video, and where a prediction for it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Protocol

from rvos_studio.masks import Mask


class Answer(Enum):
    """What the picture of a predicted frame holds."""

    EXPRESSION = "one expression: grey, 0 and 255, in a folder named after the expression's id"
    LABELS = "all objects: a palette label map"
    ONE_OBJECT = "the only object: grey, 0 and 255"


@dataclass(frozen=True)
class Target:
    """What is scored as one: an expression, or an object."""

    name: str
    """The id of the expression or object, as the dataset writes it."""
    text: str = ""
    """The expression; empty for an object."""
    masks: Sequence[Mask] = ()
    """The truth, one mask a frame; empty where the truth was not asked for."""


@dataclass(frozen=True)
class Video:
    """One video of a benchmark. The truth of one video is held in memory as codes, never that of all."""

    name: str
    frame_names: tuple[str, ...]
    """Labels in the order of the file, not numbers."""
    targets: tuple[Target, ...]
    shape: tuple[int, int] | None = None
    """(height, width); None where only the predictions tell."""
    pictures: Path | None = None
    """The folder of its frames as JPEG; None where it is not there."""
    void: Sequence[Mask] = ()
    """Pixels that are not scored, one mask a frame; empty where all are."""
    skipped: int = 0
    """Frames left out at either end."""

    def inner(self) -> "Video":
        """The video without its first and last frame."""
        targets = tuple(replace(each, masks=each.masks[1:-1]) for each in self.targets)
        names = self.frame_names[1:-1]
        return replace(
            self, frame_names=names, targets=targets, void=self.void[1:-1], skipped=self.skipped + 1
        )


class Listing(Protocol):
    """The videos of a dataset, each read when it is asked for."""

    @property
    def names(self) -> tuple[str, ...]:
        """In the order of the file."""
        ...

    def outline(self, name: str) -> Video:
        """A video without its truth: what a prediction has to answer."""
        ...

    def truth(self, name: str) -> Video:
        """A video with its truth. Raises `BadInput` where that is missing, damaged or not public."""
        ...


class Predictions(Protocol):
    """Predicted masks, wherever they lie."""

    def missing(self, video: Video, run: str) -> list[str]:
        """The frames that are not there, named so that a person finds them."""
        ...

    def shape(self, video: Video, run: str) -> tuple[int, int]:
        """(height, width) of what is predicted for the video."""
        ...

    def tracks(self, video: Video, run: str) -> Mapping[str, Sequence[Mask]]:
        """Target's name -> one mask a frame, maybe read as asked for; frames that are not there are empty.

        Raises `BadInput`, at the latest when a mask is asked for, for pictures of another mode or size than the
        layout has there. Names beyond those of the targets are predictions of nothing in particular.
        """
        ...
