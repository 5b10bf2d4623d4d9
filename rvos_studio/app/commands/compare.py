"""Models' answers beside each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rvos_studio.app.activities.comparing import MENU as _MENU
from rvos_studio.app.activities.comparing import Comparing
from rvos_studio.app.canvas.views import Mode
from rvos_studio.app.command import Command, in_editor
from rvos_studio.app.language import tr_later

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow


def _compare(act: Callable[[Comparing], object]) -> Callable[[MainWindow], object]:
    return in_editor(lambda editor: act(editor.comparing))


def _look(mode: Mode) -> Callable[[MainWindow], object]:
    return _compare(lambda comparing: comparing.toggle(mode))


def _strip(window: MainWindow) -> None:
    if window.editor is not None:
        window.editor.comparing.show_strip(window.menu["strip"].isChecked())


COMMANDS = (
    Command(
        "strip", _MENU, tr_later("Models Side by &Side"), _strip, ("Shift+M",), checkable=True
    ),
    Command("solo", _MENU, tr_later("One Model &Alone"), _look(Mode.SOLO), checkable=True, divides=True),
    Command("blink", _MENU, tr_later("&Blink"), _look(Mode.BLINK), ("X",), checkable=True),
    Command("wipe", _MENU, tr_later("&Wipe"), _look(Mode.WIPE), ("Shift+W",), checkable=True),
    Command("difference", _MENU, tr_later("&Difference"), _look(Mode.DIFFERENCE), ("D",), checkable=True),
    Command("votes", _MENU, tr_later("&Votes"), _look(Mode.VOTES), ("Shift+V",), checkable=True),
    Command(
        "next_model", _MENU, tr_later("Next &Model"), _compare(Comparing.go_to_next_model), ("M",),
        divides=True,
    ),
    Command(
        "next_partner", _MENU, tr_later("Something Else Be&side It"), _compare(Comparing.go_to_next_partner),
        ("Shift+X",),
    ),
)  # fmt: skip
