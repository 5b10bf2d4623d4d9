"""One expression on an object's card: its words, what is known of them, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget

from rvos_studio.app.language import tr
from rvos_studio.app.panels.quiet_button import QuietButton
from rvos_studio.project import ExpressionRecord
from rvos_studio.studio.word_check import WordEffect

if TYPE_CHECKING:
    from rvos_studio.app.panels.objects import ObjectsPanel

NOTABLE = 0.5
"""How much of an answer a word has to change to stand out."""


class ExpressionRow(QWidget):
    """Double-click or F2 edits the words in place: Enter keeps them, Escape does not."""

    def __init__(self, record: ExpressionRecord, panel: ObjectsPanel) -> None:
        super().__init__(focusPolicy=Qt.FocusPolicy.StrongFocus)
        self._record, self._panel = record, panel
        self.setAccessibleName(tr("Expression: {text}").format(text=record.text))
        self._words = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self._remark = QLabel(wordWrap=True)
        self._remark.setProperty("quiet", True)
        self._box: QLineEdit | None = None
        self._more = QuietButton("more", tr("What to do with this expression"))
        self._more.clicked.connect(self._open_menu)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self._column.addWidget(self._words)
        self._column.addWidget(self._remark)
        line = QHBoxLayout(self)
        line.setContentsMargins(28, 0, 0, 0)
        line.setSpacing(8)
        line.addLayout(self._column, 1)
        line.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        self.show_effects("", ())

    def show_effects(self, model: str, effects: Sequence[WordEffect]) -> None:
        """Show how much the answer of a model (its title) loses without each word."""
        text, palette = self._record.text, self.palette()
        quiet = palette.color(QPalette.ColorRole.PlaceholderText).name()
        pieces, done = [], 0
        for each in effects:
            word = escape(text[each.start : each.end])
            bold = f"<b>{word}</b>" if each.change >= NOTABLE else word
            share = f"<small style='color:{quiet}'>&nbsp;{each.change:.0%}</small>"
            pieces += [escape(text[done : each.start]), bold, share]
            done = each.end
        words = "".join((*pieces, escape(text[done:])))
        self._words.setText(
            f"<s style='color:{quiet}'>{words}</s>" if self._record.nothing else words
        )
        if self._record.nothing:
            self._remark.setText(tr("Refers to nothing"))
        else:
            self._remark.setText(
                tr("How much {model} changes its answer without the word").format(model=model)
            )
        self._remark.setVisible(self._record.nothing or bool(effects))

    def edit(self) -> None:
        """Let the words be changed."""
        if self._box is not None:
            return
        box = self._box = QLineEdit(self._record.text)
        box.setAccessibleName(tr("Words of the expression"))
        box.returnPressed.connect(self._keep)
        box.editingFinished.connect(self._end)
        self._column.insertWidget(0, box)
        self._words.hide()
        box.show()  # else the layout shows it later, and it cannot have the focus yet
        box.setFocus()
        box.selectAll()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.edit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the card below would choose its object, which is chosen

    def _keep(self) -> None:
        text = " ".join(self._box.text().split())
        if text and text != self._record.text:
            self._panel.rewritten.emit(self._record.id, text)

    def _end(self) -> None:
        if self._box is not None:
            box, self._box = self._box, None
            box.hide()
            box.deleteLater()
            self._words.show()

    def _open_menu(self, at: QPoint | bool = False) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        below = self._more.rect().bottomLeft()
        menu.popup(
            self.mapToGlobal(at) if isinstance(at, QPoint) else self._more.mapToGlobal(below)
        )

    def menu(self) -> QMenu:
        """What can be done with the expression."""
        panel, number = self._panel, self._record.id
        menu = QMenu(self)
        menu.addAction(tr("Edit") + "  F2", self.edit)
        referring = not self._record.nothing
        menu.addAction(tr("Ask Again"), lambda: panel.asked_again.emit(number)).setEnabled(
            referring
        )
        matter = menu.addMenu(tr("Which Words Matter"))
        matter.setEnabled(referring and bool(panel.models))
        for model, title in panel.models:
            matter.addAction(
                tr("to {model}").format(model=title),
                lambda model=model: panel.words_wanted.emit(number, model),
            )
        nothing = menu.addAction(tr("Refers to Nothing"))
        nothing.setCheckable(True)
        nothing.setChecked(self._record.nothing)
        nothing.triggered.connect(lambda: panel.nothing_said.emit(number, referring))
        menu.addSeparator()
        menu.addAction(tr("Remove"), lambda: panel.expression_removed.emit(number))
        return menu
