"""What a hand does with a timeline, as events to it."""

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rvos_studio.app.canvas.overlay import colour_of
from rvos_studio.app.panels.ruler import RULER
from rvos_studio.app.panels.timeline import Row

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def row(number, kinds=None, length=100, **more):
    kinds = np.zeros(length, np.uint8) if kinds is None else kinds
    return Row(number, colour_of(number), kinds, **more)


def grown(timeline):
    """What the timeline looks like with room for all lanes."""
    timeline.resize(timeline.width(), timeline.sizeHint().height())
    return timeline.grab().toImage()


def press(timeline, x, y=RULER + 9, modifier=NONE):
    QTest.mousePress(timeline.viewport(), LEFT, modifier, QPoint(round(x), round(y)))


def move(timeline, x, y=RULER + 9, button=LEFT):
    at = QPointF(x, y)
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, timeline.mapToGlobal(at), Qt.MouseButton.NoButton, button, NONE
    )
    QApplication.sendEvent(timeline.viewport(), event)


def wheel(timeline, x, notches, modifier=NONE, y=RULER + 9):
    at = QPointF(x, y)
    event = QWheelEvent(
        at, timeline.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        modifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(timeline.viewport(), event)
