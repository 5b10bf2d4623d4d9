"""Looking through what there is."""

from rvos_studio.app.command import Command, in_editor
from rvos_studio.project import State

_MENU = "&Review"

COMMANDS = (
    Command(
        "next_problem", _MENU, "&Next Problem",
        in_editor(lambda editor: editor.reviewing.next_problem()), ("G",),
    ),
    Command(
        "previous_problem", _MENU, "&Previous Problem",
        in_editor(lambda editor: editor.reviewing.previous_problem()), ("Shift+G",),
    ),
    Command(
        "fine", _MENU, "&Fine, Next Problem", in_editor(lambda editor: editor.reviewing.fine()),
        ("Shift+C",),
    ),
    Command(
        "checked", _MENU, "&Checked", in_editor(lambda editor: editor.reviewing.mark(State.CHECKED)),
        ("Q",), divides=True,
    ),
    Command(
        "needs_work", _MENU, "Needs &Work",
        in_editor(lambda editor: editor.reviewing.mark(State.NEEDS_WORK)), ("W",),
    ),
    Command(
        "note", _MENU, "Write a N&ote…", in_editor(lambda editor: editor.reviewing.begin_note()),
        ("Shift+N",),
    ),
    Command(
        "before", _MENU, "As It Was &Before", in_editor(lambda editor: editor.versioning.toggle()),
        ("Y",), checkable=True, divides=True,
    ),
)  # fmt: skip
