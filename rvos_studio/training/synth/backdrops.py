"""Backgrounds: pictures of a folder, footage whose objects are painted over, or drawn ones."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from rvos_studio.errors import BadInput
from rvos_studio.training.synth.cutouts import Emptied
from rvos_studio.video import Frame
from rvos_studio.video.folder import SUFFIXES

ROOM = 1.4
"""How much larger than the frame a background is, for the camera to move over; beyond, it is mirrored."""

_KEPT_BYTES = 64 << 20
"""Of photos kept in memory."""
_ANYTHING = frozenset({"object"})
"""In a real picture there are other objects."""


@dataclass(frozen=True)
class Backdrop:
    """What is behind the objects."""

    pictures: tuple[Frame, ...]
    """One, or one a frame of the clip; all of one size."""
    steady: bool
    """Whether nothing moves in it: only then can an object be said to stand still."""
    shows: frozenset[str] = frozenset()
    """Nouns of what there may be in it, so that they do not tell an object from it."""

    def seen(
        self, frame: int, middle: NDArray[np.float64], zoom: float, height: int, width: int
    ) -> Frame:
        """What the camera sees of it at a frame of height x width pixels."""
        picture = self.pictures[frame % len(self.pictures)]
        high, wide = picture.shape[:2]
        room = ROOM if self.steady else 1.0
        scale = zoom * max(height * room / high, width * room / wide)
        x = width / 2 - (middle[0] - width / height / 2) * height * zoom - wide / 2 * scale
        y = height / 2 - (middle[1] - 0.5) * height * zoom - high / 2 * scale
        turn = np.array([[scale, 0, x], [0, scale, y]])
        seen = cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REFLECT_101)
        return np.asarray(seen, np.uint8)


class Photos:
    """The pictures of a folder and of the folders in it, in the order of their names."""

    def __init__(self, folder: Path, height: int, width: int) -> None:
        """Pictures for frames of height x width pixels. Raises `BadInput` where there are none."""
        self._size = round(width * ROOM), round(height * ROOM)
        if not folder.is_dir():
            raise BadInput(f"There is no folder of backgrounds '{folder}'.")
        self.files = sorted(each for each in folder.rglob("*") if each.suffix.lower() in SUFFIXES)
        if not self.files:
            raise BadInput(
                f"The folder '{folder}' has no pictures (jpg, png, ...) for backgrounds."
            )
        room = _KEPT_BYTES // (3 * self._size[0] * self._size[1])
        self.read = lru_cache(maxsize=max(8, room))(self._read)

    @property
    def key(self) -> str:
        """Changes with the files' names and sizes."""
        listed = "\n".join(f"{each.name} {each.stat().st_size}" for each in self.files)
        return hashlib.sha256(listed.encode()).hexdigest()[:16]

    def _read(self, place: int) -> Frame:
        try:
            with Image.open(self.files[place]) as image:
                image.draft("RGB", self._size)
                fitted = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), self._size)
                return np.asarray(fitted)
        except (UnidentifiedImageError, OSError, SyntaxError) as error:
            raise BadInput(
                f"The background '{self.files[place]}' cannot be read as a picture; take it out."
            ) from error


def reel(random: Random, emptied: Emptied, count: int) -> Backdrop:
    """`count` frames of footage in the order of time, forth or back; a short clip goes back and forth."""
    length = len(emptied.numbers)
    step = random.choice((1, 2, 3)) if length > 3 * count else 1
    begin = random.randrange(max(1, length - step * (count - 1)))
    around = max(2 * length - 2, 1)
    places = [(begin + step * each) % around for each in range(count)]
    numbers = [emptied.numbers[length - 1 - abs(length - 1 - each)] for each in places]
    if random.random() < 0.5:
        numbers.reverse()
    pictures = [emptied.frame(each) for each in numbers]
    if random.random() < 0.5:
        pictures = [np.ascontiguousarray(each[:, ::-1]) for each in pictures]
    return Backdrop(tuple(pictures), steady=False, shows=emptied.shows | _ANYTHING)


def photo(random: Random, photos: Photos) -> Backdrop:
    """A picture of a folder, mirrored half of the time."""
    picture = photos.read(random.randrange(len(photos.files)))
    if random.random() < 0.5:
        picture = np.ascontiguousarray(picture[:, ::-1])
    return Backdrop((picture,), steady=True, shows=_ANYTHING)


def drawn(random: Random, numbers: np.random.Generator, height: int, width: int) -> Backdrop:
    """Clouds of colour, tiles, stripes, water, or ground under a sky, some with odd shapes lying about."""
    high, wide = round(height * ROOM), round(width * ROOM)
    draw = random.choices((_clouds, _ground, _tiles, _water), (4, 4, 2, 1))[0]
    picture = draw(random, numbers, high, wide)
    for _ in range(random.choice((0, 0, 2, 4, 7))):
        _litter(random, picture)
    return Backdrop((np.clip(picture, 0, 255).astype(np.uint8),), steady=True)


