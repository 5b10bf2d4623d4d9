"""A plot over the frames of a clip: ruler, playhead, and which frames are in sight."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QPalette, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsPolygonItem, QGraphicsView, QSizePolicy

from rvos_studio.app.panels.ruler import RULER, Ruler
from rvos_studio.app.panels.sight import Sight

GUTTER, MARGIN = 128, 14
"""Pixels left and right of the frames; names stand in the gutter."""
BELOW = 6
_HANDLE = [(-6, 0), (6, 0), (6, 6), (0, 12), (-6, 6)]


class FramePlot(pg.PlotWidget):
    """In view coordinates frame i spans x from i to i + 1, and y counts pixels below the ruler."""

    viewed = Signal()
    """Other frames are in sight."""

    def __init__(self) -> None:
        ruler = Ruler()
        super().__init__(axisItems={"top": ruler}, enableMenu=False)
        self._ruler = ruler
        self._frame = 0
        self._sight = Sight.whole(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        plot = self.getPlotItem()
        plot.hideButtons()
        for axis in ("left", "bottom"):
            plot.hideAxis(axis)
        plot.showAxis("top")
        plot.layout.setContentsMargins(GUTTER, 0, MARGIN, BELOW)
        plot.layout.setSpacing(0)
        self._view = plot.getViewBox()
        self._view.setMouseEnabled(False, False)
        self._view.setDefaultPadding(0)
        self._view.invertY()
        self._playhead = pg.InfiniteLine(angle=90)
        self._playhead.setZValue(10)
        self.addItem(self._playhead, ignoreBounds=True)
        self._handle = QGraphicsPolygonItem(QPolygonF([QPointF(*point) for point in _HANDLE]))
        self.scene().addItem(self._handle)
        self._built = True

    @property
    def length(self) -> int:
        """Frames of the clip."""
        return self._sight.length

    def set_frame(self, frame: int) -> None:
        """Move the playhead, and the view where it would leave it."""
        self._frame = frame
        self._playhead.setValue(frame + 0.5)
        self.look(self._sight.turned_to(frame))

    def look(self, sight: Sight) -> None:
        """Show these frames."""
        changed, self._sight = sight != self._sight, sight
        if changed:
            self._view.setXRange(sight.left, sight.right, padding=0)
        x = self.x_of(self._frame + 0.5)
        self._handle.setPos(x, 1)
        self._handle.setVisible(GUTTER - 1 <= x <= self.width() - MARGIN + 1)
        if changed:
            self.viewed.emit()

    def fit(self) -> None:
        """Show the whole clip."""
        self.look(Sight.whole(self.length))

    def zoom(self, notches: float, x: float | None = None) -> None:
        """Look closer by so many notches of a wheel; what is at a widget position, or the playhead, stays there."""
        around = self._frame + 0.5 if x is None else self._position(x)
        self.look(self._sight.zoomed(notches, around))

    def pan(self, pixels: float) -> None:
        """Look so far to the right."""
        self.look(self._sight.moved(pixels * self._sight.span / self._room))

    def frame_at(self, x: float) -> int:
        """The frame under a widget position."""
        return min(max(int(self._position(x)), 0), max(0, self.length - 1))

    def x_of(self, position: float) -> float:
        """Where a position in frames lies in the widget."""
        return GUTTER + (position - self._sight.left) * self._room / self._sight.span

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_built"):  # the base class resizes before it is built
            self._view.setYRange(0, max(1, self.height() - RULER - BELOW), padding=0)
            self.look(self._sight)
            self.viewed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_built"):
            self.take_colours()

    def take_colours(self) -> None:
        """Draw in the colours of the palette."""
        roles, palette = QPalette.ColorRole, self.palette()
        self.setBackground(palette.color(roles.Window))
        self._ruler.set_palette(palette)
        self._playhead.setPen(pg.mkPen(palette.color(roles.Accent), width=1.5))
        self._handle.setPen(QPen(Qt.PenStyle.NoPen))
        self._handle.setBrush(palette.color(roles.Accent))

    def close(self) -> bool:
        """Close as any widget does: pyqtgraph's own way takes the viewport away, which ends in a crash."""
        return QGraphicsView.close(self)

    @property
    def _room(self) -> float:
        """Width of all frames in sight, in pixels."""
        return max(1.0, self.width() - GUTTER - MARGIN)

    def _position(self, x: float) -> float:
        return self._sight.left + (x - GUTTER) * self._sight.span / self._room
