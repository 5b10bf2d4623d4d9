"""Keys and clicks for whatever has the canvas's place while answers are compared."""

from PySide6.QtCore import QEvent, QPointF, Qt

NOTHING = Qt.MouseButton.NoButton


def press(hand, key, modifier=Qt.KeyboardModifier.NoModifier):
    """A key for whatever has the canvas's place."""
    hand.key(key, modifier, to=hand.editor.stack.currentWidget())
    hand.settle()


def on(pane, hand, x, y, kind, button=NOTHING):
    hand.mouse(kind, pane.transform().map(QPointF(x, y)), button, widget=pane)


def hover(pane, hand, x, y):
    on(pane, hand, x, y, QEvent.Type.MouseMove)


def click(pane, hand, x, y, button=Qt.MouseButton.LeftButton):
    on(pane, hand, x, y, QEvent.Type.MouseButtonPress, button)
    on(pane, hand, x, y, QEvent.Type.MouseButtonRelease, button)
    hand.settle()


def mode(hand):
    """What the lightbox shows; None while it is not there."""
    lightbox = hand.editor.lightbox
    assert lightbox.isVisible() is not hand.canvas.isVisible()
    return lightbox.mode if lightbox.isVisible() else None


def centre(mask):
    x, y, width, height = mask.bbox
    return x + width / 2, y + height / 2
