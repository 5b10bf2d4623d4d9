"""What the timeline shows, and which frames are selected on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rvos_studio.app.command import Command, in_editor
from rvos_studio.app.language import tr_later

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor
    from rvos_studio.app.main_window import MainWindow

_MENU = tr_later("T&imeline")


def _checked(name: str, show: Callable[[Editor, bool], object]) -> Callable[[MainWindow], object]:
    def call(window: MainWindow) -> None:
        if window.editor is not None:
            show(window.editor, window.menu[name].isChecked())

    return call


COMMANDS = (
    Command(
        "range_start", _MENU, tr_later("Range &From Here"),
        in_editor(lambda editor: editor.transport.timeline.start_range(editor.workspace.frame)), ("I",),
    ),
    Command(
        "range_end", _MENU, tr_later("Range &To Here"),
        in_editor(lambda editor: editor.transport.timeline.end_range(editor.workspace.frame)), ("O",),
    ),
    Command(
        "range_clear", _MENU, tr_later("&Clear the Range"),
        in_editor(lambda editor: editor.transport.timeline.clear_range()), ("Shift+O",),
    ),
    Command(
        "timeline_fit", _MENU, tr_later("&Zoom to the Range, or Fit"),
        in_editor(lambda editor: editor.transport.timeline.fit_range()), ("Shift+F",), divides=True,
    ),
    Command(
        "timeline_closer", _MENU, tr_later("Zoom &In"),
        in_editor(lambda editor: editor.transport.timeline.zoom(2)), ("Ctrl+Shift+Up",),
    ),
    Command(
        "timeline_wider", _MENU, tr_later("Zoom &Out"),
        in_editor(lambda editor: editor.transport.timeline.zoom(-2)), ("Ctrl+Shift+Down",),
    ),
    Command(
        "curves", _MENU, tr_later("Curves of the &Models"),
        _checked("curves", lambda editor, shown: editor.transport.timeline.unfold(shown)),
        ("Shift+T",), checkable=True, divides=True,
    ),
    Command(
        "thumbnails", _MENU, tr_later("T&humbnails"),
        _checked("thumbnails", lambda editor, shown: editor.leafing.show(shown)), checkable=True,
    ),
)  # fmt: skip
