"""Which models look for the object, who of them votes, and how many votes a pixel needs."""

from collections.abc import Sequence
from textwrap import fill

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.fusion import Vote, votes_needed
from rvos_studio.models.catalogue import Card


class ModelsPanel(QWidget):
    """A button that asks the ticked models, and, once several have answered, a check box for each one's vote."""

    asked = Signal()
    voted = Signal(object)
    """The new `Vote`."""

    def __init__(self) -> None:
        super().__init__()
        self._answered: tuple[str, ...] = ()
        self._each = 1
        self._threshold = 0.5
        self._boxes: dict[str, QCheckBox] = {}
        self._choice: list[QAction] = []
        self.find = QPushButton("Find", focusPolicy=Qt.FocusPolicy.TabFocus)
        self.find.setToolTip("Ask the models where the chosen object is  Ctrl+Return")
        self.find.clicked.connect(self.asked)
        self._which = QPushButton("Models", focusPolicy=Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self._which, toolTipsVisible=True)
        self._which.setMenu(self._menu)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.find, 1)
        buttons.addWidget(self._which)
        self._members = QVBoxLayout()
        self._members.setSpacing(4)
        self._needed = QSpinBox(
            focusPolicy=Qt.FocusPolicy.ClickFocus, alignment=Qt.AlignmentFlag.AlignCenter
        )
        self._needed.setAccessibleName("Votes a pixel needs")
        self._needed.valueChanged.connect(self._tell_needed)
        self._vote = QWidget()
        needs = QHBoxLayout()
        needs.addWidget(QLabel("A pixel needs"))
        needs.addWidget(self._needed)
        needs.addStretch(1)
        column = QVBoxLayout(self._vote)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._members)
        column.addLayout(needs)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(buttons)
        whole.addWidget(self._vote)
        self._vote.hide()

    def offer(self, models: Sequence[Card]) -> None:
        """Models that can be asked; all are ticked until somebody unticks them."""
        unticked = {action.data() for action in self._choice if not action.isChecked()}
        self._menu.clear()
        self._choice = []
        for card in models:
            action = self._menu.addAction(card.title)
            action.setToolTip(tooltip(card))
            action.setCheckable(True)
            action.setChecked(card.name not in unticked)
            action.setData(card.name)
            action.toggled.connect(self._name_choice)
            self._choice.append(action)
        self._which.setVisible(len(models) > 1)
        self._name_choice()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the models that will be asked."""
        return tuple(action.data() for action in self._choice if action.isChecked())

    def show_vote(self, answered: Sequence[tuple[str, str]], vote: Vote, each: int) -> None:
        """Show who answered, as (id, title), and the vote; every member has `each` votes, one per expression."""
        self._answered, self._each = tuple(model for model, _ in answered), max(1, each)
        if tuple(self._boxes) != self._answered:
            self._rebuild(answered)
        for model, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(model in vote.members)
            box.blockSignals(False)
        self._show_needed(vote)
        self._vote.setVisible(len(answered) > 1)

    def toggle(self, place: int) -> None:
        """Change the vote of the member at this place of the list, from 0; nothing where there is none."""
        if place < len(self._boxes) > 1:
            box = tuple(self._boxes.values())[place]
            if box.isEnabled():
                box.toggle()

    def _rebuild(self, answered: Sequence[tuple[str, str]]) -> None:
        for box in self._boxes.values():
            box.hide()
            box.deleteLater()
        self._boxes = {}
        for place, (model, title) in enumerate(answered):
            box = QCheckBox(title, focusPolicy=Qt.FocusPolicy.TabFocus)
            if place < 9:
                box.setToolTip(f"{title} votes  Alt+{place + 1}")
            box.toggled.connect(self._tell_members)
            self._boxes[model] = box
            self._members.addWidget(box)

    def _show_needed(self, vote: Vote) -> None:
        for model, box in self._boxes.items():
            box.setEnabled(vote.members != (model,))  # nobody voting would be no fusion
        self._threshold = vote.threshold
        votes = max(1, len(vote.members) * self._each)
        self._needed.blockSignals(True)
        self._needed.setRange(1, votes)
        self._needed.setSuffix(f" of {votes} vote{'s' if votes > 1 else ''}")
        self._needed.setValue(votes_needed(votes, vote.threshold))
        self._needed.blockSignals(False)

    def _tell_members(self) -> None:
        self._tell(self._threshold)

    def _tell_needed(self) -> None:
        self._tell(self._needed.value() / self._needed.maximum())

    def _tell(self, threshold: float) -> None:
        members = tuple(model for model, box in self._boxes.items() if box.isChecked())
        vote = Vote(members, threshold)
        self._show_needed(vote)
        self.voted.emit(vote)

    def _name_choice(self) -> None:
        chosen = len(self.chosen)
        self._which.setText(f"{chosen} of {len(self._choice)} models")
        self.find.setEnabled(chosen > 0)


def tooltip(card: Card) -> str:
    """What a model does, and whose it is where it is not the program's own."""
    about = fill(card.about, 70)
    return f"{about}\nFrom the plugin {card.plugin}" if card.plugin else about