def _noise(
    numbers: np.random.Generator, high: int, wide: int, octaves: Sequence[int]
) -> NDArray[np.float32]:
    """Smooth noise of several grains, about 0..1; an octave is its number of cells over the height."""
    total = np.zeros((high, wide), np.float32)
    weight = 1.0
    for cells in octaves:
        grid = numbers.random((cells, max(2, cells * wide // high)), np.float32)
        total += weight * cv2.resize(grid, (wide, high), interpolation=cv2.INTER_CUBIC)
        weight *= 0.55
    low, most = float(total.min()), float(total.max())
    return np.asarray((total - low) / max(most - low, 1e-6), np.float32)


def _colour(random: Random, dull: float = 0.6) -> NDArray[np.float32]:
    """An RGB colour, mostly a dull one."""
    grey = random.uniform(40, 215)
    strength = random.uniform(0.1, 0.4) if random.random() < dull else random.uniform(0.4, 1)
    return np.array([grey + strength * random.uniform(-110, 110) for _ in range(3)], np.float32)


def _between(
    share: NDArray[np.float32], one: NDArray[np.float32], other: NDArray[np.float32]
) -> NDArray[np.float32]:
    return np.asarray(one + share[..., None] * (other - one), np.float32)


def _clouds(
    random: Random, numbers: np.random.Generator, high: int, wide: int
) -> NDArray[np.float32]:
    octaves = random.choice(((3, 6, 12, 24), (2, 5), (6, 12, 24, 48), (12, 24, 48)))
    return _between(_noise(numbers, high, wide, octaves), _colour(random), _colour(random))


def _ground(
    random: Random, numbers: np.random.Generator, high: int, wide: int
) -> NDArray[np.float32]:
    horizon = round(high * random.uniform(0.2, 0.6))
    down = np.linspace(0, 1, horizon, dtype=np.float32)[:, None].repeat(wide, 1)
    clouds = 0.3 * _noise(numbers, horizon, wide, (2, 4, 8))
    sky = _between(np.asarray(down + clouds, np.float32), _colour(random), _colour(random))
    texture = _noise(numbers, high, wide, (8, 16, 32, 64))
    rows = np.linspace(0.02, 1, high - horizon, dtype=np.float32)
    # Rows of the texture crowd towards the horizon and are narrower there.
    across = (np.arange(wide, dtype=np.float32)[None, :] - wide / 2) / (0.3 + 0.7 * rows[:, None])
    along = np.broadcast_to(np.sqrt(rows)[:, None] * (high - 1), across.shape)
    grain = cv2.remap(
        texture,
        np.asarray(across + wide / 2, np.float32),
        np.ascontiguousarray(along, np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    ground = _between(np.asarray(grain, np.float32), _colour(random), _colour(random))
    return np.concatenate([sky, ground])


def _tiles(
    random: Random, numbers: np.random.Generator, high: int, wide: int
) -> NDArray[np.float32]:
    rows = random.randint(3, 9)
    columns = max(1, rows * wide // high // random.choice((1, 1, 2, rows)))
    shades = numbers.random((rows, columns), np.float32) * random.uniform(0.1, 0.5)
    if random.random() < 0.5:
        shades += 0.4 * (np.add.outer(np.arange(rows), np.arange(columns)) % 2)
    plain = cv2.resize(shades, (wide, high), interpolation=cv2.INTER_NEAREST)
    plain = plain + 0.2 * _noise(numbers, high, wide, (6, 24))
    return _between(np.asarray(plain, np.float32), _colour(random), _colour(random))


def _water(
    random: Random, numbers: np.random.Generator, high: int, wide: int
) -> NDArray[np.float32]:
    bend = 6 * _noise(numbers, high, wide, (3, 6))
    waves = np.arange(high, dtype=np.float32)[:, None] * (random.uniform(20, 60) / high)
    shade = 0.5 + 0.5 * np.sin(waves + bend)
    return _between(np.asarray(shade, np.float32), _colour(random), _colour(random, 0.9))


def _litter(random: Random, picture: NDArray[np.float32]) -> None:
    """A plain shape that is no object."""
    high, wide = picture.shape[:2]
    x, y = random.randrange(wide), random.randrange(high)
    size = random.uniform(0.03, 0.14) * high
    colour = _colour(random, 0.8).tolist()
    if random.random() < 0.5:
        axes = round(size) + 1, round(size * random.uniform(0.3, 1)) + 1
        cv2.ellipse(picture, (x, y), axes, random.uniform(0, 180), 0, 360, colour, cv2.FILLED)
        return
    corners = [
        (x + round(random.uniform(-1, 1) * size), y + round(random.uniform(-1, 1) * size))
        for _ in range(random.randint(3, 5))
    ]
    cv2.fillPoly(picture, [np.array(corners, np.int32)], colour)
