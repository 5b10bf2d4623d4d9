"""The list of objects with their expressions, and the box in which new ones are written."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rvos_studio.app.canvas.overlay import colour_of
from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr
from rvos_studio.app.panels.expression_row import ExpressionRow
from rvos_studio.app.panels.phrase_box import PhraseBox
from rvos_studio.app.panels.quiet_button import QuietButton
from rvos_studio.project import ExpressionRecord, ObjectRecord
from rvos_studio.studio.word_check import WordEffect


class ObjectsPanel(QWidget):
    """Typing a sentence makes an object; the chosen object's card takes further expressions."""

    described = Signal(str)
    """An expression for a new object."""
    described_further = Signal(int, str)
    """Another expression for an object."""
    chosen = Signal(int)
    object_removed = Signal(int)
    object_unlocked = Signal(int)
    expression_removed = Signal(int)
    rewritten = Signal(int, str)
    """Other words for an expression."""
    nothing_said = Signal(int, bool)
    """Whether an expression refers to nothing."""
    asked_again = Signal(int)
    words_wanted = Signal(int, str)
    """Which words of an expression matter to a model."""

    def __init__(self) -> None:
        super().__init__()
        self.models: Sequence[tuple[str, str]] = ()
        """Models that can be asked, as (id, title)."""
        self.box = PhraseBox(
            tr("Describe an object, then press Enter"), tr("Expression for a new object")
        )
        self.box.given.connect(self.described)
        self._shown: object = None
        self._offered: tuple[Sequence[str], Sequence[str]] = (), ()
        self._remarks: tuple[int, Sequence[str]] = (0, ())
        self._effects: dict[ExpressionRecord, tuple[str, Sequence[WordEffect]]] = {}
        self._open: ObjectCard | None = None
        self._cards = QVBoxLayout()
        self._cards.setSpacing(4)
        self._hint = QLabel(
            tr("One sentence per object: “the dog that jumps over the fence”."), wordWrap=True
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
        shown = [(each.id, each.name, each.expressions, each.locked) for each in objects], chosen
        if shown == self._shown:
            return
        self._shown = shown
        while self._cards.count():
            widget = self._cards.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        self._open = None
        for record in objects:
            card = ObjectCard(record, record.id == chosen, self)
            self._cards.addWidget(card)
            if record.id == chosen:
                self._open = card
        self._show_known(chosen)
        self.offer(*self._offered)
        self._hint.setVisible(not objects)

    def offer(self, known: Sequence[str], patterns: Sequence[str]) -> None:
        """Complete to expressions that are known, and offer patterns to fill in."""
        self._offered = known, patterns
        for box in self.findChildren(PhraseBox):
            box.offer(known, patterns)

    def show_remarks(self, object_id: int, sentences: Sequence[str]) -> None:
        """Say what a person should know of an object."""
        self._remarks = object_id, sentences
        if self._open is not None and self._open.object_id == object_id:
            self._open.show_remarks(sentences)

    def show_effects(
        self, expression: ExpressionRecord, model: str, effects: Sequence[WordEffect]
    ) -> None:
        """Say which words of an expression matter to a model (its title)."""
        self._effects[expression] = model, effects
        row = self._open.rows.get(expression) if self._open is not None else None
        if row is not None:
            row.show_effects(model, effects)

    def edit(self) -> None:
        """Let the words of the expression with the focus be changed, else of the chosen object's first."""
        rows = list(self._open.rows.values()) if self._open is not None else []
        focused = [
            row for row in rows if row.hasFocus() or row.isAncestorOf(row.focusWidget() or row)
        ]
        for row in [*focused, *rows][:1]:
            row.edit()

    def refresh_icons(self) -> None:
        """Make the cards anew at the next showing: the palette changed."""
        self._shown = None
        self.box.refresh_icons()

    def _show_known(self, chosen: int) -> None:
        if self._remarks[0] == chosen:
            self.show_remarks(*self._remarks)
        for expression, (model, effects) in self._effects.items():
            self.show_effects(expression, model, effects)


class ObjectCard(QFrame):
    """One object: its colour and number, and its expressions; open when chosen."""

    def __init__(self, record: ObjectRecord, chosen: bool, panel: ObjectsPanel) -> None:
        super().__init__(objectName="object")
        self.object_id = record.id
        self.rows: dict[ExpressionRecord, ExpressionRow] = {}
        self._panel = panel
        self.setProperty("chosen", chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 6, 8 if chosen else 6)
        column.setSpacing(2)
        title = QLabel(
            record.label
            if not chosen
            else record.name or tr("Object {number}").format(number=record.id)
        )
        title.setSizePolicy(
            title.sizePolicy().horizontalPolicy().Ignored, title.sizePolicy().verticalPolicy()
        )
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Chip(record.id))
        line.addWidget(title, 1)
        column.addLayout(line)
        if record.locked:
            unlock = QuietButton("lock", tr("Unlock this object") + "  Shift+L")
            unlock.clicked.connect(lambda: panel.object_unlocked.emit(self.object_id))
            line.addWidget(unlock, 0, Qt.AlignmentFlag.AlignTop)
        self._remarks = QLabel(wordWrap=True, visible=False)
        self._remarks.setProperty("remark", True)
        if not chosen:
            return
        remove = QuietButton("remove", tr("Remove this object") + "  Shift+Del")
        remove.clicked.connect(lambda: panel.object_removed.emit(self.object_id))
        line.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        for expression in record.expressions:
            row = self.rows[expression] = ExpressionRow(expression, panel)
            column.addWidget(row)
        column.addWidget(self._remarks)
        further = PhraseBox(
            tr("Another expression for it"), tr("Another expression for the chosen object")
        )
        further.given.connect(lambda text: panel.described_further.emit(self.object_id, text))
        below = QHBoxLayout()
        below.setContentsMargins(28, 4, 4, 0)
        below.addWidget(further)
        column.addLayout(below)

    def show_remarks(self, sentences: Sequence[str]) -> None:
        """Say these, or nothing."""
        self._remarks.setText("\n".join(map(of_core, sentences)))
        self._remarks.setVisible(bool(sentences))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._panel.chosen.emit(self.object_id)


class Chip(QWidget):
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
