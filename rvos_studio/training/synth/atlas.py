"""The atlas: a few hundred everyday things, drawn from Noto Color Emoji by packaging/sprites.py."""

from functools import cache, lru_cache

import cv2
import msgspec
import numpy as np
from PIL import Image

from rvos_studio import resources
from rvos_studio.training.synth.sprites import Pixels, Sprite, Thing, painted, sprite

CELL, COLUMNS = 128, 16
"""Pixels a side, and cells in a row, as packaging/sprites.py draws them."""


class _Names(msgspec.Struct, frozen=True):
    things: tuple[Thing, ...]
    alike: tuple[tuple[str, ...], ...]


class Atlas:
    """Sprites by place, at one size, in their own or another colour."""

    def __init__(self, side: int) -> None:
        """Read the pictures at `side` pixels, at most 128."""
        with Image.open(resources.path("sprites/atlas.webp")) as image:
            pixels = np.asarray(image.convert("RGBA"))
        self.things = things()
        self._cells = [_cell(pixels, place, side) for place in range(len(self.things))]
        self.sprite = lru_cache(maxsize=1024)(self._sprite)

    def _sprite(self, place: int, colour: str = "") -> Sprite:
        """The thing at `place`; a colour word paints it."""
        cell = self._cells[place]
        return sprite(self.things[place], [painted(cell, colour) if colour else cell])


@cache
def atlas(side: int) -> Atlas:
    """The atlas at a size, read once."""
    return Atlas(side)


def things() -> tuple[Thing, ...]:
    """What there is, in the order of the cells; several may have the same noun."""
    return _names().things


@cache
def known() -> dict[str, Thing]:
    """The first thing of every noun."""
    return {each.noun: each for each in reversed(things())}


@cache
def mistakable() -> dict[str, frozenset[str]]:
    """Noun -> other nouns that a viewer could take it for, so that nothing is claimed of the two."""
    found: dict[str, set[str]] = {}
    for group in _names().alike:
        for noun in group:
            found.setdefault(noun, set()).update(group)
    return {noun: frozenset(others - {noun}) for noun, others in found.items()}


@cache
def _names() -> _Names:
    return msgspec.json.decode(resources.path("sprites/names.json").read_bytes(), type=_Names)


def _cell(pixels: Pixels, place: int, side: int) -> Pixels:
    row, column = divmod(place, COLUMNS)
    cell = pixels[row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL]
    if side == CELL:
        return np.ascontiguousarray(cell)
    # Colour under transparent pixels would bleed into the edges.
    weight = cell[..., 3:].astype(np.float32) / 255
    joined = np.concatenate([cell[..., :3] * weight, cell[..., 3:]], axis=2)
    small = np.asarray(cv2.resize(joined, (side, side), interpolation=cv2.INTER_AREA), np.float32)
    small[..., :3] /= np.maximum(small[..., 3:] / 255, 1e-3)
    return np.clip(small, 0, 255).astype(np.uint8)
