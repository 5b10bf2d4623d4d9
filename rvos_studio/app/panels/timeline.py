"""The timeline: a ruler to scrub on, and one row per object that says who made its masks."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from rvos_studio.project import Kind

MARGIN = 14
RULER = 24
ROW = 18
MOST_ROWS = 5
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
_LABEL_ROOM = 84
_THICKNESS = {Kind.MODEL: 1.5, Kind.FUSION: 3.0, Kind.PROPAGATION: 8.0, Kind.PERSON: 8.0}


@dataclass(frozen=True)
class Row:
    """One object on the timeline."""

    object_id: int
    colour: QColor
    kinds: NDArray[np.uint8]
    """One `Kind` per frame, 0 where there is no mask."""


def timecode(seconds: float) -> str:
    """Minutes, seconds and hundredths: 1:02.50; hours in front where there are any."""
    hundredths = round(seconds * 100)
    minutes, rest = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    start = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{start}:{rest // 100:02}.{rest % 100:02}"


class Timeline(QWidget):
    """Dragging anywhere scrubs. Diamonds are frames a person drew, bars propagated, thin lines fused or predicted."""

    scrubbed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._length = 0
        self._frame = 0
        self._rows: tuple[Row, ...] = ()
        self._chosen = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Timeline")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def set_clip(self, length: int) -> None:
        """Start on a clip of `length` frames."""
        self._length, self._frame, self._rows = length, 0, ()
        self.updateGeometry()
        self.update()

    def set_frame(self, frame: int) -> None:
        """Move the playhead."""
        if frame != self._frame:
            before, self._frame = self._frame, frame
            for each in (before, frame):
                self.update(int(self._x(each)) - 8, 0, 17, self.height())

    def set_rows(self, rows: Sequence[Row], chosen: int) -> None:
        """Show these objects; of many, the rows around the chosen one."""
        place = next((i for i, row in enumerate(rows) if row.object_id == chosen), 0)
        first = max(0, min(place - MOST_ROWS // 2, len(rows) - MOST_ROWS))
        self._rows, self._chosen = tuple(rows[first : first + MOST_ROWS]), chosen
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, RULER + ROW * max(1, len(self._rows)) + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Window))
            if not self._length:
                return
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_ruler(painter)
            exposed = event.rect().left() - 8, event.rect().right() + 8
            for place, row in enumerate(self._rows):
                self._draw_row(painter, row, RULER + ROW * place, exposed)
            self._draw_playhead(painter)

    def _draw_ruler(self, painter: QPainter) -> None:
        roles = QPalette.ColorRole
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        painter.setFont(font)
        per_frame = self._span() / self._length
        step = next((n for n in _STEPS if n * per_frame >= _LABEL_ROOM), _STEPS[-1])
        small = max(1, step // 5)
        for frame in range(0, self._length, small):
            labelled = frame % step == 0
            painter.setPen(self.palette().color(roles.Mid))
            x = self._x(frame)
            painter.drawLine(QPointF(x, RULER - (7 if labelled else 4)), QPointF(x, RULER - 1))
            if labelled:
                painter.setPen(self.palette().color(roles.PlaceholderText))
                painter.drawText(QPointF(x - 3 if frame == 0 else x + 4, RULER - 9), str(frame))

    def _draw_row(self, painter: QPainter, row: Row, top: float, exposed: tuple[int, int]) -> None:
        chosen = row.object_id == self._chosen
        middle = top + ROW / 2
        painter.setPen(Qt.PenStyle.NoPen)
        roles = QPalette.ColorRole
        painter.setBrush(self.palette().color(roles.Midlight if chosen else roles.Base))
        painter.drawRoundedRect(QRectF(MARGIN, top + 2, self._span(), ROW - 4), 4, 4)
        first = max(MARGIN, exposed[0])
        last = min(MARGIN + int(self._span()), exposed[1])
        if first >= last:
            return
        for left, right, kind in _runs(self._columns(row.kinds, first, last)):
            colour = QColor(row.colour)
            colour.setAlphaF(1.0 if kind is Kind.FUSION else 0.75)
            painter.setBrush(colour)
            height = _THICKNESS[kind]
            bar = QRectF(first + left, middle - height / 2, right - left, height)
            painter.drawRoundedRect(bar, 2, 2)
        seen = np.flatnonzero(row.kinds == Kind.PERSON)
        near = (seen >= self.frame_at(first)) & (seen <= self.frame_at(last))
        self._draw_diamonds(painter, seen[near], middle, row.colour)

    def _columns(self, kinds: NDArray[np.uint8], first: int, last: int) -> NDArray[np.uint8]:
        """The most trusted kind in each column of pixels: ten thousand frames draw as fast as ten."""
        edges = (np.arange(first, last + 1) - MARGIN) * (self._length / self._span())
        frames = np.clip(edges.astype(int), 0, self._length)
        return np.maximum.reduceat(np.append(kinds[: frames[-1]], 0), frames)[:-1]

    def _draw_diamonds(
        self, painter: QPainter, frames: NDArray[np.intp], middle: float, colour: QColor
    ) -> None:
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Text), 1.2))
        painter.setBrush(colour)
        last = -10.0
        for frame in frames.tolist():
            x = self._x(frame)
            if x - last >= 4:  # closer ones would hide each other
                points = [(x, middle - 6), (x + 5, middle), (x, middle + 6), (x - 5, middle)]
                painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))
                last = x

    def _draw_playhead(self, painter: QPainter) -> None:
        colour = self.palette().color(QPalette.ColorRole.Accent)
        x = self._x(self._frame)
        painter.setPen(QPen(colour, 1.5))
        painter.drawLine(QPointF(x, 8), QPointF(x, self.height() - 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        handle = [(x - 6, 1), (x + 6, 1), (x + 6, 7), (x, 13), (x - 6, 7)]
        painter.drawPolygon(QPolygonF([QPointF(*point) for point in handle]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._length:
            self.scrubbed.emit(self.frame_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._length:
            self.scrubbed.emit(self.frame_at(event.position().x()))

    def frame_at(self, x: float) -> int:
        """The frame under a widget position."""
        share = (x - MARGIN) / self._span()
        return min(max(int(share * self._length), 0), self._length - 1)

    def _span(self) -> float:
        return max(1.0, self.width() - 2 * MARGIN)

    def _x(self, frame: int) -> float:
        return MARGIN + (frame + 0.5) * self._span() / max(1, self._length)


def _runs(kinds: NDArray[np.uint8]) -> Iterator[tuple[int, int, Kind]]:
    """Stretches of one kind: first column, column after the last, kind."""
    if not len(kinds):
        return
    edges = np.flatnonzero(np.diff(kinds)) + 1
    bounds = [0, *edges.tolist(), len(kinds)]
    for first, stop in itertools.pairwise(bounds):
        if kinds[first]:
            yield first, stop, Kind(int(kinds[first]))
