"""Samples taken from footage: a stretch of frames, a crop, perhaps mirrored, reversed in time or in other light."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks import Mask
from rvos_studio.models.words import parse
from rvos_studio.training.samples import VOID, Sample, Subject
from rvos_studio.video import Frame

_TRIES = 8
_MOST_SUBJECTS = 10
_ORDER = re.compile(
    r"\b(then|after|before|from|into|away|toward\w*|first|last|enter\w*|leav\w*|approach\w*)\b",
    re.I,
)
"""Words of an expression that may be wrong when time runs backwards, beside those of motion."""
_SIDES = re.compile(r"\b(left|right)(most|wards?|-hand)?\b", re.I)
_OTHER = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Known:
    """An object of which masks are known."""

    name: str
    expressions: tuple[str, ...]
    masks: Mapping[int, Mask]
    """Frame -> mask, empty where it is not to be seen; frames that are left out are not known."""


@dataclass(frozen=True)
class Footage:
    """A clip with what is known of it."""

    frame: Callable[[int], Frame]
    objects: tuple[Known, ...]
    """At least one, each with at least one pixel somewhere."""
    void: Sequence[Mask] = ()
    """Pixels that nobody decided on, one mask a frame; empty where there are none."""


@dataclass(frozen=True)
class Excerpt:
    """What samples are like."""

    frames: int = 5
    height: int = 192
    width: int = 320
    gap: int = 5
    """Most frames from one frame of a sample to the next; where there are fewer, they come again."""
    varied: bool = True
    """Whether samples vary in crop, side, direction of time and light."""
    smallest: float = 0.6
    """The smallest crop, as a share of the height and width that are there."""


def take(footage: Footage, rng: np.random.Generator, like: Excerpt) -> Sample:
    """A sample of one object, chosen at random, and of the others that can be shown with it."""
    subject = footage.objects[rng.integers(len(footage.objects))]
    frames = _stretch(subject, rng, like)
    shown = _shown_with(subject, footage.objects, frames, rng)
    expressions = [each for known in shown for each in known.expressions]
    labels = _labels(shown, frames, footage.void)
    pictures = [footage.frame(index) for index in frames]
    if like.varied and rng.random() < 0.5 and not any(map(_heeds_time, expressions)):
        pictures.reverse()
        labels = labels[::-1]
    heeds_place = any(parse(each).places for each in expressions)
    box = _box(labels, rng, like, smallest=max(like.smallest, 0.9 if heeds_place else 0))
    y, x, height, width = box
    part = np.s_[y : y + height, x : x + width]
    size = (like.width, like.height)
    taken = np.stack([cv2.resize(p[part], size, interpolation=cv2.INTER_AREA) for p in pictures])
    truth = np.stack(
        [cv2.resize(m[part], size, interpolation=cv2.INTER_NEAREST_EXACT) for m in labels]
    )
    mirrored = like.varied and rng.random() < 0.5
    if mirrored:
        taken, truth = taken[:, :, ::-1], truth[:, :, ::-1]
    if like.varied:
        taken = _in_other_light(taken.astype(np.float32), rng)
    subjects = tuple(
        Subject(k, known.name, tuple(map(mirror, known.expressions) if mirrored else known.expressions))
        for k, known in enumerate(shown, start=1)
    )  # fmt: skip
    return Sample(np.ascontiguousarray(taken), np.ascontiguousarray(truth), subjects)


def mirror(expression: str) -> str:
    """What an expression is where left and right have changed places."""

    def swap(found: re.Match[str]) -> str:
        word = _OTHER[found[1].lower()]
        if found[1][0].isupper():
            word = word.capitalize()
        return word + (found[2] or "")

    return _SIDES.sub(swap, expression)


def _heeds_time(expression: str) -> bool:
    wording = parse(expression)
    moves = wording.moving is True or wording.heading is not None
    return moves or _ORDER.search(expression) is not None


def _stretch(known: Known, rng: np.random.Generator, like: Excerpt) -> list[int]:
    """Frames of which the masks are known, at equal distances; the object is on the first, if that can be."""
    there = sorted(known.masks)
    gap = int(rng.integers(1, like.gap + 1)) if like.varied else like.gap
    while gap > 1 and (like.frames - 1) * gap >= len(there):
        gap -= 1
    room = len(there) - (like.frames - 1) * gap
    chosen: list[int] = []
    for _ in range(_TRIES):
        if room < 1:  # to and fro over what there is
            there_and_back = [*there, *there[-2:0:-1]]
            begin = int(rng.integers(len(there_and_back)))
            places = [(begin + k) % len(there_and_back) for k in range(like.frames)]
            chosen = [there_and_back[k] for k in places]
        else:
            begin = int(rng.integers(room))
            chosen = [there[begin + k * gap] for k in range(like.frames)]
        if known.masks[chosen[0]] and known.masks[chosen[-1]]:
            break
    return chosen


def _shown_with(
    subject: Known, objects: Sequence[Known], frames: Sequence[int], rng: np.random.Generator
) -> list[Known]:
    """The object first, then others that are known on all of the frames and cover none of those before them."""
    shown = [subject]
    covered = {frame: subject.masks[frame] for frame in frames}
    for k in rng.permutation(len(objects)):
        other = objects[k]
        if len(shown) == _MOST_SUBJECTS:
            break
        if other is subject or not all(frame in other.masks for frame in covered):
            continue
        if not any(mask & other.masks[frame] for frame, mask in covered.items()):
            shown.append(other)
            covered = {frame: mask | other.masks[frame] for frame, mask in covered.items()}
    return shown


def _labels(
    shown: Sequence[Known], frames: Sequence[int], void: Sequence[Mask]
) -> NDArray[np.uint8]:
    labels = np.zeros((len(frames), *shown[0].masks[frames[0]].shape), np.uint8)
    for place, frame in enumerate(frames):
        for label, known in enumerate(shown, start=1):
            labels[place][known.masks[frame].array()] = label
        if void:
            labels[place][void[frame].array()] = VOID
    return labels


def _box(
    labels: NDArray[np.uint8], rng: np.random.Generator, like: Excerpt, smallest: float
) -> tuple[int, int, int, int]:
    """y, x, height and width of the part to take: of the sample's aspect, with the object's middle in it."""
    _, height, width = labels.shape
    scale = min(height / like.height, width / like.width)
    if like.varied:
        scale *= rng.uniform(smallest, 1)
    size = np.maximum(1, np.floor(np.array([like.height, like.width]) * scale)).astype(int)
    ys, xs = np.nonzero(labels[0] == 1)
    middle = np.array([ys.mean(), xs.mean()] if ys.size else [height / 2, width / 2])
    off = rng.uniform(-0.4, 0.4, 2) if like.varied else np.zeros(2)
    corner = np.clip(middle + off * size - size / 2, 0, np.array([height, width]) - size)
    y, x = corner.astype(int).tolist()
    return y, x, int(size[0]), int(size[1])


def _in_other_light(pictures: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Other brightness, contrast and saturation, the same for all frames; hues stay, for expressions name them."""
    gain, saturation, gamma = rng.uniform([0.75, 0.6, 0.75], [1.3, 1.3, 1.35]).tolist()
    values = (pictures / 255) ** np.float32(gamma)
    grey = values.mean(-1, keepdims=True)
    mean = grey.mean()
    values = (grey + saturation * (values - grey) - mean) * gain + mean
    lit: NDArray[np.uint8] = (values.clip(0, 1) * 255 + 0.5).astype(np.uint8)
    return lit
