"""Which models look for the object."""

from collections.abc import Sequence
from textwrap import fill

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr
from rvos_studio.models.catalogue import Card


class ModelsPanel(QWidget):
    """A button that asks the ticked models, and a menu to tick them."""

    asked = Signal()
    chosen_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice: list[QAction] = []
        self.find = QPushButton(tr("Find"), focusPolicy=Qt.FocusPolicy.TabFocus)
        self.find.clicked.connect(self.asked)
        self._which = QPushButton(tr("Models"), focusPolicy=Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self._which, toolTipsVisible=True)
        self._which.setMenu(self._menu)
        buttons = QHBoxLayout(self)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        buttons.addWidget(self.find, 1)
        buttons.addWidget(self._which)

    def offer(self, models: Sequence[Card]) -> None:
        """Models that can be asked; all but those that have learnt are ticked until somebody unticks them."""
        unticked = {card.name for card in models if card.finetuned}
        unticked -= set(self.chosen)
        unticked |= {action.data() for action in self._choice if not action.isChecked()}
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

    def take(self, name: str, instead_of: str) -> None:
        """Tick one model and untick another."""
        for action in self._choice:
            if action.data() in (name, instead_of):
                action.setChecked(action.data() == name)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the models that will be asked."""
        return tuple(action.data() for action in self._choice if action.isChecked())

    @property
    def titled(self) -> tuple[tuple[str, str], ...]:
        """The same as (id, title)."""
        return tuple((each.data(), each.text()) for each in self._choice if each.isChecked())

    def _name_choice(self) -> None:
        chosen = len(self.chosen)
        self._which.setText(
            tr("{chosen} of %Ln model(s)", "", len(self._choice)).format(chosen=chosen)
        )
        self.find.setEnabled(chosen > 0)
        self.chosen_changed.emit()


def tooltip(card: Card) -> str:
    """What a model does, and whose it is where it is not the program's own."""
    about = fill(of_core(card.about), 70)
    origin = tr("From the plugin {plugin}").format(plugin=card.plugin)
    return f"{about}\n{origin}" if card.plugin else about
