"""All keys on one page."""

from PySide6.QtGui import QKeySequence

from rvos_studio.app.actions import Actions
from rvos_studio.app.language import tr, tr_later

MOUSE = (
    (tr_later("Wheel"), tr_later("Zoom at the cursor")),
    (tr_later("Middle drag"), tr_later("Pan")),
    (tr_later("Ctrl+Wheel"), tr_later("Brush size")),
    (tr_later("Left drag"), tr_later("Draw with the tool")),
    (tr_later("Right drag"), tr_later("Erase")),
    (tr_later("Drag on the timeline"), tr_later("Go through the clip")),
    (tr_later("Shift+Drag on the timeline"), tr_later("Select a range")),
    (tr_later("Wheel on the timeline"), tr_later("Zoom; with Shift go on")),
    (tr_later("Double-click on the timeline"), tr_later("Fit")),
    ("1 … 9", tr_later("Choose an object")),
    ("Alt+1 … 9", tr_later("Let a model vote or not")),
)


def key_sheet(actions: Actions) -> str:
    """The keys as an HTML table of two columns, menu by menu."""
    menus: dict[str, list[tuple[str, str]]] = {}
    for command in actions.commands:
        keys = QKeySequence.listToString(
            actions[command.name].shortcuts(), QKeySequence.SequenceFormat.NativeText
        )
        if keys:
            shown = keys.replace("; ", ", ")
            menus.setdefault(command.place, []).append((shown, command.words))
    menus[tr("Mouse and digits")] = [(tr(keys), tr(words)) for keys, words in MOUSE]
    columns, lines = ["", ""], [0, 0]
    for title, rows in menus.items():
        place = lines.index(min(lines))
        columns[place] += _key_table(title, rows)
        lines[place] += len(rows) + 2  # the title and the space above it
    left, right = columns
    return (
        f"<table><tr><td style='padding-right: 40px' valign='top'>{left}</td>"
        f"<td valign='top'>{right}</td></tr></table>"
    )


def _key_table(title: str, rows: list[tuple[str, str]]) -> str:
    lines = "".join(
        f"<tr><td style='padding: 2px 20px 2px 0'>{words}</td>"
        f"<td align='right' style='padding: 2px 0'><b>{keys}</b></td></tr>"
        for keys, words in rows
    )
    return f"<p><b>{title}</b></p><table width='100%'>{lines}</table>"
