"""What each command of the menus does to the window."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit

from rvos_studio.app.actions import key_sheet
from rvos_studio.app.canvas.canvas import Tool
from rvos_studio.app.dialogs import Sheet
from rvos_studio.app.editor import Editor

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow


def slots(window: MainWindow) -> dict[str, Callable[[], None]]:
    """Command name -> what to call. Commands that need a clip do nothing without one."""

    def with_editor(act: Callable[[Editor], object]) -> Callable[[], None]:
        def call() -> None:
            if window.editor is not None:
                act(window.editor)

        return call

    def step(by: int) -> Callable[[], None]:
        return with_editor(lambda editor: editor.workspace.go(editor.workspace.frame + by))

    return {
        "open": lambda: window.ask_to_open(folder=False),
        "open_frames": lambda: window.ask_to_open(folder=True),
        "close_clip": window.close_clip,
        "export": window.ask_to_export,
        "import_weights": window.ask_to_import,
        "quit": window.close,
        "undo": with_editor(lambda editor: editor.workspace.undo()),
        "redo": with_editor(lambda editor: editor.workspace.redo()),
        "new_expression": with_editor(lambda editor: editor.objects.box.setFocus()),
        "remove_object": with_editor(Editor.remove_object),
        "pointer": with_editor(lambda editor: editor.canvas.choose_tool(Tool.POINTER)),
        "brush": with_editor(lambda editor: editor.canvas.choose_tool(Tool.BRUSH)),
        "eraser": with_editor(lambda editor: editor.canvas.choose_tool(Tool.ERASER)),
        "smaller": with_editor(lambda editor: editor.resize_brush(-1)),
        "larger": with_editor(lambda editor: editor.resize_brush(1)),
        "find": with_editor(Editor.find),
        "propagate": with_editor(Editor.propagate),
        "confirm": with_editor(Editor.confirm),
        "absent": with_editor(Editor.say_absent),
        "cancel": lambda: cancel(window),
        "play": with_editor(lambda editor: editor.workspace.play()),
        "next": step(1),
        "previous": step(-1),
        "next_ten": step(10),
        "previous_ten": step(-10),
        "first": with_editor(lambda editor: editor.workspace.go(0)),
        "last": with_editor(lambda editor: editor.workspace.go(editor.workspace.last)),
        "next_human": with_editor(lambda editor: editor.workspace.go_to_human_frame(True)),
        "previous_human": with_editor(lambda editor: editor.workspace.go_to_human_frame(False)),
        "fit": with_editor(lambda editor: editor.viewpoint.fit()),
        "hide": with_editor(lambda editor: editor.hide_masks(window.menu["hide"].isChecked())),
        "follow_desktop": lambda: window.theme.choose(None),
        "light": lambda: window.theme.choose(False),
        "dark": lambda: window.theme.choose(True),
        "keys": lambda: Sheet(window, "Keyboard and mouse", key_sheet()).open(),
        "about": lambda: Sheet(window, "About RVOS Studio", about()).open(),
    }


def add_digits(window: MainWindow) -> None:
    """1 to 9 choose an object, with Alt they let a model vote or not."""

    def choose(number: int) -> None:
        if window.editor is not None:
            window.editor.workspace.choose(number)

    def toggle(place: int) -> None:
        if window.editor is not None:
            window.editor.models.toggle(place)

    for digit in range(1, 10):
        plain = QShortcut(QKeySequence(f"{digit}"), window)
        plain.activated.connect(lambda digit=digit: choose(digit))
        member = QShortcut(QKeySequence(f"Alt+{digit}"), window)
        member.activated.connect(lambda digit=digit: toggle(digit - 1))


def cancel(window: MainWindow) -> None:
    """Esc: leave a text field, else take back an unfinished stroke, else stop the job, else close the message."""
    editor = window.editor
    if editor is not None and isinstance(window.focusWidget(), (QLineEdit, QAbstractSpinBox)):
        editor.canvas.setFocus()
    elif editor is not None and editor.canvas.drawing:
        editor.canvas.abandon_stroke()
    elif window.runs.running:
        window.runs.cancel()
    else:
        window.message.hide()


def about() -> str:
    """Name, version, licence."""
    version = importlib.metadata.version("rvos-studio")
    return (
        f"<p><b>RVOS Studio {version}</b></p>"
        "<p>Make and inspect referring video object segmentation data.</p>"
        "<p>Apache License 2.0</p>"
    )
