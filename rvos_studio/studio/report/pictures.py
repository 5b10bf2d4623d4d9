"""A frame as three small pictures: what was predicted, what is true, and where they differ."""

import base64
import logging
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from rvos_studio.masks import Mask
from rvos_studio.studio.evaluation import WorstFrame

Pixels = NDArray[np.uint8]
"""H x W x 3, RGB."""

_log = logging.getLogger(__name__)

WIDTH, QUALITY = 400, 62
BLANK = 58
"""Grey of a frame whose picture is not there."""
PREDICTED, TRUE = (70, 150, 255), (60, 200, 120)
RIGHT, MISSED, EXTRA = (235, 235, 240), (255, 150, 30), (225, 60, 170)


def triptych(worst: WorstFrame) -> tuple[str, str, str]:
    """Data URIs of prediction, truth and difference."""
    shape = worst.truth.shape
    frame = _frame(worst.picture, max(1, round(shape[0] * WIDTH / shape[1])))
    prediction, truth, difference = painted(frame, worst.prediction, worst.truth)
    return _uri(prediction), _uri(truth), _uri(difference)


def painted(frame: Pixels, prediction: Mask, truth: Mask) -> tuple[Pixels, Pixels, Pixels]:
    """Prediction, truth and difference, each over the frame; all as large as the frame, whatever size masks have."""
    height, width = frame.shape[:2]
    found, true = _scaled(prediction, height, width), _scaled(truth, height, width)
    difference = _painted(frame, found & true, RIGHT, 0.45)
    difference = _painted(difference, true & ~found, MISSED, 0.75)
    difference = _painted(difference, found & ~true, EXTRA, 0.75)
    return (
        _outlined(_painted(frame, found, PREDICTED, 0.4), found, PREDICTED),
        _outlined(_painted(frame, true, TRUE, 0.4), true, TRUE),
        difference,
    )


def _frame(picture: Path | Pixels | None, height: int) -> Pixels:
    """The frame at the report's size; plain grey where it cannot be had."""
    if isinstance(picture, np.ndarray):
        return np.asarray(
            cv2.resize(picture, (WIDTH, height), interpolation=cv2.INTER_AREA), np.uint8
        )
    if picture is not None and picture.is_file():
        try:
            with Image.open(picture) as image:
                return np.array(
                    image.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
                )
        except (UnidentifiedImageError, OSError, SyntaxError):
            _log.warning("the picture %s cannot be shown", picture, exc_info=True)
    return np.full((height, WIDTH, 3), BLANK, np.uint8)


def _scaled(mask: Mask, height: int, width: int) -> NDArray[np.bool_]:
    share = cv2.resize(
        mask.array().astype(np.float32), (width, height), interpolation=cv2.INTER_AREA
    )
    return np.asarray(share >= 0.5)


def _painted(
    frame: NDArray[np.uint8], pixels: NDArray[np.bool_], colour: tuple[int, int, int], share: float
) -> NDArray[np.uint8]:
    painted = frame.copy()
    painted[pixels] = (frame[pixels] * (1 - share) + np.array(colour) * share).astype(np.uint8)
    return painted


def _outlined(
    frame: NDArray[np.uint8], pixels: NDArray[np.bool_], colour: tuple[int, int, int]
) -> NDArray[np.uint8]:
    lines, _ = cv2.findContours(pixels.view(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(frame, lines, -1, colour, 2, cv2.LINE_AA), np.uint8)


def _uri(pixels: NDArray[np.uint8]) -> str:
    picture = BytesIO()
    Image.fromarray(pixels).save(picture, format="WEBP", quality=QUALITY)
    return "data:image/webp;base64," + base64.b64encode(picture.getvalue()).decode()
