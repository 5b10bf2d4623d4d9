"""Expressions: written, changed, looked for, compared."""

from rvos_studio.app.command import Command, in_editor
from rvos_studio.app.language import tr_later

_MENU = tr_later("E&xpression")

COMMANDS = (
    Command(
        "new_expression", _MENU, tr_later("&New Expression"),
        in_editor(lambda editor: editor.describing.panel.box.setFocus()), ("Ctrl+L",), "add",
    ),
    Command(
        "edit_expression", _MENU, tr_later("&Edit Its Words"),
        in_editor(lambda editor: editor.describing.panel.edit()), ("F2",),
    ),
    Command(
        "find_all", _MENU, tr_later("&Find What Is Missing, in All Objects"),
        in_editor(lambda editor: editor.finding.find_all()), ("Ctrl+Shift+Return",), divides=True,
    ),
    Command(
        "matrix", _MENU, tr_later("&Compare Expressions and Models…"),
        in_editor(lambda editor: editor.wording.compare()), ("Ctrl+M",),
    ),
)  # fmt: skip
