"""Opening, exporting, leaving."""

from rvos_studio.app.command import Command
from rvos_studio.app.language import tr_later

_MENU = tr_later("&File")

COMMANDS = (
    Command(
        "open", _MENU, tr_later("&Open…"), lambda window: window.ask_to_open(folder=False), ("Ctrl+O",),
        "open", needs_clip=False,
    ),
    Command(
        "open_frames", _MENU, tr_later("Open &Folder of Frames…"),
        lambda window: window.ask_to_open(folder=True), ("Ctrl+Shift+O",), needs_clip=False,
    ),
    Command(
        "open_dataset", _MENU, tr_later("Open &Dataset…"), lambda window: window.datasets.ask(), ("Ctrl+D",),
        needs_clip=False,
    ),
    Command(
        "next_clip", _MENU, tr_later("&Next Clip to Work On"), lambda window: window.datasets.next_clip(),
        ("Ctrl+G",), needs_clip=False, divides=True,
    ),
    Command(
        "back", _MENU, tr_later("&Back to the Dataset"), lambda window: window.datasets.back(), ("Alt+Left",),
        needs_clip=False,
    ),
    Command("close_clip", _MENU, tr_later("&Close"), lambda window: window.close_clip(), ("Ctrl+W",)),
    Command(
        "export", _MENU, tr_later("&Export…"), lambda window: window.ask_to_export(), ("Ctrl+E",), "export",
        divides=True,
    ),
    Command(
        "import_weights", _MENU, tr_later("&Import Weights…"), lambda window: window.provisioning.ask(),
        needs_clip=False,
    ),
    Command(
        "quit", _MENU, tr_later("&Quit"), lambda window: window.close(), ("Ctrl+Q",), needs_clip=False,
        divides=True,
    ),
)  # fmt: skip
