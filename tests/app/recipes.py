"""The list of recipes, as a person uses it."""

from PySide6.QtWidgets import QComboBox


def pick(panel, text):
    """Choose an entry of the list of recipes, as a click does."""
    recipes = panel.findChild(QComboBox)
    recipes.setCurrentIndex(recipes.findText(text))
    recipes.activated.emit(recipes.currentIndex())


def recipe(panel):
    return panel.findChild(QComboBox).currentText()
