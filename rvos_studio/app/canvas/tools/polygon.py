"""The polygon: a corner per click, closed by Enter, a double click or a click on the first corner."""

from __future__ import annotations

from math import dist
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from rvos_studio.app.canvas.brush import Point
from rvos_studio.app.canvas.tools.tool import Plain, Touch, draw_outline
from rvos_studio.app.language import tr_later
from rvos_studio.masks import constrained, filled

if TYPE_CHECKING:
    from rvos_studio.app.canvas.canvas import Canvas

_NEAR = 9
"""Widget pixels from the first corner within which a click closes the polygon."""


class Polygon(Plain):
    """Adds what is inside; closed with the right button or with Alt, it takes that away.

    The corners stay when another frame is shown: closing changes the mask that is shown then.
    """

    name = "polygon"
    hint = tr_later(
        "Click corners · Enter or double-click closes · right-click closes and takes away"
    )

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.corners: list[Point] = []
        self._next: Point | None = None
        """Where a click would put a corner."""

    @property
    def busy(self) -> bool:
        return bool(self.corners)

    def press(self, touch: Touch) -> None:
        if not self.corners and (touch.right or not self.canvas.may_draw()):
            return
        corner = self._corner(touch)
        if touch.double or touch.right or self._closes(touch.at):
            if touch.right and not self._closes(touch.at):
                self.corners.append(corner)
            self._close(touch.adds)
        else:
            self.corners.append(corner)
            self._next = corner
            self.canvas.redraw_around(self.corners[-2:])

    def move(self, touch: Touch) -> None:
        if self.corners:
            self.canvas.update(self.trace().toAlignedRect())
            self._next = self._corner(touch)
            self.canvas.update(self.trace().toAlignedRect())

    def key(self, key: Qt.Key, alt: bool) -> bool:
        if not self.corners:
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._close(adds=not alt)
        elif key == Qt.Key.Key_Backspace:
            self.step_back()
        else:
            return False
        return True

    def cancel(self) -> None:
        self._redraw()
        self.corners.clear()

    def step_back(self) -> None:
        self._redraw()
        self.corners.pop()

    def paint(self, painter: QPainter) -> None:
        if not self.corners:
            return
        corners = [self._shown(corner) for corner in self.corners]
        draw_outline(painter, QPolygonF([*corners, self._shown(self._next or self.corners[-1])]))
        painter.setBrush(Qt.GlobalColor.white)
        for corner in corners:
            painter.drawEllipse(corner, 3.5, 3.5)

    def trace(self) -> QRectF:
        if not self.corners:
            return QRectF()
        line = QLineF(self._shown(self.corners[-1]), self._shown(self._next or self.corners[-1]))
        return QRectF(line.p1(), line.p2()).normalized().adjusted(-6, -6, 6, 6)

    def _corner(self, touch: Touch) -> Point:
        if touch.shift and self.corners:
            return constrained(self.corners[-1], touch.at)
        return touch.at

    def _closes(self, at: Point) -> bool:
        return len(self.corners) > 2 and dist(at, self.corners[0]) * self.canvas.scale <= _NEAR

    def _close(self, adds: bool) -> None:
        self._redraw()
        corners, self.corners = self.corners, []
        if self.canvas.may_draw():
            self.canvas.lay(filled(corners, *self.canvas.pixels.shape), adds, "Polygon on")

    def _redraw(self) -> None:
        self.canvas.redraw_around([*self.corners, *filter(None, [self._next])])

    def _shown(self, point: Point) -> QPointF:
        return self.canvas.transform().map(QPointF(*point))
