"""All keys on one page."""

from PySide6.QtGui import QKeySequence

from rvos_studio.app.actions import Actions

MOUSE = (
    ("Wheel", "Zoom at the cursor"),
    ("Middle drag", "Pan"),
    ("Ctrl+Wheel", "Brush size"),
    ("Left drag", "Draw with the tool"),
    ("Right drag", "Erase"),
    ("Drag on the timeline", "Go through the clip"),
    ("Shift+Drag on the timeline", "Select a range"),
    ("Wheel on the timeline", "Zoom; with Shift go on"),
    ("Double-click on the timeline", "Fit"),
    ("1 … 9", "Choose an object"),
    ("Alt+1 … 9", "Let a model vote or not"),
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
            menus.setdefault(command.menu.replace("&", ""), []).append((shown, command.words))
    menus["Mouse and digits"] = list(MOUSE)
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
