"""What lies below the ruler, lane by lane: thumbnails, a row per object, and strips about the chosen one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from rvos_studio.app.language import tr
from rvos_studio.app.panels.columns import Columns
from rvos_studio.app.panels.filmstrip import FILM, Filmstrip
from rvos_studio.app.panels.strips import Strip
from rvos_studio.app.panels.track_rows import ROW, Row, TrackRows

MOST_ROWS = 5
HIGHEST_STRIPS = 140
"""Pixels that strips take at most, together."""
_BETWEEN = 4
"""Pixels above each strip."""
_SCALE = 5
"""Width of a strip's scale, in pixels."""


@dataclass(frozen=True)
class Lane:
    """One lane and where it lies, in pixels below the ruler; both are None for the thumbnails."""

    top: int
    height: int
    row: int | None = None
    """Its place among all rows."""
    strip: Strip | None = None


class Lanes(pg.GraphicsObject):
    """Draws in view coordinates: frame i spans x from i to i + 1, y counts pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.film = Filmstrip()
        self.tracks = TrackRows()
        self.strips: dict[str, Strip] = {}
        self.film_shown = False
        self.unfolded = False
        self.first_row = self.first_strip = 0
        self.length = 0
        self._palette = QPalette()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def __iter__(self) -> Iterator[Lane]:
        top = 0
        if self.film_shown:
            yield Lane(0, FILM)
            top = FILM
        for place in range(self.first_row, self.first_row + self.rows_shown):
            yield Lane(top, ROW, row=place)
            top += ROW
        for strip in _fitting(self._open_strips[self.first_strip :]):
            yield Lane(top + _BETWEEN, strip.height, strip=strip)
            top += _BETWEEN + strip.height

    @property
    def _open_strips(self) -> list[Strip]:
        return [each for each in self.strips.values() if self.unfolded or not each.folds]

    @property
    def hidden_strips(self) -> int:
        """How many strips have to be scrolled away until the last one is seen."""
        strips = self._open_strips
        return len(strips) - len(list(_fitting(reversed(strips))))

    @property
    def rows_shown(self) -> int:
        """How many rows are seen at a time."""
        return min(MOST_ROWS, len(self.tracks.rows))

    @property
    def height(self) -> int:
        """Of all lanes; at least that of one row."""
        return max([ROW, *(lane.top + lane.height for lane in self)])

    @property
    def foldable(self) -> bool:
        """Whether there are strips that come and go."""
        return any(strip.folds for strip in self.strips.values())

    def row(self, lane: Lane | None) -> Row | None:
        """The object whose row it is."""
        return None if lane is None or lane.row is None else self.tracks.rows[lane.row]

    def at(self, y: float) -> Lane | None:
        """The lane so many pixels below the ruler."""
        return next((lane for lane in self if lane.top <= y < lane.top + lane.height), None)

    @property
    def columns(self) -> Columns:
        """All columns that are seen."""
        (left, right), _ = self.getViewBox().viewRange()
        count = max(1, round(self.getViewBox().width()))
        return Columns(left, (right - left) / count, count)

    def set_palette(self, palette: QPalette) -> None:
        """Take the colours around the data from here."""
        self._palette = palette
        self.update()

    def touch(self, strip: Strip) -> None:
        """One strip has other values: draw it anew."""
        for lane in self:
            if lane.strip is strip:
                self.update(QRectF(0, lane.top, max(1, self.length), lane.height))

    def boundingRect(self) -> QRectF:
        return QRectF(
            0, 0, max(1, self.length), 4000
        )  # more than lanes can be high: it never changes

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not self.length or self.getViewBox() is None:
            return
        seen, exposed = self.columns, option.exposedRect
        first = max(0, int(seen.place(exposed.left())) - 1)
        stop = min(seen.count, int(seen.place(exposed.right())) + 2)
        if first >= stop:
            return
        columns = Columns(seen.left + first * seen.across, seen.across, stop - first)
        for lane in self:
            if lane.top < exposed.bottom() and exposed.top() < lane.top + lane.height:
                painter.save()
                painter.translate(columns.left, lane.top)
                painter.scale(seen.across, 1)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._draw(painter, lane, columns)
                painter.restore()

    def _draw(self, painter: QPainter, lane: Lane, columns: Columns) -> None:
        if lane.row is not None:
            self.tracks.paint(painter, columns, self._palette, lane.row)
        elif lane.strip is not None:
            shade = self._palette.color(QPalette.ColorRole.Base)
            painter.fillRect(QRectF(0, 0, columns.count, lane.height), shade)
            lane.strip.paint(painter, columns, self._palette)
        else:
            self.film.paint(painter, columns, self._palette)


def _fitting(strips: Iterable[Strip]) -> Iterator[Strip]:
    """The first of them that there is room for, at least one."""
    high = 0
    for strip in strips:
        high += _BETWEEN + strip.height
        if high > max(HIGHEST_STRIPS, _BETWEEN + strip.height):
            return
        yield strip


class Names(QGraphicsItem):
    """What the lanes are called, at their left."""

    def __init__(self, lanes: Lanes, width: int) -> None:
        super().__init__()
        self._lanes = lanes
        self._width = width
        self._palette = QPalette()

    def set_palette(self, palette: QPalette) -> None:
        """Take the colours from here."""
        self._palette = palette
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._width, 4000)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        roles, tracks = QPalette.ColorRole, self._lanes.tracks
        font = painter.font()
        font.setPointSizeF(max(6.0, font.pointSizeF() - 1))
        painter.setFont(font)
        fold = ("▾ " if self._lanes.unfolded else "▸ ") if self._lanes.foldable else ""
        for lane in self._lanes:
            left, text = 10.0, ""
            painter.setPen(self._palette.color(roles.PlaceholderText))
            if row := self._lanes.row(lane):
                painter.fillRect(QRectF(left, lane.top + 5, 3, lane.height - 10), row.colour)
                left, text = (
                    left + 9,
                    row.label or tr("Object {number}").format(number=row.object_id),
                )
                if row.object_id == tracks.chosen:
                    painter.setPen(self._palette.color(roles.Text))
            elif lane.strip is not None:
                text, fold = fold + lane.strip.title, ""
                painter.save()
                scale = QRectF(self._width - _SCALE - 6, lane.top, _SCALE, lane.height)
                lane.strip.paint_scale(painter, scale, self._palette)
                painter.restore()
            room = QRectF(left, lane.top, self._width - left - _SCALE - 10, lane.height)
            metrics = painter.fontMetrics()
            room.adjust(0, min(0.0, (lane.height - metrics.height()) / 2), 0, 0)
            room.setHeight(max(float(lane.height), metrics.height()))
            short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, short)
