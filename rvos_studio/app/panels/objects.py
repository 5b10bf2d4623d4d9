"""The list of objects with their expressions, and the box in which new ones are written."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.canvas.overlay import colour_of
from rvos_studio.app.icons import icon
from rvos_studio.project import ObjectRecord


class ObjectsPanel(QWidget):
    """Typing a sentence makes an object; the chosen object's card takes further expressions."""

    described = Signal(str)
    """An expression for a new object."""
    described_further = Signal(int, str)
    """Another expression for an object."""
    chosen = Signal(int)
    object_removed = Signal(int)
    expression_removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.box = QLineEdit(placeholderText="Describe an object, then press Enter")
        self.box.setAccessibleName("Expression for a new object")
        self.box.setAcceptDrops(False)  # a file dropped here is for the window
        self.box.returnPressed.connect(self._describe)
        self._shown: object = None
        self._cards = QVBoxLayout()
        self._cards.setSpacing(4)
        self._hint = QLabel(
            "One sentence per object: “the dog that jumps over the fence”.", wordWrap=True
        )
        self._hint.setProperty("quiet", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.box)
        column.addWidget(self._hint)
        column.addLayout(self._cards)

    def show_objects(self, objects: Sequence[ObjectRecord], chosen: int) -> None:
        """Show these objects, one of them open; what is being typed stays unless something changed."""
        shown = [(each.id, each.name, each.expressions) for each in objects], chosen
        if shown == self._shown:
            return
        self._shown = shown
        while self._cards.count():
            widget = self._cards.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        for record in objects:
            card = ObjectCard(record, record.id == chosen)
            card.clicked.connect(self.chosen)
            card.removed.connect(self.object_removed)
            card.described.connect(self.described_further)
            card.expression_removed.connect(self.expression_removed)
            self._cards.addWidget(card)
        self._hint.setVisible(not objects)

    def refresh_icons(self) -> None:
        """Make the cards anew at the next showing: the palette changed."""
        self._shown = None

    def _describe(self) -> None:
        text = self.box.text().strip()
        if text:
            self.box.clear()
            self.described.emit(text)


class ObjectCard(QFrame):
    """One object: its colour and number, and its expressions; open when chosen."""

    clicked = Signal(int)
    removed = Signal(int)
    described = Signal(int, str)
    expression_removed = Signal(int)

    def __init__(self, record: ObjectRecord, chosen: bool) -> None:
        super().__init__(objectName="object")
        self._id = record.id
        self.setProperty("chosen", chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 6, 8 if chosen else 6)
        column.setSpacing(2)
        title = QLabel(record.label if not chosen else record.name or f"Object {record.id}")
        title.setSizePolicy(
            title.sizePolicy().horizontalPolicy().Ignored, title.sizePolicy().verticalPolicy()
        )
        column.addLayout(self._line(_Chip(record.id), title, self._remover(chosen)))
        if chosen:
            for expression in record.expressions:
                words = QLabel(expression.text, wordWrap=True)
                remove = _small_button("remove", "Remove this expression")
                remove.clicked.connect(
                    lambda _=False, each=expression.id: self.expression_removed.emit(each)
                )
                line = self._line(words, None, remove)
                line.setContentsMargins(28, 0, 0, 0)
                column.addLayout(line)
            further = QLineEdit(placeholderText="Another expression for it")
            further.setAcceptDrops(False)
            further.setAccessibleName("Another expression for the chosen object")
            further.returnPressed.connect(lambda: self._describe(further))
            line = QHBoxLayout()
            line.setContentsMargins(28, 4, 4, 0)
            line.addWidget(further)
            column.addLayout(line)

    def _remover(self, chosen: bool) -> QWidget | None:
        if not chosen:
            return None
        button = _small_button("remove", "Remove this object  Shift+Del")
        button.clicked.connect(lambda: self.removed.emit(self._id))
        return button

    def _line(self, first: QWidget, second: QWidget | None, last: QWidget | None) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(first, 0 if second else 1)
        if second:
            line.addWidget(second, 1)
        if last:
            line.addWidget(last, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _describe(self, box: QLineEdit) -> None:
        if text := box.text().strip():
            box.clear()
            self.described.emit(self._id, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit(self._id)


class _Chip(QWidget):
    """The object's colour with its number, which is also its key."""

    def __init__(self, object_id: int) -> None:
        super().__init__()
        self._id = object_id
        self.setFixedSize(20, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour_of(self._id))
            painter.drawRoundedRect(self.rect(), 6, 6)
            font = painter.font()
            font.setBold(True)
            font.setPointSizeF(font.pointSizeF() * 0.85)
            painter.setFont(font)
            painter.setPen(Qt.GlobalColor.black)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._id))


class _QuietButton(QToolButton):
    """A button whose icon is faint until the pointer is on it."""

    def __init__(self, name: str) -> None:
        super().__init__(focusPolicy=Qt.FocusPolicy.TabFocus)
        self._name = name
        self._tint(QPalette.ColorRole.Mid)

    def _tint(self, role: QPalette.ColorRole) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Text, palette.color(role))
        self.setIcon(icon(self._name, palette))

    def enterEvent(self, event: QEvent) -> None:
        self._tint(QPalette.ColorRole.ButtonText)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._tint(QPalette.ColorRole.Mid)
        super().leaveEvent(event)


def _small_button(name: str, words: str) -> QToolButton:
    button = _QuietButton(name)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button
