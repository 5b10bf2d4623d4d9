"""`SyntheticSource`: clips without end, with exact truth and expressions that are known to hold."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import msgspec
import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput
from rvos_studio.training.footage import Footage
from rvos_studio.training.samples import Sample, Subject
from rvos_studio.training.synth.atlas import CELL, atlas
from rvos_studio.training.synth.backdrops import Backdrop, Photos, drawn, photo, reel
from rvos_studio.training.synth.cutouts import Cutouts, Emptied, fingerprint
from rvos_studio.training.synth.facts import Seen, facts
from rvos_studio.training.synth.grammar import Expression, expressions, nothing
from rvos_studio.training.synth.rendering import render
from rvos_studio.training.synth.staging import Company, Scene, stage

VERSION = 1
"""Of what is made from a seed and a number; grows with every change of it."""
_TRIES = 8
"""Scenes made up for a number until one has an object that can be told from the others."""


@dataclass(frozen=True)
class SyntheticClip:
    """A clip with all that is known of it."""

    frames: NDArray[np.uint8]
    """T x H x W x 3, RGB."""
    labels: NDArray[np.uint8]
    """T x H x W: 0, or the label of the object seen there."""
    subjects: tuple[Subject, ...]
    """All objects; those that cannot be told from others in words have no expressions."""
    expressions: tuple[Expression, ...]
    """Those of the subjects, with what each is about."""
    nothing: tuple[Expression, ...]
    """Expressions that refer to nothing in the clip."""
    seen: tuple[Seen, ...]
    """Of every subject: where it is on every frame, how it moves, what covers it."""
    scene: Scene
    """What it was rendered from, with whole trajectories also where objects are hidden or outside."""

    @property
    def sample(self) -> Sample:
        """What a trainer needs of it."""
        absent = tuple(each.text for each in self.nothing)
        return Sample(self.frames, self.labels, self.subjects, absent)


class SyntheticSource:
    """A `Source` of clips made up from sprites, real cut-outs and backgrounds.

    The same seed, settings and number give the same bytes in any process. The first sample of a footage takes longer:
    its label maps are looked through.
    """

    def __init__(
        self,
        seed: int = 0,
        height: int = 96,
        width: int = 160,
        frames: int = 5,
        *,
        footage: Sequence[Footage] = (),
        photos: Path | None = None,
        real: float = 0.55,
    ) -> None:
        """Clips of `frames` frames of height x width pixels.

        Objects of `footage` are a share `real` of all objects, and its backgrounds are used, too; `photos` is a
        folder of pictures for more of them. Raises `BadInput` for sizes that make no sense and for a folder without
        pictures.
        """
        if min(height, width) < 32 or max(height, width) > 4096:
            raise BadInput(f"Clips have 32 to 4096 pixels a side, not {width}x{height}.")
        if not 1 <= frames <= 1000:
            raise BadInput(f"Clips have 1 to 1000 frames, not {frames}.")
        self.seed, self.height, self.width, self.frames = seed, height, width, frames
        self._footage = tuple(footage)
        self._real = real
        side = CELL // 2 if height <= CELL else 2 * CELL
        self._photos = Photos(photos, height, width) if photos else None
        # A little more than the frame's height, as frames are cropped to the clip's shape.
        emptied = [Emptied(each, round(1.25 * height)) for each in self._footage]
        self._emptied = [each for each in emptied if each.numbers]
        cutouts = [Cutouts(each, side) for each in self._footage]
        self._company = Company(atlas(CELL // 2 if height <= CELL else CELL), cutouts, real)

    @property
    def key(self) -> str:
        """Tells sources apart whose clips differ."""
        made_from = [fingerprint(each) for each in self._footage]
        settings = (VERSION, self.seed, self.height, self.width, self.frames, self._real)
        pictures = self._photos.key if self._photos else ""
        document = msgspec.json.encode((settings, made_from, pictures))
        return f"synth-{hashlib.sha256(document).hexdigest()[:16]}"

    def sample(self, number: int) -> Sample:
        """Clip `number`, from 0, as trainers want it. At least one of its subjects has expressions."""
        return self.clip(number).sample

    def clip(self, number: int) -> SyntheticClip:
        """Clip `number`, from 0, with all that is known of it."""
        for attempt in range(_TRIES):
            made = self._made(number, attempt)
            if made.expressions:
                break
        return made

    def _made(self, number: int, attempt: int) -> SyntheticClip:
        random = Random(f"{VERSION}/{self.seed}/{number}/{attempt}")
        backdrop = self._backdrop(random)
        scene = stage(random, self._company, backdrop, self.frames, self.width / self.height)
        made = render(scene, self.height, self.width)
        seen = facts(scene, made)
        said = tuple(expressions(random, seen, backdrop))
        subjects = tuple(
            Subject(label, one.thing.noun, tuple(e.text for e in said if e.label == label))
            for label, one in enumerate(seen, start=1)
        )
        false = tuple(nothing(random, seen, backdrop))
        return SyntheticClip(made.frames, made.labels, subjects, said, false, seen, scene)

    def _backdrop(self, random: Random) -> Backdrop:
        kinds = (
            ["drawn"] * 2
            + ["photo"] * 5 * (self._photos is not None)
            + ["reel"] * 5 * bool(self._emptied)
        )
        kind = random.choice(kinds)
        if kind == "photo" and self._photos:
            return photo(random, self._photos)
        if kind == "reel":
            return reel(random, random.choice(self._emptied), self.frames)
        return drawn(random, np.random.default_rng(random.getrandbits(64)), self.height, self.width)
