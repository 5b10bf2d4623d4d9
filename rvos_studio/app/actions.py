"""The commands as the toolkit wants them: actions in menus, with keys, tooltips and icons."""

import functools
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QMenuBar, QWidget
from shiboken6 import isValid

from rvos_studio.app.command import Command
from rvos_studio.app.icons import icon
from rvos_studio.app.language import tr, tr_later

_EDITS = {
    "undo": (tr_later("Undo"), tr_later("Undo: {edit}")),
    "redo": (tr_later("Redo"), tr_later("Redo: {edit}")),
}


class Actions(QObject):
    """The commands as `QAction`s of one window.

    Single letters are dead while a text field has the focus: Qt asks the field first. Space works a button that was
    reached with Tab instead of playing.
    """

    def __init__(self, window: QWidget, commands: Sequence[Command]) -> None:
        super().__init__(window)
        self.commands = tuple(commands)
        self._actions: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        groups: dict[str, QActionGroup] = {}
        for command in commands:
            action = QAction(tr(command.text), window, checkable=command.checkable)
            action.triggered.connect(functools.partial(_act, command, window))
            if command.group:
                groups.setdefault(command.group, QActionGroup(window)).addAction(action)
            window.addAction(action)
            self._actions[command.name] = action
        self._tips: list[tuple[QWidget, str, Sequence[str]]] = []
        self.set_keys({command.name: command.keys for command in commands})
        self.refresh_icons()
        QApplication.instance().focusChanged.connect(self._watch)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def fill(self, bar: QMenuBar) -> None:
        """Put every command into its menu."""
        for command in self.commands:
            if command.menu not in self._menus:
                self._menus[command.menu] = bar.addMenu(tr(command.menu))
            if command.divides:
                self._menus[command.menu].addSeparator()
            self._menus[command.menu].addAction(self._actions[command.name])

    def offer(self, menu: str, offered: bool) -> None:
        """Offer a menu, or leave it and its keys away."""
        self._menus[menu].menuAction().setVisible(offered)
        for command in self.commands:
            if command.menu == menu:
                self._actions[command.name].setVisible(offered)

    def enable(self, has_clip: bool) -> None:
        """Enable what makes sense with or without a clip."""
        for command in self.commands:
            self._actions[command.name].setEnabled(has_clip or not command.needs_clip)

    def name_edit(self, name: str, title: str) -> None:
        """Let 'undo' or 'redo' say what it undoes; empty for nothing."""
        bare, named = _EDITS[name]
        self._actions[name].setText(tr(named).format(edit=title) if title else tr(bare))

    def set_keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Give every command these keys; menus and tooltips follow."""
        for command in self.commands:
            action = self._actions[command.name]
            action.setShortcuts([QKeySequence(each) for each in keys[command.name]])
            action.setToolTip(self._with_keys(command.words, command.name))
        self._tips = [tip for tip in self._tips if isValid(tip[0])]
        for tip in self._tips:
            self._show_tip(*tip)

    def tip(self, widget: QWidget, words: str, *names: str) -> None:
        """Let a widget's tooltip say `words` and the keys that these commands have at the time."""
        self._tips.append((widget, words, names))
        self._show_tip(widget, words, names)

    def _show_tip(self, widget: QWidget, words: str, names: Sequence[str]) -> None:
        widget.setToolTip(self._with_keys(words, *names))

    def _with_keys(self, words: str, *names: str) -> str:
        keys = (
            self._actions[name].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            for name in names
        )
        return "  ".join([words, *filter(None, keys)])

    def refresh_icons(self) -> None:
        """Redraw the icons in the palette's colours."""
        for command in self.commands:
            if command.icon:
                action = self._actions[command.name]
                action.setIcon(icon(command.icon))
                action.setIconVisibleInMenu(False)

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


def _act(command: Command, window: QWidget, _checked: bool = False) -> None:
    command.act(window)
