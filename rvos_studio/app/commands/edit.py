"""Taking back, objects and expressions."""

from rvos_studio.app.command import Command, in_editor

_MENU = "&Edit"

COMMANDS = (
    Command(
        "undo", _MENU, "Undo", in_editor(lambda editor: editor.correcting.undo()), ("Ctrl+Z",), "undo"
    ),
    Command(
        "redo", _MENU, "Redo", in_editor(lambda editor: editor.correcting.redo()),
        ("Ctrl+Shift+Z", "Ctrl+Y"), "redo",
    ),
    Command(
        "remove_object", _MENU, "Remove Object", in_editor(lambda editor: editor.describing.remove()),
        ("Shift+Del",), "remove", divides=True,
    ),
)  # fmt: skip
