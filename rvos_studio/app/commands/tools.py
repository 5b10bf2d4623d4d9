"""What the hand does to the mask, and what the models do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit

from rvos_studio.app.canvas.canvas import Tool
from rvos_studio.app.command import Command, in_editor

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow

_MENU = "&Tools"


def _choose(tool: Tool) -> Callable[[MainWindow], object]:
    return in_editor(lambda editor: editor.canvas.choose_tool(tool))


def _cancel(window: MainWindow) -> None:
    """Leave a text field, else take back an unfinished stroke, else stop the job, else close the message."""
    editor = window.editor
    if editor is not None and isinstance(window.focusWidget(), (QLineEdit, QAbstractSpinBox)):
        editor.canvas.setFocus()
    elif editor is not None and editor.canvas.drawing:
        editor.canvas.abandon_stroke()
    elif window.runs.running:
        window.runs.cancel()
    else:
        window.message.hide()


COMMANDS = (
    Command(
        "pointer", _MENU, "&Pointer", _choose(Tool.POINTER), ("V",), "hand", checkable=True,
        group="tool",
    ),
    Command(
        "brush", _MENU, "&Brush", _choose(Tool.BRUSH), ("B",), "brush", checkable=True, group="tool"
    ),
    Command(
        "eraser", _MENU, "&Eraser", _choose(Tool.ERASER), ("E",), "eraser", checkable=True,
        group="tool",
    ),
    Command(
        "smaller", _MENU, "Smaller Brush", in_editor(lambda editor: editor.correcting.resize(-1)),
        ("[",), divides=True,
    ),
    Command(
        "larger", _MENU, "Larger Brush", in_editor(lambda editor: editor.correcting.resize(1)),
        ("]",),
    ),
    Command(
        "find", _MENU, "&Find the Object", in_editor(lambda editor: editor.finding.find()),
        ("Ctrl+Return",), divides=True,
    ),
    Command(
        "propagate", _MENU, "P&ropagate", in_editor(lambda editor: editor.propagating.propagate()),
        ("Ctrl+T",), "forward",
    ),
    Command(
        "confirm", _MENU, "&Confirm the Mask", in_editor(lambda editor: editor.correcting.confirm()),
        ("C",), divides=True,
    ),
    Command(
        "absent", _MENU, "The Object Is Not Here",
        in_editor(lambda editor: editor.correcting.say_absent()), ("Del",),
    ),
    Command(
        "cancel", _MENU, "Cancel", _cancel, ("Esc",), "close", needs_clip=False,
        divides=True,
    ),
)  # fmt: skip
