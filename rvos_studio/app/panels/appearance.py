"""How masks look: a small popup with what can be chosen."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from rvos_studio.app.appearance import FAINTEST
from rvos_studio.app.language import tr


class AppearancePopup(QFrame):
    """Outlines or fill, and how opaque; everything shows at once."""

    changed = Signal(bool, float)
    """Whether masks are filled, and their opacity, 0..1."""
    settled = Signal()
    """A choice has been made, and the hand is off the slider."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup, objectName="appearance")
        self.outlines = QCheckBox(tr("Outlines only"))
        self.outlines.toggled.connect(self._tell)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(round(100 * FAINTEST), 100)
        self.opacity.setPageStep(10)
        self.opacity.setMinimumWidth(170)
        self.opacity.setAccessibleName(tr("Opacity of masks, in percent"))
        self.opacity.valueChanged.connect(self._tell)
        self.opacity.sliderReleased.connect(self.settled)
        self._percent = QLabel(alignment=Qt.AlignmentFlag.AlignRight)
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("100 %"))
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(QLabel(tr("Opacity")))
        row.addWidget(self.opacity, 1)
        row.addWidget(self._percent)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.outlines)

    def show_appearance(self, filled: bool, opacity: float) -> None:
        """Show what is chosen."""
        for widget in (self.outlines, self.opacity):
            widget.blockSignals(True)
        self.outlines.setChecked(not filled)
        self.opacity.setValue(round(100 * opacity))
        for widget in (self.outlines, self.opacity):
            widget.blockSignals(False)
        self.opacity.setEnabled(filled)
        self._percent.setText(f"{round(100 * opacity)} %")

    def open_at(self, pane: QWidget) -> None:
        """Open in the lower left corner of a pane."""
        self.adjustSize()
        self.move(pane.mapToGlobal(QPoint(8, pane.height() - self.height() - 8)))
        self.show()
        self.opacity.setFocus()

    def _tell(self) -> None:
        self.changed.emit(not self.outlines.isChecked(), self.opacity.value() / 100)
        if not self.opacity.isSliderDown():
            self.settled.emit()
