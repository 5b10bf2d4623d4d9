"""The strip of model panes: every model's own answer beside the result, in the same view."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rvos_studio.app.canvas.pane import Pane
from rvos_studio.app.canvas.picture import Answers
from rvos_studio.app.canvas.viewpoint import Viewpoint

HIGHEST = 190
GAP = 2


class Strip(QWidget):
    """One pane per model that has answered; hidden while there are fewer than two."""

    def __init__(self, viewpoint: Viewpoint) -> None:
        super().__init__()
        self._viewpoint = viewpoint
        self.panes: dict[str, Pane] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, GAP)
        self._row.setSpacing(GAP)
        self.hide()

    def show_models(self, models: Sequence[tuple[str, str]]) -> None:
        """A pane for each (id, title)."""
        if [model for model, _ in models] != list(self.panes):
            for pane in self.panes.values():
                pane.hide()
                pane.deleteLater()
            self.panes = {model: Pane(self._viewpoint, title) for model, title in models}
            for pane in self.panes.values():
                self._row.addWidget(pane)
        self._fit_height()
        self.setVisible(len(models) > 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Not at once: a height changed within a layout's own pass leaves the panes at the old one.
        QTimer.singleShot(0, self, self._fit_height)

    def _fit_height(self) -> None:
        self.setFixedHeight(self.height_for(self.width()))

    def height_for(self, width: int) -> int:
        """As high as whole frames need at this width, no higher."""
        whole = self._viewpoint.whole
        wide = width / max(1, len(self.panes))
        return min(HIGHEST, round(wide * whole.height() / whole.width())) + GAP

    def show_answers(self, answers: Answers) -> None:
        """Show one frame with each model's answer; a model without one shows the bare frame."""
        for model, pane in self.panes.items():
            pane.show_picture(answers.image, answers.overlays.get(model))

    def show_masks(self, shown: bool) -> None:
        for pane in self.panes.values():
            pane.show_masks(shown)
