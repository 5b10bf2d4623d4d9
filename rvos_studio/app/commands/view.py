"""How the clip and the window look."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rvos_studio.app.command import Command, in_editor
from rvos_studio.app.language import NAMES, SYSTEM, tr_later

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow

_MENU = tr_later("&View")


def _hide(window: MainWindow) -> None:
    if window.editor is not None:
        window.editor.hide_masks(window.menu["hide"].isChecked())


def _outline(window: MainWindow) -> None:
    if window.editor is not None:
        window.editor.comparing.fill(not window.menu["outlines"].isChecked())


def _speak(choice: str) -> Callable[[MainWindow], object]:
    return lambda window: window.furniture.choose_language(choice)


COMMANDS = (
    Command("jobs", _MENU, tr_later("&Jobs"), lambda window: window.jobs.toggle(), ("Ctrl+J",), needs_clip=False),
    Command("fit", _MENU, tr_later("&Fit"), in_editor(lambda editor: editor.viewpoint.fit()), ("F",), "fit"),
    Command("hide", _MENU, tr_later("&Hide Masks"), _hide, ("H",), "show", checkable=True),
    Command(
        "outlines", _MENU, tr_later("&Outlines Only"), _outline, ("Shift+H",), checkable=True,
    ),
    Command(
        "more_opaque", _MENU, tr_later("More Opaque"), in_editor(lambda editor: editor.comparing.fade(1)),
        ("Alt+Up",),
    ),
    Command(
        "less_opaque", _MENU, tr_later("Less Opaque"), in_editor(lambda editor: editor.comparing.fade(-1)),
        ("Alt+Down",),
    ),
    Command(
        "appearance", _MENU, tr_later("&Appearance of Masks…"),
        in_editor(lambda editor: editor.comparing.open_popup()), ("A",), "contrast",
    ),
    Command(
        "follow_desktop", _MENU, tr_later("Colours of the Desktop"), lambda window: window.theme.choose(None),
        needs_clip=False, checkable=True, group="theme", divides=True,
    ),
    Command(
        "light", _MENU, tr_later("Light"), lambda window: window.theme.choose(False), needs_clip=False,
        checkable=True, group="theme",
    ),
    Command(
        "dark", _MENU, tr_later("Dark"), lambda window: window.theme.choose(True), needs_clip=False,
        checkable=True, group="theme",
    ),
    Command(
        "language_system", _MENU, tr_later("Language of the Desktop"), _speak(SYSTEM), needs_clip=False,
        checkable=True, group="language", divides=True,
    ),
    *(
        Command(
            f"language_{name}", _MENU, words, _speak(name), needs_clip=False, checkable=True, group="language",
        )
        for name, words in NAMES.items()
    ),
)  # fmt: skip
