"""Expressions: written, changed, looked for, compared."""

from rvos_studio.app.command import Command, in_editor

_MENU = "E&xpression"

COMMANDS = (
    Command(
        "new_expression", _MENU, "&New Expression",
        in_editor(lambda editor: editor.describing.panel.box.setFocus()), ("Ctrl+L",), "add",
    ),
    Command(
        "edit_expression", _MENU, "&Edit Its Words",
        in_editor(lambda editor: editor.describing.panel.edit()), ("F2",),
    ),
    Command(
        "find_all", _MENU, "&Find What Is Missing, in All Objects",
        in_editor(lambda editor: editor.finding.find_all()), ("Ctrl+Shift+Return",), divides=True,
    ),
    Command(
        "matrix", _MENU, "&Compare Expressions and Models…",
        in_editor(lambda editor: editor.wording.compare()), ("Ctrl+M",),
    ),
)  # fmt: skip
