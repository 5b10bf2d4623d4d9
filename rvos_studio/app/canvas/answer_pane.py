"""A pane that shows a model's answer, regions of which can be taken."""

import cv2
import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPen, QPolygonF

from rvos_studio.app.canvas.layers import Layer, Pixels
from rvos_studio.app.canvas.pane import CHIP_PADDING, Pane, draw_chip
from rvos_studio.app.canvas.viewpoint import Viewpoint

_BUTTONS = {Qt.MouseButton.LeftButton: True, Qt.MouseButton.RightButton: False}


class AnswerPane(Pane):
    """Left click adds the region under the pointer to the mask, right click removes it; hovering shows its outline."""

    taken = Signal(object, bool)
    """A region (H x W uint8 of 0 and 1), and whether it is added (else removed)."""
    missed = Signal()
    """A click where there is nothing to take."""
    wanted = Signal(object)
    """The `Side` whose name was clicked."""

    def __init__(self, viewpoint: Viewpoint) -> None:
        super().__init__(viewpoint)
        self.layer: Layer | None = None
        self._name = QRectF()
        """Where the name is written, in widget pixels."""
        self._region: Pixels | None = None
        self._outline = QPainterPath()
        """Around the region, in frame pixels."""

    def show_layer(self, layer: Layer | None) -> None:
        """Show another layer over the frame."""
        if layer is not self.layer:
            self.layer = layer
            self.forget_region()
        self.update()

    def layer_at(self, position: QPointF) -> Layer | None:
        """Whose answer a widget position shows."""
        return self.layer

    @property
    def region(self) -> Pixels | None:
        """What a click would take."""
        return self._region

    def forget_region(self) -> None:
        """Nothing is under the pointer any more."""
        if self._region is not None:
            self._region, self._outline = None, QPainterPath()
            self.update()

    def draw(self, painter: QPainter, exposed: QRect) -> None:
        self.draw_part(painter, exposed, self.layer.drawn if self.layer else None)

    def decorate(self, painter: QPainter) -> None:
        if self._region is not None:
            self._draw_outline(painter)
        self.draw_name(painter)

    def draw_name(self, painter: QPainter) -> None:
        """Say whose answer this is."""
        if self.layer:
            self._name = draw_badge(painter, QPointF(6, 6), self.layer, self.width() - 12)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        adds = _BUTTONS.get(event.button())
        layer = self.layer_at(event.position())
        if adds is None:
            super().mousePressEvent(event)
        elif self._name.contains(event.position()) and layer is not None:
            self.wanted.emit(layer.side)
        elif layer is not None:
            region = layer.region(*self._pixel(event.position()), adds)
            if region is not None:
                self.taken.emit(region, adds)
            else:
                self.missed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not self.panning:
            self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self.forget_region()
        super().leaveEvent(event)

    def _hover(self, position: QPointF) -> None:
        """Find the region under the pointer, unless it is the one that is outlined already."""
        layer = self.layer_at(position)
        x, y = self._pixel(position)
        voted = layer is not None and layer.counts is not None
        if self._region is not None and not voted and _holds(self._region, x, y):
            return
        self.forget_region()
        on_name = self._name.contains(position)
        if layer is not None and not on_name:
            found = layer.region(x, y, True)
            self._region = found if found is not None else layer.region(x, y, False)
        if self._region is not None:
            self._outline = outline_of(self._region)
            self.update()
        takes = on_name or self._region is not None
        shape = Qt.CursorShape.PointingHandCursor if takes else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def _pixel(self, position: QPointF) -> tuple[int, int]:
        at = self.frame_position(position)
        return int(at.x() // 1), int(at.y() // 1)

    def _draw_outline(self, painter: QPainter) -> None:
        line = self.transform().map(self._outline)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 170), 4.0), (QColor("white"), 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawPath(line)


def draw_badge(painter: QPainter, at: QPointF, layer: Layer, width: float) -> QRectF:
    """The name of a side, and whether it saw anything, in so many pixels; returns where it is."""
    words = f"{layer.side.words}: {layer.lack}" if layer.lack else layer.side.words
    room = int(width) - CHIP_PADDING
    elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
    return draw_chip(painter, at, elided)


def outline_of(region: Pixels) -> QPainterPath:
    """Lines along the edges of a region's pixels, holes too."""
    x, y, width, height = cv2.boundingRect(region)
    # Twice as large, contours of pixel centres lie a quarter of a pixel inside the edge.
    large = np.repeat(np.repeat(region[y : y + height, x : x + width], 2, axis=0), 2, axis=1)
    lines, _ = cv2.findContours(large, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    path = QPainterPath()
    for line in lines:
        corners = (line[:, 0] + 0.5) / 2 + (x, y)
        path.addPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        path.closeSubpath()
    return path


def _holds(region: Pixels, x: int, y: int) -> bool:
    return 0 <= y < region.shape[0] and 0 <= x < region.shape[1] and bool(region[y, x])
