"""Objects cut out of real clips, and what is left of these: a background."""

import zlib
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks import Mask
from rvos_studio.models.words import PEOPLE, parse
from rvos_studio.training.footage import Footage, Known
from rvos_studio.training.synth.atlas import known
from rvos_studio.training.synth.sprites import Pixels, Sprite, Thing, painted, sprite
from rvos_studio.video import Frame

LEAST = 0.004
"""Share of the frame below which an object is too small to be cut out."""
_MARGIN = 0.1
"""Room around a cut-out, as a share of its longer side; alpha fades in it."""
_AT_ONCE = 6
"""The most pictures of an object that moves in a sprite."""
_KEPT_BYTES = 16 << 20
"""Of cut-outs and of emptied frames kept in memory for a clip, each."""
_MORE_PEOPLE = frozenset(("child", "kid", "rider", "surfer", "skier", "skater", "player", "driver"))
_NAMELESS = frozenset(("", "object", "thing"))


@dataclass(frozen=True)
class _Cut:
    """A stretch of frames on which an object is whole."""

    known: Known
    frames: tuple[int, ...]
    side: int
    """Of the square around it, in pixels of the footage, the same on all these frames."""
    middles: tuple[tuple[float, float], ...]

    @classmethod
    def around(
        cls, shown: Known, frames: list[int], boxes: list[tuple[int, int, int, int]]
    ) -> "_Cut":
        side = max(max(wide, high) for _, _, wide, high in boxes)
        middles = tuple((x + wide / 2, y + high / 2) for x, y, wide, high in boxes)
        return cls(shown, tuple(frames), round(side * (1 + 2 * _MARGIN)), middles)


