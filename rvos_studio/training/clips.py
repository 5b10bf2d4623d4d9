"""A short clip cut out of a sample, whose first frame shows the objects to be carried through the rest."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput
from rvos_studio.training.samples import VOID, Sample

_OBJECTS = 3
"""Most objects of a clip."""
_LEAST = 100
"""Pixels that an object has on the first frame."""
_GAPS = (1, 1, 2, 3, 5, 8)
"""Between the frames of a clip, as often as they stand here."""
_REVERSED = 0.4
_TRIES = 8
_FITTING = 0.7
"""Share of the clips in which an object that is too large is made to fit."""


@dataclass(frozen=True)
class Cut:
    """What clips look like."""

    height: int
    width: int
    frames: int
    area: int
    """Pixels that the whole frame would have, about; the rest lies outside the clip."""
    scales: tuple[float, float] = (0.75, 1.4)
    """Least and greatest, on top of that."""


SMALL = Cut(256, 352, 10, 448 * 784)
"""For frozen features: of the size at which the small networks see frames."""
WHOLE = Cut(464, 464, 5, 480 * 854)
"""As the authors of AOT train."""


@dataclass(frozen=True)
class Clip:
    """A few frames and their objects."""

    pictures: NDArray[np.uint8]
    """T x H x W x 3."""
    labels: NDArray[np.uint8]
    """T x H x W: 0 background, 1..objects, or `VOID`; every object is on the first frame."""
    objects: int


def clip_of(sample: Sample, number: int, cut: Cut) -> Clip:
    """Cut a clip out of a sample, by chance that follows from `number`. Raises `BadInput` where no object is seen."""
    chance = np.random.default_rng(number)
    frames = _frames(sample.labels, cut.frames, chance)
    labels = sample.labels[frames]
    window = _window(labels[0], cut, chance)
    pictures = np.stack([_cut(each, window, cut, cv2.INTER_AREA) for each in sample.frames[frames]])
    # The other nearest neighbour is half a pixel away: masks would be learnt that lie beside objects.
    labels = np.stack([_cut(each, window, cut, cv2.INTER_NEAREST_EXACT) for each in labels])
    pictures = _recoloured(pictures, chance)
    if chance.random() < 0.5:
        pictures, labels = pictures[:, :, ::-1], labels[:, :, ::-1]
    labels, objects = _numbered(labels, chance)
    return Clip(np.ascontiguousarray(pictures), np.ascontiguousarray(labels), objects)


def _frames(labels: NDArray[np.uint8], wanted: int, chance: np.random.Generator) -> list[int]:
    """Evenly spaced numbers of frames, now and then backwards; the last one repeats where the sample is too short.

    The first one is of those that show most, if chance finds no other with an object.
    """
    sizes = ((labels > 0) & (labels != VOID)).sum((1, 2))
    for _ in range(_TRIES):
        frames = _spaced(len(labels), wanted, chance)
        if sizes[frames[0]]:
            return frames
    return [int(sizes.argmax()), *frames[1:]]


def _spaced(there: int, wanted: int, chance: np.random.Generator) -> list[int]:
    gap = min(int(chance.choice(_GAPS)), max(1, (there - 1) // (wanted - 1)))
    first = int(chance.integers(max(1, there - gap * (wanted - 1))))
    frames = [min(first + gap * step, there - 1) for step in range(wanted)]
    return frames[::-1] if chance.random() < _REVERSED else frames


def _window(
    labels: NDArray[np.uint8], cut: Cut, chance: np.random.Generator
) -> tuple[int, int, int, int]:
    """Left, top, width and height of what becomes the clip, around some object of these labels, H x W."""
    there = [label for label in np.unique(labels) if label not in (0, VOID)]
    if not there:
        raise BadInput(
            "There is no object in the sample, so it teaches nothing to a network that carries masks on."
        )
    rows, columns = np.nonzero(labels == chance.choice(there))
    height, width = labels.shape
    scale = (cut.area / (height * width)) ** 0.5 * np.exp(chance.uniform(*np.log(cut.scales)))
    if chance.random() < _FITTING:
        scale = min(scale, cut.height / (np.ptp(rows) + 16), cut.width / (np.ptp(columns) + 16))
    # Where the frame ends before the window does, the clip is enlarged.
    scale = max(scale, cut.height / height, cut.width / width)
    size = round(cut.width / scale), round(cut.height / scale)
    pixel = int(chance.integers(len(rows)))
    centre = (
        (columns[pixel] + columns.mean()) / 2 + chance.normal(0, size[0] / 8),
        (rows[pixel] + rows.mean()) / 2 + chance.normal(0, size[1] / 8),
    )
    left, top = (
        int(np.clip(middle - length / 2, 0, whole - length))
        for middle, length, whole in zip(centre, size, (width, height), strict=True)
    )
    return left, top, *size


def _cut(
    image: NDArray[np.uint8], window: tuple[int, int, int, int], cut: Cut, interpolation: int
) -> NDArray[np.uint8]:
    left, top, width, height = window
    part = image[top : top + height, left : left + width]
    return np.asarray(cv2.resize(part, (cut.width, cut.height), interpolation=interpolation))


def _recoloured(pictures: NDArray[np.uint8], chance: np.random.Generator) -> NDArray[np.uint8]:
    """Other light for the whole clip: contrast, brightness and colour."""
    values = pictures.astype(np.float32)
    grey = values.mean(-1, keepdims=True)
    values = grey + (values - grey) * np.float32(chance.uniform(0.6, 1.4))
    values = (values - 128) * np.float32(chance.uniform(0.7, 1.3)) + 128
    values += chance.normal(0, 12, 3).astype(np.float32)
    return np.asarray(values.clip(0, 255), np.uint8)


def _numbered(
    labels: NDArray[np.uint8], chance: np.random.Generator
) -> tuple[NDArray[np.uint8], int]:
    """The labels of objects that are well seen on the first frame as 1, 2 ..; others become background.

    Where none is, the largest one has to do.
    """
    sizes = {label: int((labels[0] == label).sum()) for label in np.unique(labels[0])}
    there = [label for label in sizes if label not in (0, VOID)]
    if not there:
        raise BadInput("The sample's objects are too small to be followed.")
    seen = [label for label in there if sizes[label] >= _LEAST] or [
        max(there, key=sizes.__getitem__)
    ]
    chosen = chance.permutation(seen)[:_OBJECTS]
    table = np.zeros(256, np.uint8)
    table[VOID] = VOID
    table[chosen] = np.arange(1, len(chosen) + 1)
    return table[labels], len(chosen)
