"""Box and clicks: masks from colours, computed beside the UI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QPolygonF

from rvos_studio.app.canvas.brush import Point
from rvos_studio.app.canvas.drawing import Pixels
from rvos_studio.app.canvas.tools.tool import Plain, Touch, draw_outline
from rvos_studio.app.language import tr_later
from rvos_studio.masks import cut_box, refine
from rvos_studio.video import Frame

if TYPE_CHECKING:
    from rvos_studio.app.canvas.canvas import Canvas

_DRAG = 5
"""Widget pixels from which a press becomes a box and not a click."""


@dataclass(frozen=True)
class Pointed:
    """What the hand pointed at with one gesture: a pixel, or the box around the object."""

    at: tuple[int, int] = (0, 0)
    """x, y; may lie outside the frame."""
    adds: bool = True
    box: tuple[int, int, int, int] | None = None
    """x, y, width, height in pixels."""

    @property
    def title(self) -> str:
        """For the history."""
        if self.box:
            return "Cut out on"
        return "Add by a click on" if self.adds else "Take away by a click on"

    def cut(self, frame: Frame, pixels: Pixels) -> Pixels:
        """The mask after it, by colours."""
        return cut_box(frame, self.box) if self.box else refine(frame, pixels, *self.at, self.adds)


class Cutout(Plain):
    """A box makes the mask anew from what stands out in it; a click adds to the mask around it, or takes away.

    Clicks that come while one is being computed wait for their turn.
    """

    name = "cutout"
    hint = tr_later(
        "Drag a box around the object · click what is missing · right-click what is too much"
    )

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._pressed: Touch | None = None
        self._corner: Point | None = None
        """The box's other corner; None while it may still become a click."""
        self._waiting: list[Pointed] = []

    @property
    def busy(self) -> bool:
        return self._pressed is not None or super().busy

    def press(self, touch: Touch) -> None:
        if self._pressed is None and self.canvas.may_draw():
            self._pressed = touch

    def move(self, touch: Touch) -> None:
        if self._pressed is None:
            return
        (x, y), (left, top) = touch.at, self._pressed.at
        far = max(abs(x - left), abs(y - top)) * self.canvas.scale >= _DRAG
        if self._pressed.adds and (far or self._corner):
            self.canvas.update(self.trace().toAlignedRect())
            self._corner = touch.at
            self.canvas.update(self.trace().toAlignedRect())

    def release(self, touch: Touch) -> None:
        if self._pressed is None:
            return
        pressed, corner = self._pressed, self._corner
        self._forget_box()
        if corner is not None:
            self.take(Pointed(box=_box(pressed.at, corner)))
        else:
            x, y = int(pressed.at[0] // 1), int(pressed.at[1] // 1)
            self.take(Pointed((x, y), pressed.adds))

    def cancel(self) -> None:
        self._waiting.clear()
        self._forget_box()
        super().cancel()

    def paint(self, painter: QPainter) -> None:
        if self._corner is not None:
            draw_outline(painter, QPolygonF(self._shown_box()))

    def trace(self) -> QRectF:
        return self._shown_box().adjusted(-3, -3, 3, 3) if self._corner else QRectF()

    def take(self, pointed: Pointed) -> None:
        """The hand has pointed: change the mask."""
        self._waiting.append(pointed)
        if not self.canvas.drawing:
            self._next()

    def _next(self) -> None:
        if not self._waiting or not self.canvas.begin():
            self._waiting.clear()
            return
        pointed = self._waiting.pop(0)
        gesture, pixels = self.canvas.gesture, self.canvas.pixels.copy()
        image = self.canvas.picture.image

        def show(made: Pixels | None) -> None:
            if self.canvas.gesture is not gesture:
                return  # it was taken back meanwhile
            if made is None:
                self.cancel()
                return
            self.canvas.replace(made)
            self.canvas.finish(pointed.title)
            self._next()

        self.canvas.slow.emit(lambda: pointed.cut(frame_of(image), pixels), show)

    def _forget_box(self) -> None:
        self.canvas.update(self.trace().toAlignedRect())
        self._pressed = self._corner = None

    def _shown_box(self) -> QRectF:
        place = self.canvas.transform()
        corners = (place.map(QPointF(*each)) for each in (self._pressed.at, self._corner))
        return QRectF(*corners).normalized()


def frame_of(image: QImage) -> Frame:
    """The pixels of an RGB32 picture as RGB."""
    pixels = np.frombuffer(image.constBits(), np.uint8)
    return cv2.cvtColor(pixels.reshape(image.height(), image.width(), 4), cv2.COLOR_BGRA2RGB)


def _box(one: Point, other: Point) -> tuple[int, int, int, int]:
    """The whole pixels that a box touches, as x, y, width, height."""
    left, top = (int(min(pair) // 1) for pair in zip(one, other, strict=True))
    right, bottom = (int(-(-max(pair) // 1)) for pair in zip(one, other, strict=True))
    return left, top, right - left, bottom - top
