"""Which models are to learn from corrections, for how long, and what they are called then."""

import re
from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.language import tr
from rvos_studio.models.catalogue import Card

_USUAL, _MOST = 3, 120
_FORBIDDEN = re.compile("[^a-z0-9]+")


class LearnDialog(QDialog):
    """Models that are used are ticked; each learns on a copy."""

    def __init__(
        self, parent: QWidget, able: Sequence[Card], used: Collection[str], name: str, frames: int
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Learn from corrections"))
        about = QLabel(
            tr(
                "A copy of each model learns from %Ln corrected frame(s); some are held out to see whether it helps.",
                "",
                frames,
            ),
            wordWrap=True,
        )
        about.setMinimumWidth(420)
        self.ticks: dict[str, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(10)
        column.addWidget(about)
        known = [card for card in able if card.name in used]
        for card in able:
            tick = self.ticks[card.name] = QCheckBox(card.title)
            tick.setChecked(card in known or not known)
            tick.toggled.connect(self._check)
            column.addWidget(tick)
        self._name = QLineEdit(name)
        self._name.setAccessibleName(tr("Name"))
        self._name.textChanged.connect(self._check)
        self._minutes = QSpinBox(minimum=1, maximum=_MOST, value=_USUAL, suffix=tr(" min"))
        self._minutes.setAccessibleName(tr("Time for each model"))
        form = QFormLayout()
        form.setSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        form.addRow(tr("Name"), self._name)
        form.addRow(tr("Time for each model"), self._minutes)
        column.addLayout(form)
        self._called = QLabel(wordWrap=True)
        self._called.setProperty("quiet", True)
        column.addWidget(self._called)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.learn = buttons.addButton(tr("Learn"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.learn.setProperty("primary", True)
        self.learn.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._check()

    @property
    def models(self) -> list[str]:
        """Names of those that are ticked."""
        return [name for name, tick in self.ticks.items() if tick.isChecked()]

    @property
    def name(self) -> str:
        """What comes after a model's name: small letters and digits, with '-' between them."""
        return _FORBIDDEN.sub("-", self._name.text().lower()).strip("-")

    @property
    def minutes(self) -> int:
        """Of each model."""
        return self._minutes.value()

    def _check(self) -> None:
        called = [f"{model}+{self.name}" for model in self.models]
        said = tr("Kept as {models}").format(models=tr(", ").join(called))
        self._called.setText(said if called and self.name else " ")
        self.learn.setEnabled(bool(called and self.name))
