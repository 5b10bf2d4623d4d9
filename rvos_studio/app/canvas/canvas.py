"""The canvas: the result pane, on which masks are drawn by hand."""

from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QWheelEvent

from rvos_studio.app.canvas.brush import Stroke
from rvos_studio.app.canvas.pane import WHEEL_NOTCH, Pane
from rvos_studio.app.canvas.picture import Picture
from rvos_studio.app.canvas.viewpoint import Viewpoint

SMALLEST_BRUSH, LARGEST_BRUSH = 0.5, 400.0
BRUSH_STEP = 1.2


class Tool(Enum):
    """What the left button does on the canvas."""

    POINTER = "pointer"
    BRUSH = "brush"
    ERASER = "eraser"


class Canvas(Pane):
    """Shows a picture and takes strokes for its chosen object.

    The left button draws with the tool, the right one always erases. A stroke ends when the button is released, and
    only then `drawn` tells the outcome.
    """

    stroke_began = Signal()
    drawn = Signal(object, object)
    """The picture, and its chosen object's pixels after the stroke (H x W uint8 of 0 and 1, not shared)."""
    stroke_ended = Signal()
    picked = Signal(int)
    """An object whose mask was clicked with the pointer."""
    refused = Signal()
    """A stroke was begun with no object chosen."""
    radius_changed = Signal(float)

    def __init__(self, viewpoint: Viewpoint) -> None:
        super().__init__(viewpoint)
        self.tool = Tool.POINTER
        self.radius = 12.0
        self.picture: Picture | None = None
        self._pixels: NDArray[np.uint8] | None = None
        self._stroke: Stroke | None = None
        self._before: NDArray[np.uint8] | None = None
        self._cursor_at: QPointF | None = None

    def display(self, picture: Picture | None) -> None:
        """Show another picture; not while a stroke is being drawn."""
        self.picture = picture
        self._pixels = picture.pixels if picture else None
        if picture:
            self.show_picture(picture.image, picture.overlay)
        else:
            self.show_picture(None, None)

    def choose_tool(self, tool: Tool) -> None:
        self.tool = tool
        self.setCursor(
            Qt.CursorShape.ArrowCursor if tool is Tool.POINTER else Qt.CursorShape.CrossCursor
        )
        self.update()

    def set_radius(self, radius: float) -> None:
        """Brush radius in frame pixels."""
        self.radius = min(max(radius, SMALLEST_BRUSH), LARGEST_BRUSH)
        self.radius_changed.emit(self.radius)
        self.update()

    @property
    def drawing(self) -> bool:
        """Whether a stroke has begun and not ended."""
        return self._stroke is not None

    def abandon_stroke(self) -> None:
        """Put the pixels back to what they were before the unfinished stroke."""
        if self._stroke is None:
            return
        touched = self._stroke.touched
        self._pixels[:] = self._before
        self._stroke = self._before = None
        self.redraw(self._overlay.repaint(self.picture.chosen, self._pixels, touched))
        self.stroke_ended.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        right = event.button() == Qt.MouseButton.RightButton
        if self.tool is not Tool.POINTER and (left or right) and not self.drawing:
            self._begin_stroke(event.position(), add=left and self.tool is Tool.BRUSH)
        elif left and self.tool is Tool.POINTER:
            self._pick(event.position())
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_cursor(event.position())
        if self.drawing:
            self._draw_to(event.position())
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.drawing and event.button() != Qt.MouseButton.MiddleButton:
            pixels = self._pixels.copy()
            self._stroke = self._before = None
            self.drawn.emit(self.picture, pixels)
            self.stroke_ended.emit()
        else:
            super().mouseReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_radius(self.radius * BRUSH_STEP ** (event.angleDelta().y() / WHEEL_NOTCH))
            event.accept()
        else:
            super().wheelEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._move_cursor(None)
        super().leaveEvent(event)

    def decorate(self, painter: QPainter) -> None:
        super().decorate(painter)
        if self.tool is Tool.POINTER or self._cursor_at is None or self.picture is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = self._circle(self._cursor_at)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Dark under light: visible on any footage.
        painter.setPen(QPen(QColor(0, 0, 0, 160), 3))
        painter.drawEllipse(circle)
        painter.setPen(QPen(Qt.GlobalColor.white, 1.2))
        painter.drawEllipse(circle)

    def _begin_stroke(self, position: QPointF, add: bool) -> None:
        if self.picture is None or self._pixels is None:
            self.refused.emit()
            return
        self.stroke_began.emit()
        self._before = self._pixels.copy()
        self._stroke = Stroke(self._pixels, self.radius, add)
        self._draw_to(position)

    def _draw_to(self, position: QPointF) -> None:
        at = self.frame_position(position)
        box = self._stroke.draw_to((at.x(), at.y()))
        self.redraw(self._overlay.repaint(self.picture.chosen, self._pixels, box))

    def _pick(self, position: QPointF) -> None:
        if self.picture is None:
            return
        at = self.frame_position(position)
        found = self.picture.object_at(int(at.x() // 1), int(at.y() // 1))
        if found:
            self.picked.emit(found)

    def _circle(self, position: QPointF) -> QRectF:
        radius = max(self.radius * self.transform().m11(), 1.5)
        return QRectF(position.x() - radius, position.y() - radius, 2 * radius, 2 * radius)

    def _move_cursor(self, position: QPointF | None) -> None:
        if self.tool is not Tool.POINTER:
            for place in (self._cursor_at, position):
                if place is not None:
                    self.update(self._circle(place).adjusted(-3, -3, 3, 3).toAlignedRect())
        self._cursor_at = position
