"""The rows of the timeline: for every object, who made its mask on each frame."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from rvos_studio.project import Kind

ROW = 18
"""Height in pixels."""
_GAP, _ROUND = 2, 4
_THICKNESS = {Kind.MODEL: 1.5, Kind.FUSION: 3.0, Kind.PROPAGATION: 8.0, Kind.PERSON: 8.0}


@dataclass(frozen=True)
class Row:
    """One object on the timeline."""

    object_id: int
    colour: QColor
    kinds: NDArray[np.uint8]
    """One `Kind` per frame, 0 where there is no mask."""


class TrackRows(pg.GraphicsObject):
    """Bars in view coordinates: frame i spans x from i to i + 1, row k spans y from k to k + 1.

    Bars are propagated, thin lines fused or predicted; the row of the chosen object is raised.
    """

    def __init__(self) -> None:
        super().__init__()
        self._length = 0
        self._rows: tuple[Row, ...] = ()
        self._chosen = 0
        self._palette = QPalette()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def set_rows(self, rows: Sequence[Row], chosen: int, length: int) -> None:
        """Show these rows of a clip of `length` frames."""
        self.prepareGeometryChange()
        self._rows, self._chosen, self._length = tuple(rows), chosen, length
        self.update()

    def set_palette(self, palette: QPalette) -> None:
        """Take the colours around the bars from here."""
        self._palette = palette
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._length, max(1, len(self._rows)))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not self._length or self.getViewBox() is None:
            return
        across, down = self.getViewBox().viewPixelSize()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        exposed = option.exposedRect
        first = max(0, int(exposed.left() / across) - 1)
        last = min(round(self._length / across), int(exposed.right() / across) + 2)
        for place, row in enumerate(self._rows):
            chosen = row.object_id == self._chosen
            roles = QPalette.ColorRole
            painter.setBrush(self._palette.color(roles.Midlight if chosen else roles.Base))
            strip = QRectF(0, place + _GAP * down, self._length, 1 - 2 * _GAP * down)
            painter.drawRoundedRect(strip, _ROUND * across, _ROUND * down)
            if first < last:
                self._draw_bars(painter, row, place + 0.5, (first, last), QPointF(across, down))

    def _draw_bars(
        self, painter: QPainter, row: Row, middle: float, pixels: tuple[int, int], pixel: QPointF
    ) -> None:
        first, last = pixels
        for left, right, kind in _runs(_columns(row.kinds, first, last, pixel.x())):
            colour = QColor(row.colour)
            colour.setAlphaF(1.0 if kind is Kind.FUSION else 0.75)
            painter.setBrush(colour)
            high = _THICKNESS[kind] * pixel.y()
            begin = (first + left) * pixel.x()
            bar = QRectF(begin, middle - high / 2, (right - left) * pixel.x(), high)
            painter.drawRoundedRect(bar, 2 * pixel.x(), 2 * pixel.y())


def _columns(kinds: NDArray[np.uint8], first: int, last: int, across: float) -> NDArray[np.uint8]:
    """The most trusted kind in each column of pixels: ten thousand frames draw as fast as ten."""
    frames = np.clip((np.arange(first, last + 1) * across).astype(int), 0, len(kinds))
    return np.maximum.reduceat(np.append(kinds[: frames[-1]], 0), frames)[:-1]


def _runs(kinds: NDArray[np.uint8]) -> Iterator[tuple[int, int, Kind]]:
    """Stretches of one kind: first column, column after the last, kind."""
    if not len(kinds):
        return
    edges = np.flatnonzero(np.diff(kinds)) + 1
    bounds = [0, *edges.tolist(), len(kinds)]
    for first, stop in itertools.pairwise(bounds):
        if kinds[first]:
            yield first, stop, Kind(int(kinds[first]))
