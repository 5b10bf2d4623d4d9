"""Scoring the open clip against the truth."""

from rvos_studio.app.command import Command, in_editor
from rvos_studio.app.language import tr_later

_MENU = tr_later("&Bench")

COMMANDS = (
    Command(
        "load_truth_folder", _MENU, tr_later("Load Ground Truth from a &Folder…"),
        in_editor(lambda editor: editor.runs.tasks.start(editor.benching.ask_for_truth(folder=True))),
    ),
    Command(
        "load_truth_file", _MENU, tr_later("Load Ground Truth from a F&ile…"),
        in_editor(lambda editor: editor.runs.tasks.start(editor.benching.ask_for_truth(folder=False))),
    ),
    Command(
        "compare_folder", _MENU, tr_later("Add a &Run from a Folder…"),
        in_editor(lambda editor: editor.runs.tasks.start(editor.benching.ask_for_run(folder=True))),
        divides=True,
    ),
    Command(
        "compare_file", _MENU, tr_later("Add a Run from a Fi&le…"),
        in_editor(lambda editor: editor.runs.tasks.start(editor.benching.ask_for_run(folder=False))),
    ),
    Command(
        "bench_report", _MENU, tr_later("Export R&eport…"),
        in_editor(lambda editor: editor.runs.tasks.start(editor.benching.ask_for_report())),
        divides=True,
    ),
    Command(
        "close_truth", _MENU, tr_later("&Close Ground Truth"),
        in_editor(lambda editor: editor.benching.close()),
    ),
)  # fmt: skip
