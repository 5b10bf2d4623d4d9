"""Questions to the person; none of them stops the window."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.event_loop import answer

VIDEOS = (
    "Videos and projects (*.rvos *.mp4 *.mov *.mkv *.avi *.webm *.m4v *.mpg *.mpeg *.ts *.gif);;"
    "All files (*)"
)


@dataclass(frozen=True)
class Target:
    """A dataset format one can export to."""

    name: str
    title: str
    suffix: str
    """Of the file it makes; empty when it makes a folder."""


async def ask_for_video(parent: QWidget, title: str = "Open", folder: bool = False) -> Path | None:
    """The chosen video, project or folder; None when nobody chose one."""
    dialog = QFileDialog(parent, title)
    if folder:
        dialog.setFileMode(QFileDialog.FileMode.Directory)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(VIDEOS.split(";;"))
    return Path(dialog.selectedFiles()[0]) if await answer(dialog) else None


class ExportDialog(QDialog):
    """Which format, and where to."""

    def __init__(self, parent: QWidget, targets: Sequence[Target], place: Path, stem: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self._targets = targets
        self._folder, self._stem = place, stem
        self.format = QComboBox()
        for target in targets:
            self.format.addItem(target.title)
        self.path = QLineEdit()
        self.path.setMinimumWidth(360)
        browse = QPushButton("Browse…")
        browse.clicked.connect(self._browse)
        where = QHBoxLayout()
        where.addWidget(self.path, 1)
        where.addWidget(browse)
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow("Format", self.format)
        form.addRow("To", where)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export = buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
        self.export.setProperty("primary", True)
        self.export.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(18)
        column.addLayout(form)
        column.addWidget(buttons)
        self.format.currentIndexChanged.connect(self._suggest)
        self.path.textChanged.connect(lambda text: self.export.setEnabled(bool(text.strip())))
        self._suggest()

    @property
    def target(self) -> Target:
        return self._targets[self.format.currentIndex()]

    @property
    def place(self) -> Path:
        """Where the export goes, as written."""
        return Path(self.path.text().strip()).expanduser()

    def _suggest(self) -> None:
        target = self.target
        ending = target.suffix or f"-{target.name}"
        self.path.setText(str(self._folder / f"{self._stem}{ending}"))

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Export to")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(self.path.text())
        dialog.fileSelected.connect(self.path.setText)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


class Sheet(QDialog):
    """A page of text to read."""

    def __init__(self, parent: QWidget, title: str, text: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        label = QLabel(text, wordWrap=False)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setContentsMargins(20, 16, 20, 16)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(label)
        scroll.setMinimumSize(label.sizeHint().width() + 30, min(560, label.sizeHint().height()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
