"""The rows of the timeline: for every object, who made its mask on each frame."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPixmap, QPolygonF

from rvos_studio.app.panels.columns import Columns, picture, shade
from rvos_studio.project import Kind

ROW = 18
"""Height in pixels."""
_GAP, _ROUND, _MIDDLE = 2, 4, ROW / 2
_THICKNESS = np.array([0, 2, 4, 8, 8])
"""In pixels, by `Kind`."""
_PALE = 0.2
"""Opacity of a bar where the object is absent."""
_DIAMOND, _APART = 7, 5
"""Half a diamond's width, and how close diamonds may come to each other."""


class Mark(IntEnum):
    """What was said of a frame's mask after it was made; the higher is seen where both share a pixel."""

    CHECKED = 1
    NEEDS_WORK = 2


_MARKS = {Mark.CHECKED: ("#009e73", 2), Mark.NEEDS_WORK: ("#d55e00", 4)}
"""Colour and thickness: told apart without colours, too."""


@dataclass(frozen=True)
class Row:
    """One object on the timeline."""

    object_id: int
    colour: QColor
    kinds: NDArray[np.uint8]
    """One `Kind` per frame, 0 where there is no mask."""
    label: str = ""
    present: NDArray[np.bool_] | None = None
    """Where the mask has pixels; None for everywhere it is."""
    keyframes: tuple[int, ...] = ()
    """Frames that a propagation set out from."""

    @property
    def spans(self) -> NDArray[np.uint8]:
        """Who made the mask, where it has pixels."""
        return self.kinds if self.present is None else self.kinds * self.present


@dataclass
class TrackRows:
    """Bars are propagated, thin lines fused or predicted, diamonds a person's; what is not there is a pale bar.

    Hollow diamonds are keyframes; a line below says what was checked. The row of the chosen object is raised.
    """

    rows: Sequence[Row] = ()
    chosen: int = 0
    marks: Mapping[int, NDArray[np.uint8]] = field(default_factory=dict)
    """Object -> one `Mark` per frame, 0 for none."""

    def paint(self, painter: QPainter, columns: Columns, palette: QPalette, place: int) -> None:
        """Draw the row at this place: x counts columns from 0, y pixels from 0 to `ROW`."""
        row = self.rows[place]
        roles = QPalette.ColorRole
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(
            palette.color(roles.Midlight if row.object_id == self.chosen else roles.Base)
        )
        left, right = columns.place(0), columns.place(len(row.kinds))
        painter.drawRoundedRect(QRectF(left, _GAP, right - left, ROW - 2 * _GAP), _ROUND, _ROUND)
        painter.drawImage(0, 0, picture(self._pixels(row, columns)))
        outline = palette.color(roles.Text)
        for colour, frames in (
            (palette.color(roles.Base), np.array(row.keyframes, np.intp)),
            (row.colour, np.flatnonzero(row.kinds == Kind.PERSON)),
        ):
            diamond = _diamond(colour.rgb(), outline.rgb())
            for x in _thinned(frames, columns):
                painter.drawPixmap(QPointF(round(x) - _DIAMOND, _MIDDLE - _DIAMOND), diamond)

    def _pixels(self, row: Row, columns: Columns) -> NDArray[np.uint32]:
        """Bars and marks."""
        makers = columns.reduced(row.kinds, np.fmax)
        here = columns.reduced(row.spans, np.fmax)
        colours = np.where(here > 0, _shades(row.colour)[here], shade(row.colour, _PALE))
        y = np.arange(ROW)[:, None]
        inside = np.abs(y + 0.5 - _MIDDLE) < _THICKNESS[makers] / 2
        pixels = np.where(inside, colours, np.uint32(0))
        if (marks := self.marks.get(row.object_id)) is not None:
            seen = columns.reduced(marks, np.fmax)
            for mark, (colour, high) in _MARKS.items():
                low = (y >= ROW - _GAP - high) & (y < ROW - _GAP)
                pixels[low & (seen == mark)] = shade(QColor(colour), 1)
        return pixels


def _shades(colour: QColor) -> NDArray[np.uint32]:
    """By `Kind`; a fusion's line is thin, so it is strong."""
    strong = [Kind.FUSION]
    return np.array([shade(colour, 1 if kind in strong else 0.75) for kind in (0, *Kind)])


def _thinned(frames: NDArray[np.intp], columns: Columns) -> Iterator[float]:
    """Where diamonds stand: those in sight, and of those that would cover each other the first."""
    reach = _DIAMOND * columns.across + 1
    near = frames[np.searchsorted(frames, columns.left - reach) :]
    near = near[: np.searchsorted(near, columns.left + columns.count * columns.across + reach)]
    # Slots that are fixed to frames, so that the same diamonds are drawn whichever part is painted.
    slot = np.floor((near + 0.5) / (_APART * columns.across))
    _, firsts = np.unique(slot, return_index=True)
    for frame in near[firsts].tolist():
        yield columns.place(frame + 0.5)


@functools.lru_cache(64)
def _diamond(colour: int, outline: int) -> QPixmap:
    """Drawn once: there may be a thousand of them."""
    half, sharp = _DIAMOND, 2
    pixmap = QPixmap(round(2 * half * sharp), round(2 * half * sharp))
    pixmap.setDevicePixelRatio(sharp)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(outline), 1.2))
    painter.setBrush(QColor(colour))
    tip = half - 1
    corners = [(0, -tip), (tip, 0), (0, tip), (-tip, 0)]
    painter.drawPolygon(QPolygonF([QPointF(half + x, half + y) for x, y in corners]))
    painter.end()
    return pixmap
