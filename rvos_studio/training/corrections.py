"""What people corrected in projects: what of it is learnt from, what is held out, and samples of it. No torch."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask
from rvos_studio.training.footage import Excerpt, Footage, Known, take
from rvos_studio.training.samples import VOID, Sample, Subject
from rvos_studio.training.sources import corrected
from rvos_studio.video import Clip

Spot = tuple[int, int]
"""A corrected frame: number of the video, frame."""
_MANY = 8
"""From so many corrected frames on, every fourth is held out; fewer are held out in turn."""
_TURNS = 3
_NEAR = 2
"""Corrected frames, counted from one, to which its masks are carried in samples."""


@dataclass(frozen=True)
class Corrected:
    """A video with what a person drew or confirmed of its objects."""

    project: Path
    clip: Clip
    objects: Mapping[int, Known]
    """By number, also where those of others are left out."""

    @property
    def frames(self) -> list[int]:
        """Those with a person's mask of any object."""
        return sorted({frame for known in self.objects.values() for frame in known.masks})

    def only(self, frames: Collection[int]) -> "Corrected":
        """The same, as if only these frames were corrected."""
        objects = {
            number: replace(known, masks={f: m for f, m in known.masks.items() if f in frames})
            for number, known in self.objects.items()
        }
        return replace(self, objects={k: known for k, known in objects.items() if known.masks})

    def masks(self, frame: int) -> dict[int, Mask]:
        """Those of a corrected frame, by the objects' numbers."""
        return {k: one.masks[frame] for k, one in self.objects.items() if frame in one.masks}


def read(projects: Sequence[Path], *, refers: bool) -> list[Corrected]:
    """The videos of projects that were corrected; `refers` leaves out objects without an expression.

    Raises `BadInput` where there are too few corrected frames: two for a model that answers expressions, and for one
    that carries masks on three of one object. Raises also what `sources.corrected` does.
    """
    videos = [
        Corrected(project, found[0], dict(enumerate(found[1], 1)))
        for project in projects
        if (found := corrected(project, refers=refers))
    ]
    what = "corrected frames of objects with an expression" if refers else "corrected frames"
    most = max((len(k.masks) for each in videos for k in each.objects.values()), default=0)
    total = sum(len(each.frames) for each in videos)
    if not total:
        raise BadInput(f"There are no {what} yet; correct or confirm masks on a few frames first.")
    if refers and total < 2:
        raise BadInput(
            f"There is only one frame to learn from, and one is held out: at least two {what} are needed."
        )
    if not refers and most < 3:
        raise BadInput(
            "Learning to carry masks on needs at least three corrected frames of one object, one of which is held"
            f" out; there are {most}."
        )
    return videos


def turns(videos: Sequence[Corrected]) -> list[set[Spot]]:
    """The frames that are held out, turn after turn: every fourth of many, of few all in turn."""
    spots = [(k, frame) for k, video in enumerate(videos) for frame in video.frames]
    if len(spots) >= _MANY:
        return [set(spots[2::4])]
    count = min(len(spots), _TURNS)
    return [set(spots[turn::count]) for turn in range(count)]


def parted(
    videos: Sequence[Corrected], held: Collection[Spot]
) -> tuple[list[Corrected], list[Corrected]]:
    """The videos without the frames held out, and with these alone."""
    kept, asked = [], []
    for k, video in enumerate(videos):
        away = {frame for number, frame in held if number == k}
        kept.append(video.only(set(video.frames) - away))
        asked.append(video.only(away))
    return kept, asked


class Asked:
    """Samples for models that answer expressions: corrected frames of one video."""

    def __init__(self, videos: Sequence[Corrected], seed: int) -> None:
        self._footage = [
            Footage(video.clip.frame, tuple(there))
            for video in videos
            if (there := [one for one in video.objects.values() if any(one.masks.values())])
        ]
        self._seed = seed
        self.key = f"asked of corrections {seed}"

    def sample(self, number: int) -> Sample:
        """See `Source`."""
        rng = np.random.default_rng((self._seed, number))
        footage = self._footage[int(rng.integers(len(self._footage)))]
        return take(footage, rng, Excerpt())

    def __len__(self) -> int:
        return len(self._footage)


class Carried:
    """Samples for models that carry masks on: from one corrected frame to another, with frames between that are void.

    In `frames` steps that are equally long.
    """

    def __init__(self, videos: Sequence[Corrected], seed: int, frames: int) -> None:
        self._ways = [
            (video, known, there[k], there[other])
            for video in videos
            for known in video.objects.values()
            for there in [sorted(known.masks)]
            for k in range(len(there))
            for other in range(max(0, k - _NEAR), min(len(there), k + _NEAR + 1))
            if other != k and known.masks[there[k]]
        ]
        self._seed, self._frames = seed, frames
        self.key = f"carried over corrections {seed} {frames}"

    def __len__(self) -> int:
        return len(self._ways)

    def sample(self, number: int) -> Sample:
        """See `Source`."""
        rng = np.random.default_rng((self._seed, number))
        video, subject, begin, end = self._ways[int(rng.integers(len(self._ways)))]
        shown = [subject] + [
            known
            for known in video.objects.values()
            if known is not subject and begin in known.masks and end in known.masks
        ]
        frames = np.linspace(begin, end, self._frames).round().astype(int).tolist()
        labels = np.full((len(frames), video.clip.height, video.clip.width), VOID, np.uint8)
        for place, frame in enumerate(frames):
            if not all(frame in known.masks for known in shown):
                continue
            labels[place] = 0
            for label, known in reversed(list(enumerate(shown, 1))):
                labels[place][known.masks[frame].array()] = label
        pictures = np.stack([video.clip.frame(frame) for frame in frames])
        subjects = tuple(
            Subject(k, known.name, known.expressions) for k, known in enumerate(shown, 1)
        )
        return Sample(pictures, labels, subjects)
