"""Thumbnails along the timeline: as many as fit, each over the frames that follow it."""

import itertools
from collections import OrderedDict

import cv2
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPalette

from rvos_studio.app.canvas.overlay import image_of
from rvos_studio.app.panels.columns import Columns
from rvos_studio.video import Frame

FILM = 44
"""Height in pixels."""
_GAP = 1
_SHARP = 2
"""Thumbnails have so many times the pixels they are shown with, for screens of high density."""
_KEPT = 400


def thumbnail(frame: Frame) -> QImage:
    """A small picture of a frame; not for the UI thread."""
    height, width = frame.shape[:2]
    high = min(height, FILM * _SHARP)
    wide = max(1, round(width * high / height))
    return image_of(cv2.resize(frame, (wide, high), interpolation=cv2.INTER_AREA))


class Filmstrip:
    """Which thumbnails are wanted, those that are there, and how they are drawn.

    They stand on every n-th frame of the clip, so that many stay what they are when the view moves or widens.
    """

    def __init__(self) -> None:
        self._thumbnails: OrderedDict[int, QImage] = OrderedDict()
        self._shape = 16 / 9
        self._length = 0

    def set_clip(self, length: int, shape: float) -> None:
        """Start on a clip of `length` frames, so many times as wide as high."""
        self._length, self._shape = length, shape
        self._thumbnails.clear()

    def put(self, frame: int, image: QImage) -> None:
        """Keep a thumbnail; of very many the oldest is dropped."""
        self._thumbnails[frame] = image
        if len(self._thumbnails) > _KEPT:
            self._thumbnails.popitem(last=False)

    def lacking(self, columns: Columns) -> list[int]:
        """Frames whose thumbnails are seen and not there yet, coarsely spread ones first."""
        frames = [frame for frame in self._frames(columns) if frame not in self._thumbnails]
        return frames[::4] + [frame for place, frame in enumerate(frames) if place % 4]

    def paint(self, painter: QPainter, columns: Columns, palette: QPalette) -> None:
        """Draw what there is: x counts columns from 0, y pixels from 0 to `FILM`."""
        wide = self._step(columns) / columns.across
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for frame in self._frames(columns):
            right = min(columns.place(self._length), columns.place(frame) + wide - _GAP)
            cell = QRectF(columns.place(frame), 0, right - columns.place(frame), FILM - 2 * _GAP)
            if cell.width() < 1:
                continue
            image = self._thumbnails.get(frame)
            if image is not None and not image.isNull():
                painter.drawImage(cell, image, _covering(image, cell))
            else:
                painter.fillRect(cell, palette.color(QPalette.ColorRole.Midlight))

    def _frames(self, columns: Columns) -> range:
        step = self._step(columns)
        first = max(0, int(columns.left // step) * step)
        end = columns.left + columns.count * columns.across
        return range(first, max(first, min(self._length, int(end) + 1)), step)

    def _step(self, columns: Columns) -> int:
        """Frames from one thumbnail to the next: the first of 1, 2, 3, 4, 6, 8, 12, … that leaves room for it."""
        room = FILM * self._shape * columns.across
        steps = itertools.chain([1], *((2 << k, 3 << k) for k in range(20)))
        return next(step for step in steps if step >= room)


def _covering(image: QImage, cell: QRectF) -> QRectF:
    """The middle of a picture, in the cell's proportions."""
    scale = min(image.width() / cell.width(), image.height() / cell.height())
    wide, high = cell.width() * scale, cell.height() * scale
    return QRectF((image.width() - wide) / 2, (image.height() - high) / 2, wide, high)
