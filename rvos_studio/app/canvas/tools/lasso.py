"""The lasso: a freehand outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPolygonF

from rvos_studio.app.canvas.brush import Point
from rvos_studio.app.canvas.tools.tool import Plain, Touch, draw_outline
from rvos_studio.app.language import tr_later
from rvos_studio.masks import filled

if TYPE_CHECKING:
    from rvos_studio.app.canvas.canvas import Canvas


class Lasso(Plain):
    """Adds what is inside, or takes it away with the right button or Alt."""

    name = "lasso"
    hint = tr_later("Drag around what belongs to the mask · right-drag around what does not")

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
            self.canvas.redraw_around(self._outline[-2:])

    def release(self, touch: Touch) -> None:
        if self._outline:
            self.canvas.redraw_around(self._outline)
            outline, self._outline = self._outline, []
            if self.canvas.may_draw():
                pixels = filled(outline, *self.canvas.pixels.shape)
                self.canvas.lay(pixels, self._adds, "Lasso on")

    def cancel(self) -> None:
        self.canvas.redraw_around(self._outline)
        self._outline.clear()

    def paint(self, painter: QPainter) -> None:
        if self._outline:
            place = self.canvas.transform()
            draw_outline(painter, QPolygonF([place.map(QPointF(*each)) for each in self._outline]))
