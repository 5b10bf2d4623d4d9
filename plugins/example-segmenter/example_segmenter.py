"""Finds what has the colour that the words name; the smallest useful plugin of RVOS Studio."""

import re
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from rvos_studio.masks import Probability
from rvos_studio.models.card import Card, Role
from rvos_studio.models.protocols import Prediction
from rvos_studio.video import Frame, FrameSource

CARDS = (
    Card(
        name="colour-words",
        title="Colour words (example)",
        role=Role.SEGMENTER,
        about="Lights up every pixel of the hues that the words name; knows seven of them and nothing else.",
        paper="none: an example of a plugin",
        licence="Apache-2.0",
        input_size="as the clip",
        published="needs no weights",
        needs="nothing",
        adapter="example_segmenter:ColourWords",
    ),
)

HUES = {"red": 0, "orange": 14, "yellow": 28, "green": 60, "blue": 108, "purple": 138, "pink": 160}
"""In degrees of OpenCV, of which a circle has 180."""
REACH = 10
"""How far a hue may be off until it fits by half, in the same degrees."""


class ColourWords:
    """A `Segmenter` that reads no nouns: of two red cars, it finds both."""

    def segment(
        self, clip: FrameSource, expressions: Sequence[str], frames: Sequence[int]
    ) -> Iterator[Prediction]:
        """Frame by frame; without a word of colour nothing is found, with confidence 0."""
        named = [
            [HUES[word] for word in re.findall("[a-z]+", text.lower()) if word in HUES]
            for text in expressions
        ]
        for frame in frames:
            picture = clip.frame(frame)
            for expression, hues in enumerate(named):
                probability = _fit(picture, hues)
                yield Prediction(expression, frame, probability, _confidence(probability))


def _fit(picture: Frame, hues: Sequence[int]) -> Probability:
    """How well every pixel fits the best of the hues, 0..1; dull and dark pixels fit none."""
    hue, *vivid = np.moveaxis(cv2.cvtColor(picture, cv2.COLOR_RGB2HSV), 2, 0).astype(np.float32)
    away = [np.abs((hue - named + 90) % 180 - 90) for named in hues]
    near = np.clip(1.5 - np.min(away, axis=0) / REACH, 0, 1) if away else np.zeros_like(hue)
    return np.asarray(near * np.clip(np.divide(vivid, 60) - 1, 0, 1).prod(axis=0), np.float32)


def _confidence(probability: Probability) -> float:
    """How clear the answer is, less the more of the picture it takes."""
    inside = probability[probability > 0.5]
    return float(inside.mean() * (1 - inside.size / probability.size)) if inside.size else 0.0
