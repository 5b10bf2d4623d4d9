"""The models page: every model there is, whether it can run here, and how to get the weights that it lacks."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.panels.link_label import LinkLabel
from rvos_studio.models.catalogue import Card, Role, Status

_ROLES = {
    Role.SEGMENTER: tr_later("Answer expressions"),
    Role.PROPAGATOR: tr_later("Propagate"),
    Role.CLICK_SEGMENTER: tr_later("Cut out by clicks"),
}
_CARD = Qt.ItemDataRole.UserRole
_WIDEST = 1080


class ModelsPage(QWidget):
    """A list at the left, the chosen model's card at the right."""

    import_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        title = QLabel(tr("Models"))
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        title.setFont(font)
        words = QLabel(
            tr(
                "Drop a checkpoint anywhere on this window: the program finds out which model it is for."
            )
        )
        words.setProperty("quiet", True)
        self.back = QPushButton(tr("Back"))
        self.back.clicked.connect(self.left)
        self.bring = QPushButton(tr("Import Weights…"))
        self.bring.setProperty("primary", True)
        self.bring.clicked.connect(self.import_wanted)
        self.list = QTreeWidget(rootIsDecorated=False, indentation=12, objectName="tree")
        self.list.setAccessibleName(tr("Models"))
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.currentItemChanged.connect(self._show_card)
        self.card = LinkLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self.card.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.card.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.card.setOpenExternalLinks(True)
        self.card.setContentsMargins(24, 4, 4, 4)
        self._lay_out(title, words)

    def _lay_out(self, title: QLabel, words: QLabel) -> None:
        top = QHBoxLayout()
        top.addWidget(title, 1)
        top.addWidget(self.back)
        top.addWidget(self.bring)
        parts = QSplitter(childrenCollapsible=False)
        parts.addWidget(self.list)
        parts.addWidget(self.card)
        parts.setSizes([560, 440])
        inside = QWidget(maximumWidth=_WIDEST)
        column = QVBoxLayout(inside)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(words)
        column.addSpacing(6)
        column.addWidget(parts, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inside, 100)
        row.addStretch(1)

    def show_cards(self, found: Sequence[tuple[Card, Status]]) -> None:
        """Show these; the chosen one stays chosen."""
        before = self.chosen
        self.list.clear()
        for role, words in _ROLES.items():
            if not any(card.role is role for card, _ in found):
                continue
            heading = QTreeWidgetItem(self.list, [tr(words)])
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            heading.setForeground(0, self.palette().placeholderText())
            for card, status in found:
                if card.role is role:
                    item = QTreeWidgetItem(heading, [card.title, _status(status)])
                    item.setData(0, _CARD, (card, status))
                    item.setForeground(1, self.palette().placeholderText())
        self.list.expandAll()
        self.choose(before or self._first_lacking(found))

    @property
    def chosen(self) -> str:
        """The name of the model whose card is shown; empty while none is."""
        item = self.list.currentItem()
        return item.data(0, _CARD)[0].name if item and item.data(0, _CARD) else ""

    def choose(self, name: str) -> None:
        """Show a model's card."""
        for item in self._items():
            if item.data(0, _CARD)[0].name == name:
                self.list.setCurrentItem(item)

    def status(self, name: str) -> str:
        """What the list says of a model."""
        return next(item.text(1) for item in self._items() if item.data(0, _CARD)[0].name == name)

    def _items(self) -> list[QTreeWidgetItem]:
        headings = [self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount())]
        return [heading.child(row) for heading in headings for row in range(heading.childCount())]

    @staticmethod
    def _first_lacking(found: Sequence[tuple[Card, Status]]) -> str:
        names = [card.name for card, status in found if status is Status.NO_WEIGHTS]
        return next(iter(names), found[0][0].name if found else "")

    def _show_card(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.data(0, _CARD):
            self.card.setText(page(*item.data(0, _CARD)))


def page(card: Card, status: Status) -> str:
    """A card as HTML."""
    lines = [
        (
            tr("Status"),
            tr("Ready")
            if status is Status.READY
            else tr("Its weights are not here. It needs {needs}.").format(
                needs=of_core(card.needs)
            ),
        ),
        (tr("Weights"), of_core(card.published)),
        (tr("Licence"), card.licence),
        (tr("Paper"), of_core(card.paper)),
        (tr("Looks at"), of_core(card.input_size)),
        (tr("Plugin"), card.plugin),
        (tr("In commands"), card.name),
    ]
    rows = "".join(f"<p><b>{heading}</b><br>{_linked(text)}</p>" for heading, text in lines if text)
    how = ""
    if status is Status.NO_WEIGHTS:
        question = tr("How to import them")
        answer = tr(
            "Fetch the checkpoint from where its authors publish it, or train one, and drop the file here or press"
            " Import Weights. It is checked against the network before it is used."
        )
        how = f"<p><b>{question}</b><br>{answer}</p>"
    return f"<h3>{escape(card.title)}</h3><p>{escape(of_core(card.about))}</p>{rows}{how}"


def _status(status: Status) -> str:
    return tr("ready") if status is Status.READY else tr("no weights")


def _linked(text: str) -> str:
    words = (
        f'<a href="{escape(word)}">{escape(word)}</a>'
        if word.startswith("https://")
        else escape(word)
        for word in text.split()
    )
    return " ".join(words)
