"""The seam between the canvas and its tools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from rvos_studio.app.canvas.brush import Point

if TYPE_CHECKING:
    from rvos_studio.app.canvas.canvas import Canvas


@dataclass(frozen=True)
class Touch:
    """Where the pointer is and what is held down."""

    at: Point
    """In frame pixels; may lie outside the frame."""
    right: bool = False
    """The right button, not the left one."""
    shift: bool = False
    alt: bool = False
    double: bool = False
    """The second press of a double click."""

    @property
    def adds(self) -> bool:
        """Left adds to the mask; the right button or Alt takes away."""
        return not (self.right or self.alt)


class Tool(Protocol):
    """What the left and the right button do.

    A gesture goes through `canvas.begin`, changes `canvas.pixels`, tells of it by `canvas.touch`, and ends with
    `canvas.finish`: one undo step. Everything else on the canvas (zoom, pan, brush size) is the canvas's own.
    """

    name: str
    """That of its command."""
    hint: str
    """How it is used, in a few words; empty where everybody knows."""
    cursor: Qt.CursorShape

    def __init__(self, canvas: Canvas) -> None: ...

    @property
    def busy(self) -> bool:
        """Whether a gesture has begun that `cancel` would take back."""
        ...

    def press(self, touch: Touch) -> None: ...

    def move(self, touch: Touch) -> None:
        """The pointer went on, with or without a button held."""
        ...

    def release(self, touch: Touch) -> None: ...

    def key(self, key: Qt.Key, alt: bool) -> bool:
        """A key that is no command; returns whether it meant something."""
        ...

    def cancel(self) -> None:
        """Take an unfinished gesture back."""
        ...

    def step_back(self) -> None:
        """Take back the last step of an unfinished gesture: all of it where it has but one."""
        ...

    def paint(self, painter: QPainter) -> None:
        """Draw on top of frame and masks, in widget pixels."""
        ...

    def trace(self) -> QRectF:
        """Where `paint` draws what follows the pointer, in widget pixels: redrawn whenever that moves."""
        ...


class Plain:
    """A tool that does nothing yet; tools say only what they do differently."""

    hint = ""
    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    @property
    def busy(self) -> bool:
        return self.canvas.drawing

    def press(self, touch: Touch) -> None:
        pass

    def move(self, touch: Touch) -> None:
        pass

    def release(self, touch: Touch) -> None:
        pass

    def key(self, key: Qt.Key, alt: bool) -> bool:
        return False

    def cancel(self) -> None:
        self.canvas.abandon()

    def step_back(self) -> None:
        self.cancel()

    def paint(self, painter: QPainter) -> None:
        pass

    def trace(self) -> QRectF:
        return QRectF()


def outline_pens() -> tuple[QPen, QPen]:
    """Dark under light: visible on any footage."""
    return QPen(QColor(0, 0, 0, 160), 3), QPen(Qt.GlobalColor.white, 1.2)


def draw_outline(painter: QPainter, line: QPolygonF) -> None:
    """An open line in widget pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in outline_pens():
        painter.setPen(pen)
        painter.drawPolyline(line)
