"""All keys on one page."""

from PySide6.QtGui import QKeySequence

from rvos_studio.app.actions import Actions

MOUSE = (
    ("Wheel", "Zoom at the cursor"),
    ("Middle drag", "Pan"),
    ("Ctrl+Wheel", "Brush size"),
    ("Left drag", "Draw with the tool"),
    ("Right drag", "Erase"),
    ("1 … 9", "Choose an object"),
    ("Alt+1 … 9", "Let a model vote or not"),
)


def key_sheet(actions: Actions) -> str:
    """The keys as an HTML table of two columns, menu by menu."""
    menus: dict[str, list[tuple[str, str]]] = {}
    for command in actions.commands:
        keys = actions[command.name].shortcut().toString(QKeySequence.SequenceFormat.PortableText)
        if keys:
            menus.setdefault(command.menu.replace("&", ""), []).append((keys, command.words))
    menus["Mouse and digits"] = list(MOUSE)
    tables = [_key_table(title, rows) for title, rows in menus.items()]
    left, right = "<br>".join(tables[:3]), "<br>".join(tables[3:])
    return f"<table><tr><td style='padding-right: 40px'>{left}</td><td>{right}</td></tr></table>"


def _key_table(title: str, rows: list[tuple[str, str]]) -> str:
    lines = "".join(
        f"<tr><td style='padding: 2px 20px 2px 0'>{words}</td>"
        f"<td align='right' style='padding: 2px 0'><b>{keys}</b></td></tr>"
        for keys, words in rows
    )
    return f"<p><b>{title}</b></p><table width='100%'>{lines}</table>"
