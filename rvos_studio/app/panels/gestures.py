"""What mouse and wheel do to a timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

if TYPE_CHECKING:
    from rvos_studio.app.panels.timeline import Timeline


class Gestures:
    """Dragging scrubs, with Shift it selects, and an end of the selected range moves that.

    The middle button pans, the wheel zooms, a double-click fits.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._scrubs = False
        self._anchor: int | None = None
        """Where the range that is being dragged began."""
        self._resizes = False
        """Whether it was there before."""
        self._beside = 0.0
        """How far from the middle of a range's last or first frame its end was got hold of."""
        self._held: QPointF | None = None
        """Where the middle button holds the view."""

    def press(self, event: QMouseEvent) -> None:
        self._scrubs = self._resizes = False
        self._anchor, self._beside = None, 0.0
        where, frame = event.position(), self._timeline.frame_at(event.position().x())
        if event.button() == Qt.MouseButton.MiddleButton:
            self._held = where
        elif event.button() != Qt.MouseButton.LeftButton:
            return
        elif self._timeline.is_name(where.x()):
            self._timeline.press_name(where.y())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._anchor = frame
            self._timeline.select(frame, frame)
        elif edge := self._timeline.edge_at(where.x(), where.y()):
            near, self._anchor = edge
            self._resizes = True
            self._beside = where.x() - self._timeline.x_of(near + 0.5)
        else:
            self._scrubs = True
            self._timeline.scrubbed.emit(frame)

    def move(self, event: QMouseEvent) -> None:
        where, frame = event.position(), self._timeline.frame_at(event.position().x())
        if event.buttons() & Qt.MouseButton.MiddleButton and self._held is not None:
            by, self._held = self._held.x() - where.x(), where
            self._timeline.pan(by)
        elif event.buttons() & Qt.MouseButton.LeftButton:
            if self._anchor is not None:
                at = self._timeline.frame_at(where.x() - self._beside)
                change = self._timeline.resize_range if self._resizes else self._timeline.select
                change(self._anchor, at)
            elif self._scrubs:
                self._timeline.scrubbed.emit(frame)
        else:
            edge = self._timeline.edge_at(where.x(), where.y())
            shape = Qt.CursorShape.SplitHCursor if edge else Qt.CursorShape.ArrowCursor
            self._timeline.viewport().setCursor(shape)

    def double_click(self, event: QMouseEvent) -> None:
        if self._timeline.is_name(event.position().x()):
            self.press(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._scrubs = False
            self._timeline.fit()

    def wheel(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()  # Alt lays the wheel on its side
        notches, x = turned / 120, event.position().x()
        if self._timeline.is_name(x) or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            by = -round(notches) or (-1 if notches > 0 else 1)
            self._timeline.scroll_lanes(event.position().y(), by)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._timeline.pan(-80 * notches)
        else:
            self._timeline.zoom(notches, x)
        event.accept()
