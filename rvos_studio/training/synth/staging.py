"""Making up a scene: who is in it, how large, where it goes, what is in front of what, how it is filmed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from rvos_studio.training.synth.atlas import Atlas
from rvos_studio.training.synth.backdrops import Backdrop
from rvos_studio.training.synth.cutouts import Cutouts
from rvos_studio.training.synth.paths import Camera, Path, camera, path
from rvos_studio.training.synth.sprites import COATS, LIVELY, PAINTS, Sprite, Thing

MOST = 5
"""Objects of a scene at most."""
SAME_NOUN = 0.4
"""Share of scenes in which at least two objects have one noun."""
_REAL_LARGER = 1.35
"""Real clips show their objects nearer, and cut-outs have more room around them in their cells."""
_COUNTS = (12, 28, 30, 18, 12)
"""How often a scene has 1, 2, ... objects."""


@dataclass(frozen=True)
class Actor:
    """An object of a scene."""

    sprite: Sprite
    path: Path
    heights: NDArray[np.float64]
    """Of its cell on every frame, in heights of the frame."""
    angles: NDArray[np.float64]
    """Degrees by which it is turned on every frame."""
    mirrored: bool
    gain: float
    """How bright it is, 1 as its pictures are."""
    shadow: str
    """'wall' behind it, 'ground' beneath it, or none."""


@dataclass(frozen=True)
class Scene:
    """All that a clip is rendered from."""

    backdrop: Backdrop
    camera: Camera
    actors: tuple[Actor, ...]
    """In the order of their labels."""
    layers: tuple[int, ...]
    """Indices of the actors from the back to the front."""
    gains: NDArray[np.float64]
    """Brightness of every frame."""
    contrast: float
    softness: float
    """Sigma of the blur in heights of the frame; 0 for none."""
    grain: int
    """Noise, from 0 for none."""
    shutter: float
    """Share of the time between frames that the shutter is open: motion blur."""
    seed: int
    """Of the grain."""


class Company:
    """Sprites to choose from: those of the atlas, and objects cut from footage."""

    def __init__(self, atlas: Atlas, cutouts: Sequence[Cutouts], real: float) -> None:
        """`real` is the share of objects that are cut out, where there are any."""
        self._atlas = atlas
        self._cuts = [(each, place) for each in cutouts for place in range(len(each.cuts))]
        self._real = real if self._cuts else 0.0
        self._drawn: dict[str, list[int]] = {}
        for place, thing in enumerate(atlas.things):
            self._drawn.setdefault(thing.noun, []).append(place)
        self._cut: dict[str, list[int]] = {}
        for number, (each, place) in enumerate(self._cuts):
            self._cut.setdefault(each.thing(place).noun, []).append(number)

    def anyone(self, random: Random) -> tuple[str, bool]:
        """A noun, and whether it is to be of the real ones."""
        real = random.random() < self._real
        return random.choice(list(self._cut if real else self._drawn)), real

    def sprite(self, random: Random, noun: str, real: bool, paint: float) -> Sprite:
        """One of the sprites with a noun, painted with a chance of `paint` where that suits it."""
        if (real and noun in self._cut) or noun not in self._drawn:
            cutouts, place = self._cuts[random.choice(self._cut[noun])]
            colour = _colour(random, cutouts.thing(place), paint / 2)
            frames = len(cutouts.cuts[place].frames)
            # Starts are few, so that sprites are found again.
            start = random.randrange(8) * frames // 8
            return cutouts.sprite(place, start, random.choice((1, 2)), colour)
        place = random.choice(self._drawn[noun])
        return self._atlas.sprite(place, _colour(random, self._atlas.things[place], paint))


def stage(random: Random, company: Company, backdrop: Backdrop, count: int, aspect: float) -> Scene:
    """A scene of `count` frames in front of a background; `aspect` is the frame's width over its height."""
    times = np.linspace(0, 1, count) if count > 1 else np.array([0.5])
    sprites = _cast(random, company)
    homes = _homes(random, len(sprites), aspect)
    ordinary = random.uniform(0.35, 0.65) * (1.12 - 0.08 * len(sprites))
    actors = [
        _actor(random, sprite, path(random, times, home, aspect), times, ordinary)
        for sprite, home in zip(sprites, homes, strict=True)
    ]
    layers = list(range(len(actors)))
    random.shuffle(layers)
    followed = random.choice(actors).path.points
    still = Camera(np.tile([aspect / 2, 0.5], (count, 1)), np.ones(count))
    drift = random.uniform(-0.2, 0.2) if random.random() < 0.25 else 0.0
    return Scene(
        backdrop,
        camera(random, times, aspect, followed) if backdrop.steady else still,
        tuple(actors),
        tuple(layers),
        random.uniform(0.8, 1.15) + drift * (times - 0.5),
        random.uniform(0.8, 1.1),
        random.uniform(0.003, 0.009) if random.random() < 0.35 else 0.0,
        random.choice((0, 0, 1, 2, 3)),
        random.uniform(0.1, 0.35) if random.random() < 0.35 else 0.0,
        random.getrandbits(32),
    )


def _cast(random: Random, company: Company) -> list[Sprite]:
    number = random.choices(range(1, MOST + 1), _COUNTS)[0]
    nouns = [company.anyone(random) for _ in range(number)]
    paint = 0.45
    # As one object cannot have another of its noun, the others make up for it.
    if number > 1 and random.random() < SAME_NOUN / (1 - _COUNTS[0] / sum(_COUNTS)):
        paint = 0.75
        for place in range(1, random.randint(2, number)):
            nouns[place] = nouns[0]
    return [company.sprite(random, noun, real, paint) for noun, real in nouns]


def _homes(random: Random, number: int, aspect: float) -> list[tuple[float, float]]:
    """Places in the frame, each the best of a few, away from those before it."""
    homes: list[tuple[float, float]] = []
    for _ in range(number):
        found = [
            (random.uniform(0.15, aspect - 0.15), random.uniform(0.2, 0.8))
            for _ in range(1 if random.random() < 0.3 else 4)
        ]
        homes.append(
            max(found, key=lambda one: min((math.dist(one, each) for each in homes), default=0))
        )
    return homes


def _actor(
    random: Random, sprite: Sprite, way: Path, times: NDArray[np.float64], ordinary: float
) -> Actor:
    height = ordinary * random.choices((0.6, 1.0, 1.5), (3, 4, 3))[0] * random.uniform(0.9, 1.1)
    if len(sprite.pictures) > 1:
        height *= _REAL_LARGER
    growth = random.uniform(-0.35, 0.5) if random.random() < 0.3 else 0.0
    angles = np.full(len(times), random.gauss(0, 4))
    if random.random() < 0.3:
        angles += random.uniform(-20, 20) * (times - 0.5)
    mirrored = random.random() < 0.5
    rightwards = float(way.travel[0])
    if sprite.thing.faces and abs(rightwards) > 0.05 and random.random() < 0.9:
        mirrored = rightwards > 0
    return Actor(
        sprite,
        way,
        min(height, 0.9) * (1 + growth * (times - 0.5)),
        angles,
        mirrored,
        random.uniform(0.85, 1.1),
        random.choice(("", "", "wall", "ground", "ground")),
    )


def _colour(random: Random, thing: Thing, chance: float) -> str:
    """A colour to paint a thing in; empty for its own."""
    if not thing.colours or random.random() >= chance:
        return ""
    if thing.colours == "coat":
        return random.choice(COATS)
    return random.choice(LIVELY if random.random() < 0.8 else list(PAINTS))
