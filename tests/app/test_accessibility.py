"""What a screen reader says: every control has a name, every icon-only button its words."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QKeySequenceEdit,
    QLineEdit,
    QProgressBar,
    QScrollBar,
    QWidget,
)

from rvos_studio.app.dialogs import ExportDialog
from rvos_studio.app.shortcut_dialog import ShortcutDialog

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QKeySequenceEdit,
    QLineEdit, QProgressBar,
)  # fmt: skip
OF_QT = (QAbstractSpinBox, QComboBox, QKeySequenceEdit, QAbstractItemView, QLineEdit)
"""What these are made of has no name of its own."""


def inside(widget: QObject, kinds) -> bool:
    parent = widget.parent()
    return parent is not None and (isinstance(parent, kinds) or inside(parent, kinds))


def nameless(root):
    """Controls of which a screen reader could only say what kind of thing they are."""
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or isinstance(widget, QScrollBar):
            continue
        if inside(widget, OF_QT) or widget.objectName().startswith("qt_"):
            continue
        label = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (widget.accessibleName() or label):
            yield f"{type(widget).__name__} in {type(widget.parent()).__name__}: {widget.toolTip()!r}"


def test_every_control_of_the_window_has_a_name(hand):
    hand.object("one")
    number = hand.object("two")
    hand.answers(number, first=0, second=8)
    hand.window.provisioning.show()
    hand.settle()
    assert list(nameless(hand.window)) == []


@pytest.mark.parametrize("dialog", ["export", "shortcuts"])
def test_every_control_of_the_dialogs_has_a_name(hand, dialog):
    hand.window.menu[dialog].trigger()
    kind = {"export": ExportDialog, "shortcuts": ShortcutDialog}[dialog]
    hand.until(lambda: hand.window.findChildren(kind))
    assert list(nameless(hand.window.findChildren(kind)[0])) == []
    for each in hand.window.findChildren(QDialog):
        each.reject()
