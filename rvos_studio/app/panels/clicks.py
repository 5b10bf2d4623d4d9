"""Which model makes masks of box and clicks."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from rvos_studio.app.language import tr
from rvos_studio.app.panels.models import tooltip
from rvos_studio.models.catalogue import Card


class ClicksPanel(QWidget):
    """Click segmenters by name, and colours, which need none."""

    chosen = Signal(str)
    """The name of a click segmenter; empty for colours."""

    def __init__(self) -> None:
        super().__init__()
        self.box = QComboBox(focusPolicy=Qt.FocusPolicy.TabFocus)
        self.box.setAccessibleName(tr("What makes masks of box and clicks"))
        # As wide as the panel, however long a title is.
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.activated.connect(lambda place: self.chosen.emit(self.box.itemData(place)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)

    def offer(self, cards: Sequence[Card], chosen: str) -> None:
        """What there is to choose from, and what is chosen."""
        self.box.clear()
        for card in cards:
            self.box.addItem(card.title, card.name)
            self.box.setItemData(self.box.count() - 1, tooltip(card), Qt.ItemDataRole.ToolTipRole)
        self.box.addItem(tr("Colours (GrabCut)"), "")
        self.box.setItemData(
            self.box.count() - 1,
            tr("What has the colours of the clicks and not those around; needs no model"),
            Qt.ItemDataRole.ToolTipRole,
        )
        self.box.setCurrentIndex(self.box.findData(chosen))
