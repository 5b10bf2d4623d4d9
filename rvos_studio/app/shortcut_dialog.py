"""The shortcut editor: every command with its keys; new keys are pressed, not typed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.language import tr
from rvos_studio.app.presets import PRESETS
from rvos_studio.app.shortcuts import Keys, Shortcuts, by_menu

_NAME = Qt.ItemDataRole.UserRole


class ShortcutDialog(QDialog):
    """Every change is used and kept at once; keys that another command has are refused."""

    def __init__(
        self, parent: QWidget, shortcuts: Shortcuts, use: Callable[[Shortcuts], object]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.resize(560, 640)
        self._shortcuts = shortcuts
        self._use = use
        self.preset = QComboBox()
        self.preset.addItems(list(PRESETS))
        self.preset.setCurrentText(shortcuts.preset)
        self.preset.setAccessibleName(tr("Keys like those of"))
        self.preset.activated.connect(self._choose_preset)
        self.tree = QTreeWidget(rootIsDecorated=False, indentation=16, objectName="tree")
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(tr("Commands and their keys"))
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.currentItemChanged.connect(self._show_chosen)
        self.field = QKeySequenceEdit(maximumSequenceLength=1)
        self.field.setAccessibleName(tr("Press the new keys"))
        self.field.keySequenceChanged.connect(self._take)
        self.clear = QPushButton(tr("No Keys"), autoDefault=False)
        self.clear.clicked.connect(lambda: self._set(()))
        self.restore = QPushButton(tr("Restore"), autoDefault=False)
        self.restore.setToolTip(tr("Give this command the keys of the preset again"))
        self.restore.clicked.connect(self._restore)
        self.remark = QLabel(" ", wordWrap=True)
        self.remark.setProperty("quiet", True)
        self._lay_out()
        self._fill()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(QLabel(tr("Keys like those of")))
        top.addWidget(self.preset, 1)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(QLabel(tr("New keys")))
        for widget, stretch in ((self.field, 1), (self.clear, 0), (self.restore, 0)):
            below.addWidget(widget, stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        defaults = buttons.addButton(tr("Restore All"), QDialogButtonBox.ButtonRole.ResetRole)
        defaults.setToolTip(tr("Give every command the keys of the preset again"))
        defaults.setAutoDefault(False)
        defaults.clicked.connect(
            lambda: self._change(self._shortcuts.with_preset(self._shortcuts.preset))
        )
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.tree, 1)
        column.addLayout(below)
        column.addWidget(self.remark)
        column.addWidget(buttons)

    @property
    def chosen(self) -> str:
        """The chosen command's name; empty while none is."""
        item = self.tree.currentItem()
        return (item.data(0, _NAME) or "") if item else ""

    def choose(self, name: str) -> None:
        """Go to a command."""
        self.tree.setCurrentItem(self._items[name])

    def _fill(self) -> None:
        self._items: dict[str, QTreeWidgetItem] = {}
        for menu, commands in by_menu(self._shortcuts.commands):
            heading = QTreeWidgetItem(self.tree, [menu])
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            heading.setForeground(0, self.palette().placeholderText())
            heading.setFirstColumnSpanned(True)
            for command in commands:
                item = QTreeWidgetItem(heading, [command.words])
                item.setData(0, _NAME, command.name)
                self._items[command.name] = item
        self.tree.expandAll()
        self._show_keys()
        self._show_chosen()

    def _show_keys(self) -> None:
        for name, keys in self._shortcuts.all().items():
            shown = [
                QKeySequence(each).toString(QKeySequence.SequenceFormat.NativeText) for each in keys
            ]
            self._items[name].setText(1, ", ".join(shown))
            font = self._items[name].font(1)
            font.setBold(name in self._shortcuts.own)
            self._items[name].setFont(1, font)

    def _show_chosen(self) -> None:
        keys = self._shortcuts.keys(self.chosen) if self.chosen else ()
        self._fill_field(keys)
        for widget in (self.field, self.clear, self.restore):
            widget.setEnabled(bool(self.chosen))
        self.remark.setText(
            " " if self.chosen else tr("Choose a command, then press its new keys.")
        )

    def _fill_field(self, keys: Keys) -> None:
        self.field.blockSignals(True)
        self.field.setKeySequence(QKeySequence(keys[0] if keys else ""))
        self.field.blockSignals(False)

    def _take(self, sequence: QKeySequence) -> None:
        keys = sequence.toString(QKeySequence.SequenceFormat.PortableText)
        held = self._shortcuts.keys(self.chosen)
        if not keys or keys == (held[0] if held else ""):
            return
        owner = "" if keys in held else self._shortcuts.owner(keys)
        if owner:
            self._fill_field(held)
            self.remark.setText(
                tr("{keys} belongs to “{owner}” already; give that other keys first.").format(
                    keys=keys, owner=owner
                )
            )
        else:
            self._set((keys,))

    def _set(self, keys: Keys) -> None:
        self._change(self._shortcuts.changed(self.chosen, keys))

    def _restore(self) -> None:
        self._change(self._shortcuts.restored(self.chosen))

    def _choose_preset(self) -> None:
        self._change(self._shortcuts.with_preset(self.preset.currentText()))

    def _change(self, shortcuts: Shortcuts) -> None:
        self._shortcuts = shortcuts
        self._show_keys()
        self._show_chosen()
        self._use(shortcuts)
