"""What mouse and wheel do to a timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

if TYPE_CHECKING:
    from rvos_studio.app.panels.timeline import Timeline


class Gestures:
    """Dragging scrubs, with Shift it selects; the middle button pans, the wheel zooms, a double-click fits."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._scrubs = False
        self._anchor: int | None = None
        """Where the range that is being dragged began."""
        self._held: QPointF | None = None
        """Where the middle button holds the view."""

    def press(self, event: QMouseEvent) -> None:
        self._scrubs, self._anchor = False, None
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
                self._timeline.select(self._anchor, frame)
            elif self._scrubs:
                self._timeline.scrubbed.emit(frame)

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
            self._timeline.scroll_rows(-round(notches) or (-1 if notches > 0 else 1))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._timeline.pan(-80 * notches)
        else:
            self._timeline.zoom(notches, x)
        event.accept()
