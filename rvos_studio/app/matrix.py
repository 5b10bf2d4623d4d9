"""Every expression against every model on one frame, as small pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from rvos_studio.app.canvas.overlay import Overlay, image_of
from rvos_studio.masks import Mask
from rvos_studio.project import AnswerRecord, ExpressionRecord
from rvos_studio.studio import Session

WIDTH, HEIGHT = 168, 96
_SCALE = 2
"""Pixels per point, for dense screens."""
_MARGIN = 0.35
"""Around what was found, in its own size."""
_SMALLEST = 64
"""Frame pixels that a picture shows at least, from left to right."""


@dataclass(frozen=True)
class Cell:
    """One model's answer to one expression."""

    image: QImage
    found: bool
    confidence: float


@dataclass(frozen=True)
class Matrix:
    """All answers on one frame."""

    frame: int
    expressions: tuple[ExpressionRecord, ...]
    models: tuple[str, ...]
    cells: Mapping[tuple[int, str], Cell]
    """(expression, model) -> its answer, where there is one."""


def matrix(session: Session, frame: int) -> Matrix:
    """Read and draw; in one row all pictures show the same part of the frame. Not for the UI thread."""
    objects = session.objects()
    models = dict.fromkeys(
        model for record in objects for model in session.models_with_predictions(record.id)
    )
    picture = session.clip.frame(frame)
    cells: dict[tuple[int, str], Cell] = {}
    for record in objects:
        answers = session.project.answers(record.id, frame)
        for expression in record.referring:
            given = [each for each in answers if each.expression == expression.id]
            part = _part([each.mask for each in given], picture.shape[:2])
            for each in given:
                cells[expression.id, each.model] = _cell(picture[part], record.id, each, part)
    expressions = tuple(each for record in objects for each in record.expressions)
    return Matrix(frame, expressions, tuple(models), cells)


def _part(masks: Sequence[Mask], shape: tuple[int, int]) -> tuple[slice, slice]:
    """Rows and columns around what any of the masks has, as wide to high as a cell; all where nothing was found."""
    boxes = np.array([mask.bbox for mask in masks if mask], float)
    high, wide = shape
    if not len(boxes):
        return slice(0, high), slice(0, wide)
    left, top = boxes[:, :2].min(axis=0)
    right, bottom = (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
    width = max((right - left) * (1 + 2 * _MARGIN), _SMALLEST)
    height = max((bottom - top) * (1 + 2 * _MARGIN), width * HEIGHT / WIDTH)
    width = max(width, height * WIDTH / HEIGHT)
    return _within((top + bottom) / 2, height, high), _within((left + right) / 2, width, wide)


def _within(middle: float, length: float, end: int) -> slice:
    length = min(round(length), end)
    start = min(max(round(middle - length / 2), 0), end - length)
    return slice(start, start + length)


def _cell(
    picture: NDArray[np.uint8], object_id: int, answer: AnswerRecord, part: tuple[slice, slice]
) -> Cell:
    high, wide = picture.shape[:2]
    image = image_of(np.ascontiguousarray(picture))
    pixels = np.ascontiguousarray(answer.mask.array()[part]).view(np.uint8)
    with QPainter(image) as painter:
        painter.drawImage(0, 0, Overlay({object_id: pixels}, high, wide).image)
    small = image.scaled(
        WIDTH * _SCALE,
        HEIGHT * _SCALE,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    small.setDevicePixelRatio(_SCALE)
    return Cell(small, bool(answer.mask), answer.confidence)
