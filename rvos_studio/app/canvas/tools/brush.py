"""Brush and eraser: a round mark, straight from one place to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from rvos_studio.app.canvas.brush import Point, Stroke
from rvos_studio.app.canvas.tools.tool import Plain, Touch, outline_pens

if TYPE_CHECKING:
    from rvos_studio.app.canvas.canvas import Canvas


class Brush(Plain):
    """The left button draws; the right one, or Alt, always erases."""

    name = "brush"
    _erases = False

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._stroke: Stroke | None = None
        self._adds = True

    def press(self, touch: Touch) -> None:
        if not self.canvas.drawing and self.canvas.begin():
            self._adds = touch.adds and not self._erases
            self._stroke = Stroke(self.canvas.pixels, self.canvas.radius, self._adds)
            self._draw_to(touch.at)

    def move(self, touch: Touch) -> None:
        if self._stroke is not None:
            self._draw_to(touch.at)

    def release(self, touch: Touch) -> None:
        if self._stroke is not None:
            self._stroke = None
            self.canvas.finish("Brush on" if self._adds else "Erase on")

    def cancel(self) -> None:
        self._stroke = None
        super().cancel()

    def paint(self, painter: QPainter) -> None:
        circle = self._circle()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in outline_pens():
            painter.setPen(pen)
            painter.drawEllipse(circle)

    def trace(self) -> QRectF:
        return self._circle().adjusted(-3, -3, 3, 3)

    def _draw_to(self, point: Point) -> None:
        self.canvas.touch(self._stroke.draw_to(point))

    def _circle(self) -> QRectF:
        if self.canvas.pointer is None:
            return QRectF()
        radius = max(self.canvas.radius * self.canvas.scale, 1.5)
        return QRectF(-radius, -radius, 2 * radius, 2 * radius).translated(self.canvas.pointer)


class Eraser(Brush):
    """A brush whose left button erases, too."""

    name = "eraser"
    _erases = True
