"""One picture of everything: each model's answer, the fusion and the track, frame by frame."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from rvos_studio.masks import Mask
from rvos_studio.project import Kind
from rvos_studio.studio.session import Session
from rvos_studio.video import Frame

_TILE = 300
_MARGIN, _HEADER = 8, 26
_COLOURS = {"model": (240, 170, 25), "fusion": (0, 190, 255), Kind.PERSON: (255, 90, 160)}
_TRACK_COLOUR = (60, 220, 90)


def contact_sheet(
    session: Session, object_ids: Sequence[int], frames: Sequence[int], path: Path
) -> None:
    """Write a PNG with a block per object, a row per frame: source, every model, their fusion, the track.

    Good and bad answers are shown alike.
    """
    blocks = [_block(session, number, frames) for number in object_ids]
    width = max(block.width for block in blocks)
    sheet = Image.new("RGB", (width, sum(block.height for block in blocks)), "white")
    top = 0
    for block in blocks:
        sheet.paste(block, (0, top))
        top += block.height
    sheet.save(path)


def _block(session: Session, object_id: int, frames: Sequence[int]) -> Image.Image:
    record = session.project.object(object_id)
    models = session.models_with_predictions(object_id)
    columns = ["source", *models, "fusion", "track"]
    high = round(_TILE * session.clip.height / session.clip.width)
    block = Image.new(
        "RGB",
        (
            _MARGIN + (_TILE + _MARGIN) * len(columns),
            2 * _HEADER + (high + _MARGIN + 14) * len(frames),
        ),
        "white",
    )
    draw = ImageDraw.Draw(block)
    draw.text((_MARGIN, 4), f"{object_id}  {record.label}: " + " / ".join(e.text for e in record.expressions),
              fill="black", font=ImageFont.load_default(16))  # fmt: skip
    for column, name in enumerate(columns):
        draw.text(
            (_MARGIN + column * (_TILE + _MARGIN), _HEADER + 4),
            name,
            fill="black",
            font=ImageFont.load_default(14),
        )
    for row, frame in enumerate(frames):
        top = 2 * _HEADER + row * (high + _MARGIN + 14)
        for column, (picture, note) in enumerate(_tiles(session, object_id, frame, models)):
            left = _MARGIN + column * (_TILE + _MARGIN)
            block.paste(Image.fromarray(picture).resize((_TILE, high)), (left, top))
            draw.text((left, top + high), note, fill="#555555", font=ImageFont.load_default(11))
    return block


def _tiles(
    session: Session, object_id: int, frame: int, models: Sequence[str]
) -> list[tuple[NDArray[np.uint8], str]]:
    source = session.clip.frame(frame)
    predictions = session.predictions(object_id, frame)
    tiles = [(np.array(source), f"frame {frame}, {session.clip.time(frame):.2f} s")]
    for model in models:
        confidence = session.project.confidences(object_id, model).get(frame)
        note = "no answer" if confidence is None else f"confidence {confidence:.2f}"
        tiles.append((_painted(source, predictions.get(model), _COLOURS["model"]), note))
    fused = session.fused(object_id, frame)
    vote = session.vote(object_id)
    tiles.append(
        (
            _painted(source, fused, _COLOURS["fusion"]),
            f"{len(vote.members)} members, threshold {vote.threshold:g}",
        )
    )
    track = session.mask(object_id, frame)
    kind = track.provenance.kind if track else None
    note = (
        "nothing"
        if track is None
        else f"{track.provenance.kind.name.lower()} {track.provenance.model}"
    )
    colour = _COLOURS.get(kind, _TRACK_COLOUR) if kind else _TRACK_COLOUR
    tiles.append((_painted(source, track.mask if track else None, colour), note))
    return tiles


def _painted(frame: Frame, mask: Mask | None, colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    picture = np.array(frame)
    if mask is None:
        return picture
    pixels = mask.array()
    picture[pixels] = (picture[pixels] * 0.5 + np.array(colour) * 0.5).astype(np.uint8)
    outlines, _ = cv2.findContours(pixels.view(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(picture, outlines, -1, colour, 2))
