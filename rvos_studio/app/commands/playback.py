"""Going through the clip."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rvos_studio.app.command import Command, in_editor
from rvos_studio.app.language import tr_later

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow

_MENU = tr_later("&Playback")


def _step(by: int) -> Callable[[MainWindow], object]:
    return in_editor(lambda editor: editor.workspace.go(editor.workspace.frame + by))


COMMANDS = (
    Command(
        "play", _MENU, tr_later("&Play"), in_editor(lambda editor: editor.workspace.play()), ("Space",), "play"
    ),
    Command("next", _MENU, tr_later("Next Frame"), _step(1), ("Right",), divides=True),
    Command("previous", _MENU, tr_later("Previous Frame"), _step(-1), ("Left",)),
    Command("next_ten", _MENU, tr_later("Ten Frames On"), _step(10), ("Shift+Right",)),
    Command("previous_ten", _MENU, tr_later("Ten Frames Back"), _step(-10), ("Shift+Left",)),
    Command(
        "first", _MENU, tr_later("First Frame"), in_editor(lambda editor: editor.workspace.go(0)), ("Home",),
        divides=True,
    ),
    Command(
        "last", _MENU, tr_later("Last Frame"),
        in_editor(lambda editor: editor.workspace.go(editor.workspace.last)), ("End",),
    ),
    Command(
        "next_human", _MENU, tr_later("Next Frame Drawn by Hand"),
        in_editor(lambda editor: editor.workspace.go_to_human_frame(True)), ("PgDown",), "next",
    ),
    Command(
        "previous_human", _MENU, tr_later("Previous Frame Drawn by Hand"),
        in_editor(lambda editor: editor.workspace.go_to_human_frame(False)), ("PgUp",), "previous",
    ),
)  # fmt: skip
