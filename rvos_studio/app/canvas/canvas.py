"""The canvas: the result pane, on which masks are corrected with one tool at a time."""

from collections.abc import Callable, Sequence
from math import pi

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPolygonF, QWheelEvent

from rvos_studio.app.canvas.brush import Box, Point
from rvos_studio.app.canvas.drawing import Drawing, Pixels
from rvos_studio.app.canvas.pane import CHIP_PADDING, WHEEL_NOTCH, Pane, draw_chip
from rvos_studio.app.canvas.picture import Picture
from rvos_studio.app.canvas.tools.pointer import Pointer
from rvos_studio.app.canvas.tools.tool import Tool, Touch
from rvos_studio.app.canvas.viewpoint import Viewpoint
from rvos_studio.app.language import tr

SMALLEST_BRUSH, LARGEST_BRUSH = 0.5, 400.0
BRUSH_STEP = 1.2
_MARGIN = 8
"""Widget pixels between a chip and the canvas's edges."""
_DRAWING_BUTTONS = Qt.MouseButton.LeftButton | Qt.MouseButton.RightButton


class Canvas(Pane):
    """Shows a picture and lets a tool change its chosen object's mask.

    A gesture is what a tool does between `begin` and `finish`; only then `drawn` tells the outcome.
    """

    stroke_began = Signal()
    drawn = Signal(object, object, str)
    """The picture, its chosen object's pixels after the gesture (H x W uint8 of 0 and 1, not shared), its name."""
    stroke_ended = Signal()
    picked = Signal(int)
    """An object whose mask was clicked with the pointer."""
    refused = Signal(str)
    """A gesture was begun where it cannot be: why, in a sentence."""
    radius_changed = Signal(float)
    slow = Signal(object, object)
    """Work of a tool that is not for the UI thread, and what to call with its result."""

    def __init__(self, viewpoint: Viewpoint) -> None:
        super().__init__(viewpoint)
        self.tool: Tool = Pointer(self)
        self.radius = 12.0
        self.picture: Picture | None = None
        self.protecting = False
        """Whether gestures leave other objects' pixels alone."""
        self.pointer: QPointF | None = None
        """In widget pixels; None while it is elsewhere."""
        self._drawing: Drawing | None = None
        self._learnt: set[str] = set()

    def display(self, picture: Picture | None) -> None:
        """Show another picture; not while a gesture is being made."""
        self.picture = picture
        if picture:
            self.show_picture(picture.image, picture.overlay)
            self.setAccessibleDescription(picture.badge)
        else:
            self.show_picture(None, None)

    def choose_tool(self, kind: Callable[["Canvas"], Tool]) -> None:
        """Take a tool into the hand; an unfinished gesture of the last one is taken back."""
        self.tool.cancel()
        self.tool = kind(self)
        self.setCursor(self.tool.cursor)
        self.update()

    def set_radius(self, radius: float) -> None:
        """Brush radius in frame pixels."""
        self.radius = min(max(radius, SMALLEST_BRUSH), LARGEST_BRUSH)
        self.radius_changed.emit(self.radius)
        self.update()

    @property
    def brush_area(self) -> int:
        """Frame pixels that the brush covers."""
        return round(pi * self.radius**2)

    @property
    def learnt(self) -> bool:
        """Whether the tool in the hand has been used before, so that its hint may go."""
        return self.tool.name in self._learnt

    @property
    def scale(self) -> float:
        """Widget pixels per frame pixel."""
        return self.transform().m11()

    @property
    def header(self) -> int:
        badge = self.picture is not None and bool(self.picture.badge)
        return _MARGIN + self.fontMetrics().height() + 6 if badge else 0

    # Gestures

    @property
    def drawing(self) -> bool:
        """Whether a gesture has begun and not ended."""
        return self._drawing is not None

    @property
    def gesture(self) -> object:
        """Tells one gesture from the next; None where there is none."""
        return self._drawing

    @property
    def pixels(self) -> Pixels:
        """The chosen object's mask, to be changed in place during a gesture."""
        return self.picture.pixels

    def may_draw(self) -> bool:
        """Whether there is a mask that may be changed; says what is missing otherwise."""
        why = ""
        if self.picture is None or self.picture.pixels is None:
            why = tr("Describe an object first: masks belong to one.")
        elif self.picture.locked:
            why = tr("Object {number} is locked: unlock it to change its masks.").format(
                number=self.picture.chosen
            )
        if why:
            self.refused.emit(why)
        return not why

    def begin(self) -> bool:
        """Begin a gesture, if one may."""
        if self.drawing or not self.may_draw():
            return False
        self.stroke_began.emit()
        self._drawing = Drawing(self.pixels, self._spared())
        return True

    def touch(self, box: Box) -> None:
        """Show what was drawn inside this box."""
        self._drawing.touch(box)
        self._repaint(box)

    def replace(self, pixels: Pixels) -> None:
        """Show these pixels instead of all there were; H x W of 0 and 1."""
        self._repaint(self._drawing.replace(pixels))

    def finish(self, title: str) -> None:
        """End the gesture: one undo step of this name, or none if it changed nothing."""
        drawing, self._drawing = self._drawing, None
        if not self.learnt:
            self._learnt.add(self.tool.name)
            self.update()
        if drawing.changed:
            self.drawn.emit(self.picture, drawing.pixels.copy(), title)
        self.stroke_ended.emit()

    def redraw_around(self, points: Sequence[Point]) -> None:
        """Schedule a repaint of where a line or corners through these points are drawn on top."""
        shown = QPolygonF([self.transform().map(QPointF(*point)) for point in points])
        self.update(shown.boundingRect().adjusted(-8, -8, 8, 8).toAlignedRect())

    def lay(self, region: Pixels, adds: bool, title: str) -> None:
        """One gesture: add a region (H x W of 0 and 1) to the mask, or take it away."""
        if self.begin():
            self.replace(self.pixels | region if adds else self.pixels & ~region)
            self.finish(title)

    def abandon(self) -> None:
        """Take the unfinished gesture back, if there is one."""
        if self._drawing is not None:
            drawing, self._drawing = self._drawing, None
            self._repaint(drawing.take_back())
            self.stroke_ended.emit()

    def _spared(self) -> Pixels | None:
        others = [
            mask for number, mask in self.picture.masks.items() if number != self.picture.chosen
        ]
        return np.bitwise_or.reduce(others) if self.protecting and others else None

    def _repaint(self, box: Box) -> None:
        self.redraw(self._overlay.repaint(self.picture.chosen, self.pixels, box))

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() & _DRAWING_BUTTONS:
            self.tool.press(self._touch(event, event.button()))
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() & _DRAWING_BUTTONS:
            self.tool.press(self._touch(event, event.button(), double=True))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.panning:
            super().mouseMoveEvent(event)
        self._follow(event.position())
        self.tool.move(self._touch(event, event.buttons()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() & _DRAWING_BUTTONS:
            self.tool.release(self._touch(event, event.button()))
        else:
            super().mouseReleaseEvent(event)
            self.setCursor(self.tool.cursor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_radius(self.radius * BRUSH_STEP ** (event.angleDelta().y() / WHEEL_NOTCH))
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if not self.tool.key(Qt.Key(event.key()), alt):
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._follow(None)
        super().leaveEvent(event)

    def decorate(self, painter: QPainter) -> None:
        super().decorate(painter)
        if self.picture is None:
            return
        if self.picture.badge:
            room = self.width() - 2 * _MARGIN - CHIP_PADDING
            words = painter.fontMetrics().elidedText(
                self.picture.badge, Qt.TextElideMode.ElideMiddle, room
            )
            draw_chip(painter, QPointF(_MARGIN, _MARGIN), words)
        if self.tool.hint and not self.learnt:
            place = QPointF(_MARGIN, self.height() - painter.fontMetrics().height() - 14)
            draw_chip(painter, place, tr(self.tool.hint))
        self.tool.paint(painter)

    def _touch(self, event: QMouseEvent, buttons: Qt.MouseButton, double: bool = False) -> Touch:
        at, held = self.frame_position(event.position()), event.modifiers()
        return Touch(
            (at.x(), at.y()),
            bool(buttons & Qt.MouseButton.RightButton),
            bool(held & Qt.KeyboardModifier.ShiftModifier),
            bool(held & Qt.KeyboardModifier.AltModifier),
            double,
        )

    def _follow(self, position: QPointF | None) -> None:
        """Redraw what follows the pointer, where it was and where it is."""
        for place in (self.pointer, position):
            self.pointer = place
            self.update(self.tool.trace().toAlignedRect())
