"""Who plays the parts of a recipe that names models which are not here."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr, tr_later
from rvos_studio.errors import BadInput
from rvos_studio.fusion import EVERY_MODEL, Recipe
from rvos_studio.models.catalogue import Card

WITHOUT = tr_later("Do without")
_FAMILIES = ("soc", "mutr", "referformer", "uninext", "aot", "deaot")


class PartsDialog(QDialog):
    """For each name in the recipe one of the models that have answered or can propagate, or none."""

    def __init__(
        self, parent: QWidget, recipe: Recipe, answered: Sequence[tuple[str, str]],
        propagators: Sequence[Card],
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(of_core(recipe.name))
        self._recipe = recipe
        self.parts: dict[str, QComboBox] = {}
        about = QLabel(
            tr(
                "{about} It names models that have not answered here; say who stands in for them."
            ).format(about=of_core(recipe.about)),
            wordWrap=True,
        )
        about.setMinimumWidth(420)
        form = QFormLayout()
        form.setSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        carriers = [(card.name, card.title) for card in propagators]
        for name in recipe.models:
            if name != EVERY_MODEL:
                self._add(form, name, [*answered, ("", tr(WITHOUT))])
        for name in recipe.propagators:
            self._add(form, name, carriers)
        self._problem = QLabel(wordWrap=True, visible=False)
        self._problem.setProperty("remark", True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.follow = buttons.addButton(tr("Follow"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.follow.setProperty("primary", True)
        self.follow.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(14)
        column.addWidget(about)
        column.addLayout(form)
        column.addWidget(self._problem)
        column.addWidget(buttons)
        self._check()

    @property
    def bound(self) -> Recipe:
        """The recipe with those who were chosen. Raises `BadInput` where too little is left."""
        return self._recipe.bind(self._names)

    @property
    def _names(self) -> Mapping[str, str]:
        return {name: box.currentData() for name, box in self.parts.items()}

    def _add(self, form: QFormLayout, name: str, choices: Sequence[tuple[str, str]]) -> None:
        box = self.parts[name] = QComboBox()
        box.setAccessibleName(tr("Who plays {name}").format(name=name))
        for model, title in choices:
            box.addItem(title, model)
        place = box.findData(name)
        if place < 0:
            of_family = (k for k, (model, _) in enumerate(choices) if family(model) == family(name))
            place = next(of_family, -1)
        # Somebody else for each part as long as there are some.
        taken = sum(each.currentData() == "" for each in self.parts.values())
        box.setCurrentIndex(
            place if place >= 0 else min(len(self.parts) - 1 - taken, box.count() - 1)
        )
        box.currentIndexChanged.connect(self._check)
        form.addRow(name, box)

    def _check(self) -> None:
        problem = ""
        try:
            self._recipe.bind(self._names)
        except BadInput as error:
            problem = of_core(str(error))
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.follow.setEnabled(not problem)


def family(model: str) -> str:
    """The network of which a model is a variant; its own name for others."""
    return next((part for part in model.split("-") if part in _FAMILIES), model)
