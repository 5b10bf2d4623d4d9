"""The timeline: a ruler to scrub on, and one row per object that says who made its masks."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPalette, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsPolygonItem, QGraphicsView, QSizePolicy

from rvos_studio.app.panels.track_rows import ROW, Row, TrackRows
from rvos_studio.project import Kind

MARGIN = 14
RULER = 24
MOST_ROWS = 5
_BELOW = 6
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
_LABEL_ROOM = 84
_HANDLE = [(-6, 0), (6, 0), (6, 6), (0, 12), (-6, 6)]


def timecode(seconds: float) -> str:
    """Minutes, seconds and hundredths: 1:02.50; hours in front where there are any."""
    hundredths = round(seconds * 100)
    minutes, rest = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    start = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{start}:{rest // 100:02}.{rest % 100:02}"


class _Ruler(pg.AxisItem):
    """Ticks at the middle of frames, at round numbers, never between two frames."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        per_frame = size / max(1.0, high - low)
        step = next((n for n in _STEPS if n * per_frame >= _LABEL_ROOM), _STEPS[-1])
        return [(step, 0.5), (max(1, step // 5), 0.5)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        labelled = spacing == self.tickSpacing(*self.range, self.width())[0][0]
        return [str(int(value)) if labelled else "" for value in values]


class Timeline(pg.PlotWidget):
    """Dragging anywhere scrubs. Diamonds are frames a person drew, bars propagated, thin lines fused or predicted."""

    scrubbed = Signal(int)

    def __init__(self) -> None:
        super().__init__(axisItems={"top": _Ruler("top")}, enableMenu=False)
        self._length = 0
        self._frame = 0
        self._shown = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Timeline")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.hideAxis("left")
        plot.hideAxis("bottom")
        plot.showAxis("top")
        plot.layout.setContentsMargins(MARGIN, 0, MARGIN, _BELOW)
        plot.layout.setSpacing(0)
        self._view = plot.getViewBox()
        self._view.setMouseEnabled(False, False)
        self._view.setDefaultPadding(0)
        self._view.invertY()
        self._ruler = plot.getAxis("top")
        self._ruler.setHeight(RULER)
        self._ruler.enableAutoSIPrefix(False)
        self._ruler.setStyle(tickLength=-5, tickTextOffset=3, hideOverlappingLabels=False)
        self._rows = TrackRows()
        self._diamonds = pg.ScatterPlotItem(symbol="d", size=11)
        self._playhead = pg.InfiniteLine(angle=90)
        for item in (self._rows, self._diamonds, self._playhead):
            self.addItem(item, ignoreBounds=True)
        self._handle = QGraphicsPolygonItem(QPolygonF([QPointF(*point) for point in _HANDLE]))
        self.scene().addItem(self._handle)
        self._take_colours()

    def set_clip(self, length: int) -> None:
        """Start on a clip of `length` frames."""
        self._length = length
        self.set_rows((), 0)
        self.set_frame(0)

    def set_frame(self, frame: int) -> None:
        """Move the playhead."""
        self._frame = frame
        self._playhead.setValue(frame + 0.5)
        self._place_handle()

    def set_rows(self, rows: Sequence[Row], chosen: int) -> None:
        """Show these objects; of many, the rows around the chosen one."""
        place = next((i for i, row in enumerate(rows) if row.object_id == chosen), 0)
        first = max(0, min(place - MOST_ROWS // 2, len(rows) - MOST_ROWS))
        shown = rows[first : first + MOST_ROWS]
        self._shown = len(shown)
        self._view.setRange(
            xRange=(0, max(1, self._length)), yRange=(0, max(1, len(shown))), padding=0
        )
        self._rows.set_rows(shown, chosen, self._length)
        spots = [
            {"pos": (frame + 0.5, k + 0.5), "brush": row.colour}
            for k, row in enumerate(shown)
            for frame in np.flatnonzero(row.kinds == Kind.PERSON).tolist()
        ]
        self._diamonds.setData(spots)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(400, RULER + ROW * max(1, self._shown) + _BELOW)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_handle"):  # the base class resizes before it is built
            self._place_handle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_handle"):
            self._take_colours()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._length:
            self.scrubbed.emit(self.frame_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._length:
            self.scrubbed.emit(self.frame_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing to do; the plot's own mouse handling is not wanted."""

    def close(self) -> bool:
        """Close as any widget does: pyqtgraph's own way takes the viewport away, which ends in a crash."""
        return QGraphicsView.close(self)

    def frame_at(self, x: float) -> int:
        """The frame under a widget position."""
        share = (x - MARGIN) / max(1.0, self.width() - 2 * MARGIN)
        return min(max(int(share * self._length), 0), self._length - 1)

    def _place_handle(self) -> None:
        span = max(1.0, self.width() - 2 * MARGIN)
        self._handle.setPos(MARGIN + (self._frame + 0.5) * span / max(1, self._length), 1)

    def _take_colours(self) -> None:
        roles, palette = QPalette.ColorRole, self.palette()
        self.setBackground(palette.color(roles.Window))
        self._rows.set_palette(palette)
        self._ruler.setPen(None)
        self._ruler.setTickPen(pg.mkPen(palette.color(roles.Mid)))
        self._ruler.setTextPen(pg.mkPen(palette.color(roles.PlaceholderText)))
        self._diamonds.setPen(pg.mkPen(palette.color(roles.Text), width=1.2))
        accent = palette.color(roles.Accent)
        self._playhead.setPen(pg.mkPen(accent, width=1.5))
        self._handle.setPen(QPen(Qt.PenStyle.NoPen))
        self._handle.setBrush(accent)
