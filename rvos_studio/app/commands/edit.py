"""Taking back, objects and expressions."""

from rvos_studio.app.command import Command, in_editor
from rvos_studio.app.language import tr_later

_MENU = tr_later("&Edit")

COMMANDS = (
    Command(
        "undo", _MENU, tr_later("Undo"), in_editor(lambda editor: editor.correcting.undo()), ("Ctrl+Z",), "undo"
    ),
    Command(
        "redo", _MENU, tr_later("Redo"), in_editor(lambda editor: editor.correcting.redo()),
        ("Ctrl+Shift+Z", "Ctrl+Y"), "redo",
    ),
    Command(
        "remove_object", _MENU, tr_later("Remove Object"), in_editor(lambda editor: editor.describing.remove()),
        ("Shift+Del",), "remove", divides=True,
    ),
)  # fmt: skip
