"""What the hand does to the mask, and what the models do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit

from rvos_studio.app.canvas.tools.brush import Brush, Eraser
from rvos_studio.app.canvas.tools.fill import Fill
from rvos_studio.app.canvas.tools.lasso import Lasso
from rvos_studio.app.canvas.tools.pointer import Pointer
from rvos_studio.app.canvas.tools.polygon import Polygon
from rvos_studio.app.command import Command, in_editor
from rvos_studio.app.language import tr_later

if TYPE_CHECKING:
    from rvos_studio.app.canvas.canvas import Canvas
    from rvos_studio.app.canvas.tools.tool import Tool
    from rvos_studio.app.main_window import MainWindow

_MENU = tr_later("&Tools")


def _choose(kind: Callable[[Canvas], Tool]) -> Callable[[MainWindow], object]:
    return in_editor(lambda editor: editor.canvas.choose_tool(kind))


def _cut_out(window: MainWindow) -> None:
    if window.editor is not None:
        window.editor.canvas.choose_tool(window.editor.clicking.tool)


def _cancel(window: MainWindow) -> None:
    """Leave what is nearest: a text field, a gesture, what lies over the clip, the job, the range, the message."""
    editor = window.editor
    if editor is not None and isinstance(QApplication.focusWidget(), (QLineEdit, QAbstractSpinBox)):
        editor.canvas.setFocus()
    elif editor is not None and editor.canvas.tool.busy:
        editor.canvas.tool.cancel()
    elif window.jobs.isVisible():
        window.jobs.hide()
    elif window.provisioning.shown:
        window.provisioning.leave()
    elif editor is not None and editor.comparing.view is not None:
        editor.comparing.leave()
    elif window.runs.running:
        window.runs.cancel()
    elif editor is not None and editor.transport.timeline.clear_range():
        pass
    else:
        window.message.hide()


COMMANDS = (
    Command(
        "pointer", _MENU, tr_later("&Pointer"), _choose(Pointer), ("V",), "hand", checkable=True,
        group="tool",
    ),
    Command(
        "brush", _MENU, tr_later("&Brush"), _choose(Brush), ("B",), "brush", checkable=True, group="tool"
    ),
    Command(
        "eraser", _MENU, tr_later("&Eraser"), _choose(Eraser), ("E",), "eraser", checkable=True,
        group="tool",
    ),
    Command(
        "polygon", _MENU, tr_later("P&olygon"), _choose(Polygon), ("P",), "polygon", checkable=True,
        group="tool",
    ),
    Command(
        "lasso", _MENU, tr_later("&Lasso"), _choose(Lasso), ("L",), "lasso", checkable=True, group="tool"
    ),
    Command(
        "cutout", _MENU, tr_later("Bo&x and Clicks"), _cut_out, ("S",), "cutout", checkable=True,
        group="tool",
    ),
    Command(
        "fill", _MENU, tr_later("Fi&ll"), _choose(Fill), ("K",), "fill", checkable=True, group="tool"
    ),
    Command(
        "smaller", _MENU, tr_later("Smaller Brush"), in_editor(lambda editor: editor.correcting.resize(-1)),
        ("[",), divides=True,
    ),
    Command(
        "larger", _MENU, tr_later("Larger Brush"), in_editor(lambda editor: editor.correcting.resize(1)),
        ("]",),
    ),
    Command(
        "find", _MENU, tr_later("&Find the Object"), in_editor(lambda editor: editor.finding.find()),
        ("Ctrl+Return",), divides=True,
    ),
    Command(
        "propagate", _MENU, tr_later("P&ropagate"), in_editor(lambda editor: editor.propagating.propagate()),
        ("Ctrl+T",), "forward",
    ),
    Command(
        "learn", _MENU, tr_later("Learn From &Corrections…"), in_editor(lambda editor: editor.learning.ask()),
    ),
    Command(
        "cancel", _MENU, tr_later("Cancel"), _cancel, ("Esc",), "close", needs_clip=False,
        divides=True,
    ),
)  # fmt: skip
