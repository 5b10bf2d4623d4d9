"""Looking through what there is."""

from rvos_studio.app.command import Command, in_editor
from rvos_studio.app.language import tr_later
from rvos_studio.project import State

_MENU = tr_later("&Review")

COMMANDS = (
    Command(
        "next_problem", _MENU, tr_later("&Next Problem"),
        in_editor(lambda editor: editor.reviewing.next_problem()), ("G",),
    ),
    Command(
        "previous_problem", _MENU, tr_later("&Previous Problem"),
        in_editor(lambda editor: editor.reviewing.previous_problem()), ("Shift+G",),
    ),
    Command(
        "fine", _MENU, tr_later("&Fine, Next Problem"), in_editor(lambda editor: editor.reviewing.fine()),
        ("Shift+C",),
    ),
    Command(
        "checked", _MENU, tr_later("&Checked"), in_editor(lambda editor: editor.reviewing.mark(State.CHECKED)),
        ("Q",), divides=True,
    ),
    Command(
        "needs_work", _MENU, tr_later("Needs &Work"),
        in_editor(lambda editor: editor.reviewing.mark(State.NEEDS_WORK)), ("W",),
    ),
    Command(
        "note", _MENU, tr_later("Write a N&ote…"), in_editor(lambda editor: editor.reviewing.begin_note()),
        ("Shift+N",),
    ),
    Command(
        "before", _MENU, tr_later("As It Was &Before"), in_editor(lambda editor: editor.versioning.toggle()),
        ("Y",), checkable=True, divides=True,
    ),
)  # fmt: skip
