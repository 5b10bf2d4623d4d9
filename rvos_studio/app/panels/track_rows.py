"""The rows of the timeline: for every object, who made its mask on each frame."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF

from rvos_studio.app.panels.columns import Columns, runs
from rvos_studio.project import Kind

ROW = 18
"""Height in pixels."""
_GAP, _ROUND, _MIDDLE = 2, 4, ROW / 2
_THICKNESS = {Kind.MODEL: 2, Kind.FUSION: 3, Kind.PROPAGATION: 8, Kind.PERSON: 8}
_DIAMOND, _APART = 6.5, 5
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
        makers = columns.reduced(row.kinds, np.fmax)
        here = makers if row.present is None else columns.reduced(row.spans, np.fmax)
        self._bars(painter, row.colour, np.where(here, 0, makers), 0.2)
        self._bars(painter, row.colour, here, 0.75)
        if (marks := self.marks.get(row.object_id)) is not None:
            for first, stop, mark in runs(columns.reduced(marks, np.fmax)):
                colour, high = _MARKS[Mark(mark)]
                painter.fillRect(
                    QRectF(first, ROW - _GAP - high, stop - first, high), QColor(colour)
                )
        painter.setPen(QPen(palette.color(roles.Text), 1.2))
        for brush, frames in (
            (palette.color(roles.Base), np.array(row.keyframes, np.intp)),
            (row.colour, np.flatnonzero(row.kinds == Kind.PERSON)),
        ):
            painter.setBrush(brush)
            for x in _thinned(frames, columns):
                painter.drawPolygon(_diamond(x))

    def _bars(
        self, painter: QPainter, colour: QColor, makers: NDArray[np.uint8], opacity: float
    ) -> None:
        shade = QColor(colour)
        for first, stop, kind in runs(makers):
            shade.setAlphaF(min(1.0, opacity + 0.25) if kind == Kind.FUSION else opacity)
            high = _THICKNESS[Kind(kind)]
            bar = QRectF(first, _MIDDLE - high / 2, stop - first, high)
            if stop - first < _ROUND:  # there may be a thousand of these
                painter.fillRect(bar, shade)
            else:
                painter.setBrush(shade)
                painter.drawRoundedRect(bar, 2, 2)


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


def _diamond(x: float) -> QPolygonF:
    half = _DIAMOND
    return QPolygonF(
        [
            QPointF(x, _MIDDLE - half),
            QPointF(x + half, _MIDDLE),
            QPointF(x, _MIDDLE + half),
            QPointF(x - half, _MIDDLE),
        ]
    )
