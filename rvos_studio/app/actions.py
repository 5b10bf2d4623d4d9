"""Every command of the window, once: its words, its keys, its menu."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenuBar, QWidget

from rvos_studio.app.icons import icon


@dataclass(frozen=True)
class Command:
    """One entry of a menu."""

    name: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    needs_clip: bool = True
    checkable: bool = False
    group: str = ""
    """Checkable commands of one group exclude each other."""
    divides: bool = False
    """A line above it."""


COMMANDS = (
    Command("open", "&File", "&Open…", ("Ctrl+O",), "open", needs_clip=False),
    Command("open_frames", "&File", "Open &Folder of Frames…", ("Ctrl+Shift+O",), needs_clip=False),
    Command("close_clip", "&File", "&Close", ("Ctrl+W",)),
    Command("export", "&File", "&Export…", ("Ctrl+E",), "export", divides=True),
    Command("import_weights", "&File", "&Import Weights…", needs_clip=False),
    Command("quit", "&File", "&Quit", ("Ctrl+Q",), needs_clip=False, divides=True),
    Command("undo", "&Edit", "Undo", ("Ctrl+Z",), "undo"),
    Command("redo", "&Edit", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    Command(
        "new_expression", "&Edit", "New &Expression", ("Ctrl+L",), "add", divides=True
    ),
    Command("remove_object", "&Edit", "Remove Object", ("Shift+Del",), "remove"),
    Command("pointer", "&Tools", "&Pointer", ("V",), "hand", checkable=True, group="tool"),
    Command("brush", "&Tools", "&Brush", ("B",), "brush", checkable=True, group="tool"),
    Command("eraser", "&Tools", "&Eraser", ("E",), "eraser", checkable=True, group="tool"),
    Command("smaller", "&Tools", "Smaller Brush", ("[",), divides=True),
    Command("larger", "&Tools", "Larger Brush", ("]",)),
    Command("find", "&Tools", "&Find the Object", ("Ctrl+Return",), divides=True),
    Command("propagate", "&Tools", "P&ropagate", ("Ctrl+T",), "forward"),
    Command("confirm", "&Tools", "&Confirm the Mask", ("C",), divides=True),
    Command("absent", "&Tools", "The Object Is Not Here", ("Del",)),
    Command("cancel", "&Tools", "Cancel", ("Esc",), "close", needs_clip=False, divides=True),
    Command("play", "&Playback", "&Play", ("Space",), "play"),
    Command("next", "&Playback", "Next Frame", ("Right",), divides=True),
    Command("previous", "&Playback", "Previous Frame", ("Left",)),
    Command("next_ten", "&Playback", "Ten Frames On", ("Shift+Right",)),
    Command("previous_ten", "&Playback", "Ten Frames Back", ("Shift+Left",)),
    Command("first", "&Playback", "First Frame", ("Home",), divides=True),
    Command("last", "&Playback", "Last Frame", ("End",)),
    Command("next_human", "&Playback", "Next Frame Drawn by Hand", ("PgDown",), "next"),
    Command("previous_human", "&Playback", "Previous Frame Drawn by Hand", ("PgUp",), "previous"),
    Command("fit", "&View", "&Fit", ("F",), "fit"),
    Command("hide", "&View", "&Hide Masks", ("H",), "show", checkable=True),
    Command(
        "follow_desktop", "&View", "Colours of the Desktop", needs_clip=False, checkable=True,
        group="theme", divides=True,
    ),
    Command("light", "&View", "Light", needs_clip=False, checkable=True, group="theme"),
    Command("dark", "&View", "Dark", needs_clip=False, checkable=True, group="theme"),
    Command("keys", "&Help", "&Keyboard and Mouse", ("F1",), needs_clip=False),
    Command("about", "&Help", "&About RVOS Studio", needs_clip=False),
)  # fmt: skip


class Actions(QObject):
    """The commands as `QAction`s of one window.

    Single letters are dead while a text field has the focus: Qt asks the field first. Space works a button that was
    reached with Tab instead of playing.
    """

    def __init__(self, window: QWidget, slots: dict[str, Callable[[], None]]) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        groups: dict[str, QActionGroup] = {}
        for command in COMMANDS:
            action = QAction(command.text, window, checkable=command.checkable)
            action.setShortcuts([QKeySequence(keys) for keys in command.keys])
            action.triggered.connect(slots[command.name])
            if command.group:
                groups.setdefault(command.group, QActionGroup(window)).addAction(action)
            window.addAction(action)
            self._actions[command.name] = action
        self.refresh_icons()
        QApplication.instance().focusChanged.connect(self._watch)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def fill(self, bar: QMenuBar) -> None:
        """Put every command into its menu."""
        menus: dict[str, object] = {}
        for command in COMMANDS:
            if command.menu not in menus:
                menus[command.menu] = bar.addMenu(command.menu)
            if command.divides:
                menus[command.menu].addSeparator()
            menus[command.menu].addAction(self._actions[command.name])

    def enable(self, has_clip: bool) -> None:
        """Enable what makes sense with or without a clip."""
        for command in COMMANDS:
            self._actions[command.name].setEnabled(has_clip or not command.needs_clip)

    def refresh_icons(self) -> None:
        """Redraw the icons in the palette's colours."""
        for command in COMMANDS:
            if command.icon:
                action = self._actions[command.name]
                action.setIcon(icon(command.icon))
                action.setIconVisibleInMenu(False)
                keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                words = command.text.replace("&", "")
                action.setToolTip(f"{words}  {keys}" if keys else words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or event.key() != Qt.Key.Key_Space:
            return False
        event.accept()
        return True

    def _watch(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(old, QAbstractButton):
            old.removeEventFilter(self)
        if isinstance(new, QAbstractButton):
            new.installEventFilter(self)


MOUSE = (
    ("Wheel", "Zoom at the cursor"),
    ("Middle drag", "Pan"),
    ("Ctrl+Wheel", "Brush size"),
    ("Left drag", "Draw with the tool"),
    ("Right drag", "Erase"),
    ("1 … 9", "Choose an object"),
    ("Alt+1 … 9", "Let a model vote or not"),
)


def key_sheet() -> str:
    """All keys as an HTML table of two columns, menu by menu."""
    menus: dict[str, list[tuple[str, str]]] = {}
    for command in COMMANDS:
        if command.keys:
            words = command.text.replace("&", "").rstrip("…")
            menus.setdefault(command.menu.replace("&", ""), []).append((command.keys[0], words))
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
