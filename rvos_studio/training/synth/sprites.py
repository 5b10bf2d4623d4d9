"""Sprites: pictures of a thing with soft edges, the colours they show, and other colours for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from rvos_studio.models.colours import colour_match

Pixels = NDArray[np.uint8]

PAINTS: Mapping[str, tuple[int, int, int]] = {
    "red": (210, 35, 35), "orange": (240, 130, 25), "yellow": (245, 212, 45), "green": (50, 160, 60),
    "blue": (45, 95, 215), "purple": (135, 60, 185), "pink": (240, 130, 190), "brown": (125, 75, 40),
    "black": (38, 38, 42), "white": (240, 240, 238), "grey": (140, 140, 142),
}  # fmt: skip
"""The basic colour words and the RGB that things are painted in."""
COATS = ("brown", "black", "white", "grey")
"""Those that an animal may have."""
NEUTRAL = ("black", "white", "grey")
LIVELY = tuple(name for name in PAINTS if name not in NEUTRAL)

_SMALLEST = 8
"""Pixels a side of the smallest picture of a pyramid."""
_MAIN = 0.35
"""Share of its pixels from which a thing has a colour."""
_TINTED = 15
"""Chroma, in OpenCV's steps of a and b, from which nobody says grey, black or white."""
_LOOKED_AT = 32
"""Pixels a side at which colours are judged."""


class Thing(msgspec.Struct, frozen=True):
    """What a sprite shows, in words."""

    noun: str
    kinds: tuple[str, ...] = ()
    """What it also is, the nearest first: a taxi is a 'car', a 'vehicle'."""
    plural: bool = False
    """Whether the noun is a plural: 'scissors'."""
    colours: str = ""
    """Which colours suit it beside its own: 'any', 'coat' for an animal's, or none."""
    faces: str = ""
    """Where it looks or drives: 'left', or empty for nowhere in particular."""


@dataclass(frozen=True)
class Sprite:
    """Pictures of one thing in square cells, in the order of time; a thing that does not change has one."""

    thing: Thing
    pictures: tuple[tuple[Pixels, ...], ...]
    """Of each moment a pyramid: RGBA with premultiplied alpha, every level half the size of the one before."""
    shares: Mapping[str, float]
    """Colour word -> share of its pixels that fit it, 0..1."""

    @property
    def colour(self) -> str:
        """What everybody would call it; empty where that is not sure, and for people, of whom one says otherwise."""
        return "" if "person" in self.thing.kinds else main_colour(self.shares)

    @property
    def side(self) -> int:
        """Pixels a side of the largest pictures."""
        return int(self.pictures[0][0].shape[0])

    @cached_property
    def shadow(self) -> Pixels:
        """What it casts on a wall behind it: black with a soft alpha, RGBA."""
        shade = np.zeros_like(self.pictures[0][0])
        alpha = self.pictures[0][0][..., 3]
        shade[..., 3] = cv2.GaussianBlur(alpha, (0, 0), self.side / 20) * np.float32(0.45)
        return shade


def sprite(thing: Thing, cells: Sequence[Pixels]) -> Sprite:
    """A sprite from square RGBA pictures of one size, alpha not premultiplied."""
    return Sprite(thing, tuple(pyramid(each) for each in cells), colour_shares(cells[0]))


def pyramid(cell: Pixels) -> tuple[Pixels, ...]:
    """A square RGBA picture with its alpha premultiplied, and smaller ones of it."""
    alpha = cell[..., 3]
    first = np.empty_like(cell)
    for channel in range(3):
        first[..., channel] = cv2.multiply(cell[..., channel], alpha, scale=1 / 255)
    first[..., 3] = alpha
    levels = [first]
    while (side := levels[-1].shape[0] // 2) >= _SMALLEST:
        smaller = cv2.resize(levels[-1], (side, side), interpolation=cv2.INTER_AREA)
        levels.append(np.asarray(smaller, np.uint8))
    return tuple(levels)


def colour_shares(cell: Pixels) -> dict[str, float]:
    """How much of an RGBA picture each colour word fits, 0..1; they need not add up to 1."""
    small = cv2.resize(cell, (_LOOKED_AT, _LOOKED_AT), interpolation=cv2.INTER_NEAREST)
    solid = small[..., 3] > 200
    if not solid.any():
        return dict.fromkeys(PAINTS, 0.0)
    colours = np.ascontiguousarray(small[solid][None, :, :3], np.uint8)
    lab = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB).astype(np.float32)
    # A pale blue would do as white for a camera, but not for a person.
    plain = np.clip((_TINTED - np.hypot(lab[..., 1] - 128, lab[..., 2] - 128)) / 6, 0, 1)
    return {
        name: float((colour_match(colours, [name]) * (plain if name in NEUTRAL else 1)).mean())
        for name in PAINTS
    }


def main_colour(shares: Mapping[str, float]) -> str:
    """The colour word for a thing; empty where none is sure. Grey, black and white count where no colour stands out."""
    first, second = sorted(LIVELY, key=lambda each: -shares[each])[:2]
    if {first, second} == {"orange", "brown"} and shares["brown"] >= 0.7 * shares["orange"]:
        first, second = "brown", "red"  # brown is dark orange
    if shares[first] >= _MAIN:
        return first if shares[first] >= 2 * shares[second] else ""
    plain, other = sorted(NEUTRAL, key=lambda each: -shares[each])[:2]
    alone = shares[plain] >= max(0.5, 1.6 * shares[other]) and shares[first] < 0.2
    return plain if alone else ""


def painted(cell: Pixels, colour: str) -> Pixels:
    """The picture with its coloured parts, or all of it where it hardly has any, in another colour.

    Light and shade stay, so do outlines, glass and tyres.
    """
    lab = cv2.cvtColor(cell[..., :3], cv2.COLOR_RGB2LAB).astype(np.float32)
    light, tint = lab[..., 0], lab[..., 1:] - 128
    solid = cell[..., 3] > 127
    weight = np.clip((np.hypot(tint[..., 0], tint[..., 1]) - 14) / 14, 0, 1)
    if weight[solid].mean() < 0.35:
        weight = np.clip((light - 60) / 40, 0, 1)
    usual = float((light * weight)[solid].sum() / max(float(weight[solid].sum()), 1.0))
    paint = np.asarray([[PAINTS[colour]]], np.uint8)
    aim_light, *aim_tint = cv2.cvtColor(paint, cv2.COLOR_RGB2LAB)[0, 0].astype(np.float32)
    new_light = np.clip(aim_light + 0.6 * (light - usual), 8, 250)
    strength = np.clip(new_light / max(float(aim_light), 1.0), 0.3, 1.15)
    lab[..., 0] += weight * (new_light - light)
    for channel, aim in enumerate(aim_tint, start=1):
        lab[..., channel] += weight * (128 + (aim - 128) * strength - lab[..., channel])
    made = cell.copy()
    made[..., :3] = cv2.cvtColor(np.clip(lab, 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB)
    return made
