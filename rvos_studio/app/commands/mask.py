"""What is done to the mask as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rvos_studio.app.activities.correcting import Combination, Correcting
from rvos_studio.app.command import Command, in_editor
from rvos_studio.app.language import tr_later

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow

_MENU = tr_later("&Mask")


def _correct(act: Callable[[Correcting], object]) -> Callable[[MainWindow], object]:
    return in_editor(lambda editor: act(editor.correcting))


def _protect(window: MainWindow) -> None:
    if window.editor is not None:
        window.editor.correcting.protect(window.menu["protect"].isChecked())


COMMANDS = (
    Command("confirm", _MENU, tr_later("&Confirm the Mask"), _correct(Correcting.confirm), ("C",)),
    Command("absent", _MENU, tr_later("The Object Is Not Here"), _correct(Correcting.say_absent), ("Del",)),
    Command(
        "copy_previous", _MENU, tr_later("Copy From the Previous Frame"),
        _correct(lambda correcting: correcting.copy_from(-1)), ("Ctrl+Shift+Left",), divides=True,
    ),
    Command(
        "copy_next", _MENU, tr_later("Copy From the Next Frame"),
        _correct(lambda correcting: correcting.copy_from(1)), ("Ctrl+Shift+Right",),
    ),
    Command("grow", _MENU, tr_later("&Grow"), _correct(Correcting.grow), ("Ctrl+Up",), divides=True),
    Command("shrink", _MENU, tr_later("&Shrink"), _correct(Correcting.shrink), ("Ctrl+Down",)),
    Command(
        "specks", _MENU, tr_later("&Remove Specks Up to the Brush's Size"), _correct(Correcting.remove_specks),
        ("Shift+R",),
    ),
    Command(
        "holes", _MENU, tr_later("Fill &Holes Up to the Brush's Size"), _correct(Correcting.fill_holes),
        ("Shift+K",),
    ),
    Command(
        "unite", _MENU, tr_later("&Unite With Another Object…"),
        _correct(lambda correcting: correcting.combine(Combination.UNITE)), ("Shift+U",),
        divides=True,
    ),
    Command(
        "subtract", _MENU, tr_later("Subtract Another &Object…"),
        _correct(lambda correcting: correcting.combine(Combination.SUBTRACT)), ("Shift+S",),
    ),
    Command(
        "intersect", _MENU, tr_later("&Intersect With Another Object…"),
        _correct(lambda correcting: correcting.combine(Combination.INTERSECT)), ("Shift+I",),
    ),
    Command(
        "protect", _MENU, tr_later("&Protect Other Objects' Pixels"), _protect, ("Shift+P",), "protect",
        checkable=True, divides=True,
    ),
    Command(
        "lock", _MENU, tr_later("&Lock the Object"), _correct(Correcting.toggle_lock), ("Shift+L",), "lock",
        checkable=True,
    ),
)  # fmt: skip