class Cutouts:
    """The objects of footage as sprites whose pictures follow each other in time."""

    def __init__(self, footage: Footage, side: int) -> None:
        """Look through all masks; pictures are cut when they are asked for, `side` pixels a side."""
        self._footage, self._side = footage, side
        self.cuts = tuple(cut for each in footage.objects for cut in _cuts(each))
        self._things = {id(each): thing(each) for each in footage.objects}
        room = _KEPT_BYTES // (4 * side * side)
        self._kept_cell = lru_cache(maxsize=room)(self._cell)
        self.sprite = lru_cache(maxsize=max(1, room // _AT_ONCE))(self._sprite)

    def thing(self, place: int) -> Thing:
        """What cut `place` shows."""
        return self._things[id(self.cuts[place].known)]

    def _sprite(self, place: int, start: int, step: int, colour: str = "") -> Sprite:
        """Pictures of cut `place` from its frame `start` on, every `step` frames; a colour word paints them."""
        cut = self.cuts[place]
        chosen = range(start, len(cut.frames), step)[:_AT_ONCE]
        cells = [self._kept_cell(place, each) for each in chosen]
        return sprite(self.thing(place), [painted(c, colour) if colour else c for c in cells])

    def _cell(self, place: int, moment: int) -> Pixels:
        cut = self.cuts[place]
        frame = self._footage.frame(cut.frames[moment])
        mask = cut.known.masks[cut.frames[moment]].array()
        # All that is needed of the frame, and the place of the object's middle in it.
        x, y = cut.middles[moment]
        reach = cut.side // 2 + 2
        left, top = max(0, round(x) - reach), max(0, round(y) - reach)
        part = np.s_[top : round(y) + reach, left : round(x) + reach]
        scale = self._side / cut.side
        move = self._side / 2 - (x - left) * scale, self._side / 2 - (y - top) * scale
        turn = np.array([[scale, 0, move[0]], [0, scale, move[1]]])
        # Where it shrinks, pixels are averaged before they are picked.
        sigma = 0.4 / scale
        alpha = cv2.GaussianBlur(mask[part].astype(np.uint8) * 255, (0, 0), max(sigma, 0.7))
        colours = cv2.GaussianBlur(frame[part], (0, 0), sigma) if scale < 0.7 else frame[part]
        cell = np.empty((self._side, self._side, 4), np.uint8)
        size = cell.shape[:2]
        cell[..., :3] = cv2.warpAffine(colours, turn, size, borderMode=cv2.BORDER_REPLICATE)
        cell[..., 3] = cv2.warpAffine(alpha, turn, size)
        return cell


def thing(shown: Known) -> Thing:
    """What an object of a clip is, by its name and expressions; the atlas knows the kinds of many nouns."""
    nouns = dict.fromkeys([shown.name.lower(), *(parse(each).noun for each in shown.expressions)])
    noun, *others = [each for each in nouns if each not in _NAMELESS] or ["object"]
    kinds = dict.fromkeys(others)
    for each in (noun, *others):
        if each in known():  # a dancer of the atlas is a man, this one need not be
            found = known()[each].kinds
            kinds |= dict.fromkeys(k for k in found if each == noun or k not in PEOPLE)
        if each in PEOPLE or each in _MORE_PEOPLE:
            kinds["person"] = None
    kinds.pop(noun, None)
    suits = "any" if "vehicle" in kinds else "coat" if "animal" in kinds else ""
    return Thing(noun, tuple(kinds), colours="" if "person" in kinds else suits)


def _cuts(shown: Known) -> list[_Cut]:
    """Stretches on which an object is large enough, inside the frame, and of about one size."""
    found = {
        frame: box for frame, mask in sorted(shown.masks.items()) if (box := _box(mask)) is not None
    }
    stretches: list[list[int]] = []
    for frame in found:
        last = stretches[-1] if stretches else []
        if last and frame == last[-1] + 1 and _alike(found[last[0]], found[frame]):
            last.append(frame)
        else:
            stretches.append([frame])
    return [_Cut.around(shown, frames, [found[each] for each in frames]) for frames in stretches]


def _box(mask: Mask) -> tuple[int, int, int, int] | None:
    """x, y, width, height of an object; None where it is small, or cut off by an edge of the frame."""
    if mask.area < LEAST * mask.height * mask.width:
        return None
    pixels = mask.array()
    edges = (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])
    x, y, wide, high = cv2.boundingRect(pixels.astype(np.uint8))
    if any(int(np.count_nonzero(edge)) > 0.1 * max(wide, high) for edge in edges):
        return None
    return x, y, wide, high


def _alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return 0.75 < max(one[2:]) / max(other[2:]) < 1.33


class Emptied:
    """The frames of footage without its objects, at one size."""

    def __init__(self, footage: Footage, height: int) -> None:
        """Of frames on which all objects are known, scaled to `height` pixels where they are larger."""
        self._footage = footage
        everywhere = [set(each.masks) for each in footage.objects]
        self.numbers = tuple(sorted(set.intersection(*everywhere)))
        mask = next(iter(footage.objects[0].masks.values()))
        scale = min(1.0, height / mask.height)
        self._size = max(16, round(mask.width * scale)), max(16, round(mask.height * scale))
        room = _KEPT_BYTES // (3 * self._size[0] * self._size[1])
        self.frame = lru_cache(maxsize=max(8, room))(self._frame)
        self.shows = frozenset(
            name for each in footage.objects for name in (thing(each).noun, *thing(each).kinds)
        )
        """What there may be more of in the background: others of the objects' kind."""

    def _frame(self, number: int) -> Frame:
        """A frame in which objects are painted over from what is around them (Telea 2004)."""
        picture = cv2.resize(self._footage.frame(number), self._size, interpolation=cv2.INTER_AREA)
        mask = self._mask(number)
        if not mask.any():
            return np.asarray(picture, np.uint8)
        third = max(self._size[0] // 3, 8), max(self._size[1] // 3, 8)
        small = cv2.resize(picture, third, interpolation=cv2.INTER_AREA)
        hole = cv2.resize(mask, third, interpolation=cv2.INTER_NEAREST)
        hole = cv2.dilate(hole, np.ones((3, 3), np.uint8))
        filled = cv2.resize(cv2.inpaint(small, hole, 3, cv2.INPAINT_TELEA), self._size)
        soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.5)[..., None]
        return np.asarray(picture * (1 - soft) + filled * soft, np.uint8)

    def _mask(self, number: int) -> NDArray[np.uint8]:
        masks = [each.masks[number] for each in self._footage.objects]
        if self._footage.void:
            masks.append(self._footage.void[number])
        joined = np.logical_or.reduce([each.array() for each in masks]).astype(np.uint8)
        small = cv2.resize(joined, self._size, interpolation=cv2.INTER_NEAREST)
        return np.asarray(cv2.dilate(small, np.ones((5, 5), np.uint8)), np.uint8)


def fingerprint(footage: Footage) -> str:
    """Tells footage apart by what is known of its objects and the first frame."""
    first = min(footage.objects[0].masks)
    told = [
        (each.name, each.expressions, sorted(each.masks), each.masks[min(each.masks)].area)
        for each in footage.objects
    ]
    return f"{zlib.crc32(footage.frame(first).tobytes(), zlib.crc32(repr(told).encode())):08x}"
