"""A window beside the editor: what each model makes of each expression on the frame that is looked at."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.language import tr
from rvos_studio.app.matrix import HEIGHT, WIDTH, Cell, Matrix
from rvos_studio.app.panels.objects import Chip
from rvos_studio.project import ExpressionRecord


class MatrixDialog(QDialog):
    """Rows are expressions, columns models; a click goes to an answer."""

    picked = Signal(int, str)
    """An object, and the model whose answer to it is wanted."""

    def __init__(self, parent: QWidget, titles: Mapping[str, str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Expressions and models"))
        self._titles = titles
        self.buttons: dict[tuple[int, str], QToolButton] = {}
        self._scroll = QScrollArea(widgetResizable=True)
        self._frame = QLabel()
        self._frame.setProperty("quiet", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.addWidget(self._frame)
        column.addWidget(self._scroll, 1)

    def show_matrix(self, found: Matrix) -> None:
        """Replace what is shown."""
        if not found.models:
            self._frame.setText(tr("No model has answered yet."))
        else:
            self._frame.setText(
                tr("Frame {frame}. Click an answer to look at it.").format(frame=found.frame)
            )
        content = QWidget()
        grid = QGridLayout(content)
        grid.setSpacing(8)
        self.buttons = {}
        for place, model in enumerate(found.models):
            title = QLabel(self._titles.get(model, model), wordWrap=True)
            title.setProperty("heading", True)
            title.setFixedWidth(WIDTH)
            grid.addWidget(title, 0, place + 2, Qt.AlignmentFlag.AlignBottom)
        for row, expression in enumerate(found.expressions, 1):
            grid.addWidget(Chip(expression.object_id), row, 0)
            words = QLabel(expression.text, wordWrap=True)
            words.setMinimumWidth(140)
            grid.addWidget(words, row, 1)
            for place, model in enumerate(found.models):
                cell = found.cells.get((expression.id, model))
                grid.addWidget(self._cell(expression, model, cell), row, place + 2)
        grid.setRowStretch(len(found.expressions) + 1, 1)
        grid.setColumnStretch(1, 1)
        first = self._scroll.widget() is None
        at = self._scroll.verticalScrollBar().value()
        self._scroll.setWidget(content)
        self._scroll.verticalScrollBar().setValue(at)
        if first:
            self.resize(self._fitting(content.sizeHint()))

    def _cell(self, expression: ExpressionRecord, model: str, cell: Cell | None) -> QWidget:
        if cell is None:
            words = tr("Refers to nothing") if expression.nothing else tr("Not asked")
            label = QLabel(words, alignment=Qt.AlignmentFlag.AlignCenter)
            label.setProperty("quiet", True)
            label.setFixedSize(WIDTH, HEIGHT)
            return label
        button = self.buttons[expression.id, model] = QToolButton()
        button.setIcon(QIcon(QPixmap.fromImage(cell.image)))
        button.setIconSize(QSize(WIDTH, HEIGHT))
        said = (
            tr("{model} on “{text}”: confidence {confidence:.2f}")
            if cell.found
            else tr("{model} on “{text}”: found nothing on this frame")
        ).format(
            model=self._titles.get(model, model), text=expression.text, confidence=cell.confidence
        )
        button.setToolTip(said)
        button.setAccessibleName(said)
        number = expression.object_id
        button.clicked.connect(lambda: self.picked.emit(number, model))
        return button

    def _fitting(self, wanted: QSize) -> QSize:
        most = self.screen().availableSize() * 0.8
        return (wanted + QSize(60, 80)).boundedTo(most)
