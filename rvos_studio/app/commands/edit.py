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
        "new_expression", _MENU, "New &Expression",
        in_editor(lambda editor: editor.describing.panel.box.setFocus()), ("Ctrl+L",), "add",
        divides=True,
    ),
    Command(
        "remove_object", _MENU, "Remove Object", in_editor(lambda editor: editor.describing.remove()),
        ("Shift+Del",), "remove",
    ),
)  # fmt: skip
