"""The tools at the left, the brush's size, and what is in view."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QVBoxLayout

from rvos_studio.app.actions import Actions
from rvos_studio.app.language import tr


class Tools(QFrame):
    """A column of buttons."""

    def __init__(self, actions: Actions) -> None:
        super().__init__(objectName="tools")
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 12, 6, 12)
        column.setSpacing(6)
        self.size_label = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.size_label.setProperty("quiet", True)
        words = "  ".join((tr("Brush diameter in frame pixels"), tr("Ctrl+Wheel")))
        actions.tip(self.size_label, words, "smaller", "larger")
        for name in ("pointer", "brush", "eraser"):
            column.addWidget(_button(actions, name))
        column.addWidget(self.size_label)
        for name in ("polygon", "lasso", "cutout", "fill"):
            column.addWidget(_button(actions, name))
        self._protect = _button(actions, "protect")
        column.addWidget(self._protect)
        self._protect.hide()
        column.addSpacing(12)
        for name in ("undo", "redo"):
            column.addWidget(_button(actions, name))
        column.addStretch(1)
        for name in ("hide", "appearance", "fit"):
            column.addWidget(_button(actions, name))

    def set_radius(self, radius: float) -> None:
        self.size_label.setText(f"{max(1, round(2 * radius))} px")

    def show_several(self, several: bool) -> None:
        """Offer what makes sense only with more than one object."""
        self._protect.setVisible(several)


def _button(actions: Actions, name: str) -> QToolButton:
    button = QToolButton(focusPolicy=Qt.FocusPolicy.TabFocus)
    button.setDefaultAction(actions[name])
    button.setIconSize(QSize(20, 20))
    button.setFixedSize(36, 36)
    return button
