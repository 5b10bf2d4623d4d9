"""What propagations made before: a list to bring tracks back from, and what the newest one changed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.actions import Actions
from rvos_studio.app.language import tr
from rvos_studio.app.panels.history import clock
from rvos_studio.app.panels.link_label import LinkLabel
from rvos_studio.project import Version

LINES = 6
"""In view at a time."""
_NAME, _WHEN = 0, 1


class VersionsPanel(QWidget):
    """Versions of the chosen object's track, newest first."""

    wanted = Signal(object)
    """The `Version` that shall be brought back."""
    compared = Signal(object)
    """The `Version` to look at beside what there is now; None for none."""
    renamed = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._versions: tuple[Version, ...] = ()
        self._compared: Version | None = None
        self.list = QTreeWidget(objectName="tree", rootIsDecorated=False, headerHidden=True)
        self.list.setAccessibleName(tr("Versions of the object's track, newest first"))
        self.list.setColumnCount(2)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_NAME, header.ResizeMode.Stretch)
        header.setSectionResizeMode(_WHEN, header.ResizeMode.ResizeToContents)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setUniformRowHeights(True)
        self.list.itemDoubleClicked.connect(lambda item: self.list.editItem(item, _NAME))
        self.list.itemChanged.connect(self._rename)
        self.list.currentItemChanged.connect(self._mark)
        self.back = _button(
            tr("Bring Back"), tr("Make the track what it was; frames drawn by hand stay")
        )
        self.compare = _button(tr("Compare"), tr("Show the frame as it was in this version"))
        self.compare.setCheckable(True)
        self.name = _button(tr("Rename"), tr("Give the version a name of its own; it is kept then"))
        self.back.clicked.connect(lambda: self.wanted.emit(self.current))
        self.compare.clicked.connect(lambda on: self.compared.emit(self.current if on else None))
        self.name.clicked.connect(lambda: self.list.editItem(self.list.currentItem(), _NAME))
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in (self.back, self.compare, self.name):
            row.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.list)
        column.addLayout(row)

    @property
    def current(self) -> Version | None:
        """The version whose line is marked."""
        row = self.list.indexOfTopLevelItem(self.list.currentItem())
        return self._versions[row] if 0 <= row < len(self._versions) else None

    def show_versions(self, versions: Sequence[Version], compared: Version | None) -> None:
        """Show these, and which of them is looked at."""
        if tuple(versions) != self._versions:
            self._fill(tuple(versions))
        self._compared = compared
        self._mark()

    def _fill(self, versions: tuple[Version, ...]) -> None:
        marked, newest = self.current, self._versions[0].id if self._versions else 0
        self.list.blockSignals(True)
        self.list.clear()
        self._versions = versions
        for version in versions:
            item = QTreeWidgetItem([version.name, clock(version.when)])
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setToolTip(_NAME, version.name)
            item.setForeground(_WHEN, self.palette().placeholderText())
            self.list.addTopLevelItem(item)
        numbers = [version.id for version in versions]
        known = marked and marked.id in numbers and numbers[0] <= newest
        place = numbers.index(marked.id) if known else 0
        if versions:
            self.list.setCurrentItem(self.list.topLevelItem(place))
            rows = min(LINES, len(versions))
            self.list.setFixedHeight(rows * self.list.sizeHintForRow(0) + 12)
        self.list.blockSignals(False)

    def _mark(self) -> None:
        for button in (self.back, self.compare, self.name):
            button.setEnabled(self.current is not None)
        self.compare.setChecked(self._compared is not None and self.current == self._compared)

    def _rename(self, item: QTreeWidgetItem) -> None:
        version = self._versions[self.list.indexOfTopLevelItem(item)]
        if item.text(_NAME) != version.name:
            self.renamed.emit(version, item.text(_NAME))
            item.setText(_NAME, version.name)  # until it is written; an unfit one never is


class BeforeRow(QWidget):
    """Shows the frame as it was, and leads to the frames that changed most."""

    toggled = Signal()
    wanted = Signal(int)

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.button = QPushButton(tr("Before"), checkable=True, focusPolicy=Qt.FocusPolicy.TabFocus)
        actions.tip(
            self.button, tr("Show the frame as it was; hold the key for a glance"), "before"
        )
        self.button.clicked.connect(self.toggled)
        self.words = LinkLabel(wordWrap=True)
        self.words.setProperty("quiet", True)
        self.words.setAccessibleName(tr("Frames that changed most"))
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.words.linkActivated.connect(lambda frame: self.wanted.emit(int(frame)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.button)
        row.addWidget(self.words, 1)

    def show_changes(self, title: str, frames: Sequence[int]) -> None:
        """Name what it is compared with, and the frames that changed, most of all first."""
        self.button.setAccessibleDescription(title)
        links = " · ".join(f'<a href="{frame}">{frame}</a>' for frame in frames)
        self.words.setText(
            tr("Changed most: {frames}").format(frames=links)
            if links
            else tr("Nothing has changed")
        )
        self.words.setToolTip(title)


def _button(words: str, tip: str) -> QPushButton:
    button = QPushButton(words, focusPolicy=Qt.FocusPolicy.TabFocus)
    button.setToolTip(tip)
    return button
