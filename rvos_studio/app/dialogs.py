"""Questions to the person; none of them stops the window."""

from collections.abc import Sequence
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
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.event_loop import answer
from rvos_studio.app.language import tr, tr_later
from rvos_studio.models.catalogue import Card
from rvos_studio.studio import FORMATS

VIDEOS = tr_later(
    "Videos and projects (*.rvos *.mp4 *.mov *.mkv *.avi *.webm *.m4v *.mpg *.mpeg *.ts *.gif)"
)
WEIGHTS = tr_later("Checkpoints (*.pth *.pt *.ckpt *.safetensors *.onnx)")
ALL = tr_later("All files (*)")


async def ask_for_video(parent: QWidget, title: str = "", folder: bool = False) -> Path | None:
    """The chosen video, project or folder; None when nobody chose one."""
    dialog = QFileDialog(parent, title or tr("Open"))
    if folder:
        dialog.setFileMode(QFileDialog.FileMode.Directory)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr(VIDEOS), tr(ALL)])
    return Path(dialog.selectedFiles()[0]) if await answer(dialog) else None


async def ask_for_weights(parent: QWidget) -> list[Path]:
    """The chosen files of weights; none when nobody chose one."""
    dialog = QFileDialog(parent, tr("Import weights"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters([tr(WEIGHTS), tr(ALL)])
    return [Path(name) for name in dialog.selectedFiles()] if await answer(dialog) else []


class ExportDialog(QDialog):
    """Which format, and where to; says so when something lies there already."""

    def __init__(self, parent: QWidget, folder: Path, stem: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export"))
        self._folder, self._stem = folder, stem
        self.format = QComboBox()
        self.format.setAccessibleName(tr("Format"))
        for name, each in FORMATS.items():
            self.format.addItem(each.title, name)
        self.path = QLineEdit()
        self.path.setMinimumWidth(380)
        self.path.setAccessibleName(tr("Where to export to"))
        self._hint = QLabel(" ")
        self._hint.setProperty("quiet", True)
        browse = QPushButton(tr("Browse…"), autoDefault=False)
        browse.clicked.connect(self._browse)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.path, 1)
        where.addWidget(browse)
        form = QFormLayout()
        form.setSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        form.addRow(tr("Format"), self.format)
        form.addRow(tr("To"), where)
        form.addRow("", self._hint)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export = buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export.setProperty("primary", True)
        self.export.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(buttons)
        self.format.currentIndexChanged.connect(self._suggest)
        self.path.textChanged.connect(self._look)
        self._suggest()

    @property
    def format_name(self) -> str:
        """The chosen format's name."""
        return self.format.currentData()

    @property
    def place(self) -> Path:
        """Where the export goes, as written."""
        return Path(self.path.text().strip()).expanduser()

    def _suggest(self) -> None:
        ending = FORMATS[self.format_name].suffix or f"-{self.format_name}"
        self.path.setText(str(self._folder / f"{self._stem}{ending}"))

    def _look(self) -> None:
        written = bool(self.path.text().strip())
        taken = written and self.place.exists()
        self._hint.setText(tr("This exists already and will be replaced.") if taken else " ")
        self.export.setText(tr("Replace") if taken else tr("Export"))
        self.export.setEnabled(written)

    def _browse(self) -> None:
        dialog = QFileDialog(self, tr("Export to"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.selectFile(self.path.text())
        dialog.fileSelected.connect(self.path.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class WhichModelDialog(QDialog):
    """Which of several models a file of weights is for."""

    def __init__(self, parent: QWidget, file: str, cards: Sequence[Card]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import weights"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(10)
        column.addWidget(
            QLabel(tr("{file} fits several models. Which one is it?").format(file=file))
        )
        self.choices: dict[str, QRadioButton] = {}
        for card in cards:
            self.choices[card.name] = QRadioButton(card.title)
            about = QLabel(card.about, wordWrap=True)
            about.setProperty("quiet", True)
            about.setContentsMargins(24, 0, 0, 0)
            about.setMinimumWidth(420)
            column.addWidget(self.choices[card.name])
            column.addWidget(about)
        next(iter(self.choices.values())).setChecked(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        use = buttons.addButton(tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        use.setProperty("primary", True)
        use.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    @property
    def model(self) -> str:
        """The chosen model's name."""
        return next(name for name, button in self.choices.items() if button.isChecked())


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
        scroll.setMinimumSize(
            label.sizeHint().width() + 30, min(640, label.sizeHint().height() + 2)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
