"""The lasso: a freehand outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPolygonF

from rvos_studio.app.canvas.brush import Point
from rvos_studio.app.canvas.tools.tool import Plain, Touch, draw_outline
from rvos_studio.masks import filled

if TYPE_CHECKING:
    from rvos_studio.app.canvas.canvas import Canvas


class Lasso(Plain):
    """Adds what is inside, or takes it away with the right button or Alt."""

    name = "lasso"
    hint = "Drag around what belongs to the mask · right-drag around what does not"

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._outline: list[Point] = []
        self._adds = True

    @property
    def busy(self) -> bool:
        return bool(self._outline)

    def press(self, touch: Touch) -> None:
        if not self._outline and self.canvas.may_draw():
            self._outline, self._adds = [touch.at], touch.adds

    def move(self, touch: Touch) -> None:
        if self._outline and touch.at != self._outline[-1]:
            self._outline.append(touch.at)
            self.canvas.update(self._end().toAlignedRect())

    def release(self, touch: Touch) -> None:
        if self._outline:
            outline, self._outline = self._outline, []
            self.canvas.update()
            if self.canvas.may_draw():
                pixels = filled(outline, *self.canvas.pixels.shape)
                self.canvas.lay(pixels, self._adds, "Lasso on")

    def cancel(self) -> None:
        self._outline.clear()
        self.canvas.update()

    def paint(self, painter: QPainter) -> None:
        if self._outline:
            place = self.canvas.transform()
            draw_outline(painter, QPolygonF([place.map(QPointF(*each)) for each in self._outline]))

    def _end(self) -> QRectF:
        """Where the newest piece of the outline is, in widget pixels."""
        place = self.canvas.transform()
        start, stop = (place.map(QPointF(*each)) for each in self._outline[-2:])
        return QRectF(start, stop).normalized().adjusted(-4, -4, 4, 4)
