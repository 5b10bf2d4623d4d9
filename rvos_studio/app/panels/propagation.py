"""How corrections are carried to other frames: which way, how far, by which propagator."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.icons import icon

WAYS = ("backward", "both", "forward")
MORE = "Drop a checkpoint for more"
HOW_TO_GET_MORE = (
    "Models whose weights are here. For AOT and DeAOT, drop a published checkpoint on the window;\n"
    "'rvos-studio models list' says where their authors publish them."
)


class PropagationPanel(QWidget):
    """Direction, range and propagator, and the button that starts."""

    started = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ways = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(4)
        for number, way in enumerate(WAYS):
            button = QToolButton(checkable=True, focusPolicy=Qt.FocusPolicy.TabFocus)
            button.setToolTip({"both": "Both ways"}.get(way, way.capitalize()))
            button.setAccessibleName(f"Propagate {way}")
            self._ways.addButton(button, number)
            row.addWidget(button)
        self._ways.button(WAYS.index("both")).setChecked(True)
        row.addStretch(1)
        self._first, self._last = _frame_box("First frame"), _frame_box("Last frame")
        row.addWidget(self._first)
        row.addWidget(QLabel("to"))
        row.addWidget(self._last)
        self._models = QComboBox(focusPolicy=Qt.FocusPolicy.TabFocus)
        self._models.setAccessibleName("Propagator")
        self._models.setToolTip(HOW_TO_GET_MORE)
        self._all = QCheckBox("All objects", focusPolicy=Qt.FocusPolicy.TabFocus)
        self.start = QPushButton("Propagate", focusPolicy=Qt.FocusPolicy.TabFocus)
        self.start.setToolTip("Carry the hand-drawn frames through the clip  Ctrl+T")
        self.start.clicked.connect(self.started)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        for widget in (self._models, self._all, self.start):
            column.addWidget(widget)
        self.refresh_icons()

    def set_clip(self, length: int) -> None:
        """Offer all frames of a clip."""
        for box, value in ((self._first, 0), (self._last, length - 1)):
            box.setRange(0, length - 1)
            box.setValue(value)

    def offer(self, models: Sequence[tuple[str, str]], newest: str | None = None) -> None:
        """Propagators that can be used, as (id, title); the newest is chosen, else the one that was."""
        chosen = newest if newest in dict(models) else self.model
        self._models.clear()
        for model, title in models:
            self._models.addItem(title, model)
        self._models.setCurrentIndex(max(0, self._models.findData(chosen)))
        self._models.addItem(MORE)
        self._models.model().item(len(models)).setEnabled(False)
        self.start.setEnabled(bool(models))

    def set_objects(self, count: int) -> None:
        self._all.setVisible(count > 1)

    @property
    def direction(self) -> str:
        """'forward', 'backward' or 'both'."""
        return WAYS[self._ways.checkedId()]

    @property
    def frames(self) -> tuple[int, int]:
        """First and last frame of the range, in order."""
        first, last = self._first.value(), self._last.value()
        return min(first, last), max(first, last)

    @property
    def model(self) -> str | None:
        return self._models.currentData()

    @property
    def all_objects(self) -> bool:
        return self._all.isChecked()

    def refresh_icons(self) -> None:
        for number, way in enumerate(WAYS):
            self._ways.button(number).setIcon(icon(way))


def _frame_box(name: str) -> QSpinBox:
    box = QSpinBox(focusPolicy=Qt.FocusPolicy.ClickFocus, alignment=Qt.AlignmentFlag.AlignCenter)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setFixedWidth(72)
    return box
