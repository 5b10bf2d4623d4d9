"""Help."""

from __future__ import annotations

import importlib.metadata
from typing import TYPE_CHECKING

from rvos_studio.app.command import Command
from rvos_studio.app.dialogs import Sheet
from rvos_studio.app.key_sheet import key_sheet
from rvos_studio.app.language import tr, tr_later

if TYPE_CHECKING:
    from rvos_studio.app.main_window import MainWindow

_MENU = tr_later("&Help")


def _show_keys(window: MainWindow) -> None:
    Sheet(window, tr("Keyboard and mouse"), key_sheet(window.menu)).open()


def _show_about(window: MainWindow) -> None:
    Sheet(window, tr("About RVOS Studio"), about()).open()


def about() -> str:
    """Name, version, licence."""
    version = importlib.metadata.version("rvos-studio")
    purpose = tr("Make and inspect referring video object segmentation data.")
    return f"<p><b>RVOS Studio {version}</b></p><p>{purpose}</p><p>Apache License 2.0</p>"


COMMANDS = (
    Command(
        "palette", _MENU, tr_later("&Find a Command, Frame or Object…"),
        lambda window: window.command_palette.open(), ("Ctrl+K",), needs_clip=False,
    ),
    Command(
        "models", _MENU, tr_later("&Models and Weights"), lambda window: window.provisioning.toggle(),
        needs_clip=False,
    ),
    Command("keys", _MENU, tr_later("&Keyboard and Mouse"), _show_keys, ("F1",), needs_clip=False),
    Command(
        "shortcuts", _MENU, tr_later("Keyboard &Shortcuts…"), lambda window: window.keyboard.edit(), needs_clip=False
    ),
    Command("about", _MENU, tr_later("&About RVOS Studio"), _show_about, needs_clip=False),
)  # fmt: skip
