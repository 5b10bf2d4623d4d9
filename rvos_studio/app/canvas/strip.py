"""The strip of model panes: every model's own answer beside the result, in the same view."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rvos_studio.app.canvas.answer_pane import AnswerPane
from rvos_studio.app.canvas.layers import Comparison
from rvos_studio.app.canvas.viewpoint import Viewpoint
from rvos_studio.app.canvas.views import Side
from rvos_studio.app.language import tr

HIGHEST = 190
GAP = 2


class Strip(QWidget):
    """One pane per model that has answered; only when it is opened, and never with fewer than two."""

    taken = Signal(object, bool)
    """What `AnswerPane.taken` of any pane says."""
    wanted = Signal(object)
    """The `Side` whose name was clicked."""

    def __init__(self, viewpoint: Viewpoint) -> None:
        super().__init__()
        self._viewpoint = viewpoint
        self._opened = True
        self.panes: dict[str, AnswerPane] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, GAP)
        self._row.setSpacing(GAP)
        self.setAccessibleName(tr("Models' answers side by side"))
        self.hide()

    @property
    def open(self) -> bool:
        """Whether models' answers are to be seen."""
        return self._opened and len(self.panes) > 1

    def set_open(self, opened: bool) -> None:
        """Show the panes as soon as there are several, or never."""
        self._opened = opened
        self.setVisible(self.open)

    def show_models(self, models: Sequence[Side]) -> None:
        """A pane for each model, in this order."""
        if [side.model for side in models] != list(self.panes):
            for pane in self.panes.values():
                pane.hide()
                pane.deleteLater()
            self.panes = {side.model: self._new_pane(side) for side in models}
        self._fit_height()
        self.setVisible(self.open)

    def _new_pane(self, side: Side) -> AnswerPane:
        pane = AnswerPane(self._viewpoint)
        pane.setAccessibleName(tr("Answer of {model}").format(model=side.words))
        pane.setToolTip(
            tr(
                "Click a region to add it to the mask, right-click to remove it; click the name to see it large"
            )
        )
        pane.taken.connect(self.taken)
        pane.wanted.connect(self.wanted)
        self._row.addWidget(pane)
        return pane

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

    def show_answers(self, found: Comparison) -> None:
        """Show one frame with each model's answer; a model without one shows the bare frame."""
        for model, pane in self.panes.items():
            pane.show_picture(found.picture.image, None)
            pane.show_layer(found.answers.get(model))

    def show_masks(self, shown: bool) -> None:
        for pane in self.panes.values():
            pane.show_masks(shown)
