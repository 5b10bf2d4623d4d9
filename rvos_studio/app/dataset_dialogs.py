"""Questions about datasets."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr
from rvos_studio.fusion import Recipe, shipped
from rvos_studio.models.catalogue import Card


class MakeProjectsDialog(QDialog):
    """Whether to make projects for the clips of a folder."""

    def __init__(self, parent: QWidget, folder: str, clips: int) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Open a dataset"))
        words = tr(
            "“{folder}” holds %Ln clip(s) and no projects. Make a project beside each clip?",
            "",
            clips,
        ).format(folder=folder)
        make = tr("Make %Ln Project(s)", "", clips)
        self.make = _lay_out(self, words, (), make)


class RunDialog(QDialog):
    """Which models answer, and what fuses their answers."""

    def __init__(self, parent: QWidget, projects: int, segmenters: Sequence[Card]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Ask models"))
        self.boxes = {card.name: QCheckBox(card.title, checked=True) for card in segmenters}
        for card in segmenters:
            self.boxes[card.name].setToolTip(of_core(card.about))
            self.boxes[card.name].toggled.connect(self._look)
        self.recipe = QComboBox()
        self.recipe.setAccessibleName(tr("What fuses the answers"))
        self.recipe.addItem(tr("Vote as each project says"), None)
        for recipe in shipped():
            self.recipe.addItem(tr("Recipe {recipe}").format(recipe=of_core(recipe.name)), recipe)
        words = tr(
            "Ask these models for every expression of %Ln clip(s), then fuse their answers. What was answered"
            " before is kept; masks drawn by hand stay.",
            "",
            projects,
        )
        self.run = _lay_out(self, words, (*self.boxes.values(), self.recipe), tr("Ask"))
        self._look()

    @property
    def models(self) -> list[str]:
        """Names of the ticked models."""
        return [name for name, box in self.boxes.items() if box.isChecked()]

    @property
    def chosen_recipe(self) -> Recipe | None:
        """None for the projects' own votes."""
        return self.recipe.currentData()

    def _look(self) -> None:
        self.run.setEnabled(bool(self.models))


def _lay_out(dialog: QDialog, words: str, widgets: Sequence[QWidget], verb: str) -> QWidget:
    """A sentence, what is to be chosen, and two buttons; returns the one that accepts."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 20, 20, 16)
    column.setSpacing(10)
    label = QLabel(words, wordWrap=True)
    label.setMinimumWidth(420)
    column.addWidget(label)
    for widget in widgets:
        column.addWidget(widget)
    column.addSpacing(6)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    accept = buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
    accept.setProperty("primary", True)
    accept.setDefault(True)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    column.addWidget(buttons)
    return accept
