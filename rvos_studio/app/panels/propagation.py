"""How corrections are carried to other frames: which way, how far, by which propagator."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.icons import icon
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.panels.models import tooltip
from rvos_studio.models.catalogue import Card
from rvos_studio.propagation import Direction
from rvos_studio.studio.scope import (
    Scope,
    around_frame,
    is_correction,
    over_range,
    redoes,
    to_next,
)

WAYS = ("backward", "both", "forward")
_WAYS = {
    "backward": (tr_later("Backward"), tr_later("Propagate backward")),
    "both": (tr_later("Both ways"), tr_later("Propagate both ways")),
    "forward": (tr_later("Forward"), tr_later("Propagate forward")),
}
_OUTLOOK = {
    (False, False): tr_later("Fills frame {first}"),
    (False, True): tr_later("Fills frames {first} to {last}"),
    (True, False): tr_later("Redoes frame {first}"),
    (True, True): tr_later("Redoes frames {first} to {last}"),
}
"""Whether frames are filled again, and whether there are several."""
MORE = tr_later("Drop a checkpoint for more")
HOW_TO_GET_MORE = tr_later(
    "Models whose weights are here. For AOT and DeAOT, drop a published checkpoint on the window;\n"
    "'rvos-studio models list' says where their authors publish them."
)


class Reach(Enum):
    """How far a propagation shall go."""

    AROUND = auto()
    NEXT = auto()
    RANGE = auto()


class PropagationPanel(QWidget):
    """Direction, scope and propagator, what they will come to, and the button that starts.

    The scope is around the frame that is looked at where that is a correction, else the range, until somebody says
    otherwise; what was said holds for that frame and object, and a range that was typed holds on. To the next drawn
    frame is from any frame on: all objects go as far as the chosen one.
    """

    started = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.scope = Scope({})
        """What Propagate fills."""
        self._tracks: dict[int, NDArray[np.uint8]] = {}
        self._looked_at = (0, 0)
        """The chosen object and the frame."""
        self._said: Reach | None = None
        """What somebody wants; None while nobody said."""
        self._ways = QButtonGroup(self)
        ways = QHBoxLayout()
        ways.setSpacing(4)
        for number, way in enumerate(WAYS):
            button = QToolButton(checkable=True, focusPolicy=Qt.FocusPolicy.TabFocus)
            button.setToolTip(tr(_WAYS[way][0]))
            button.setAccessibleName(tr(_WAYS[way][1]))
            self._ways.addButton(button, number)
            ways.addWidget(button)
        self._ways.button(WAYS.index("both")).setChecked(True)
        self._ways.idClicked.connect(self._weigh)
        ways.addStretch(1)
        self._around = QRadioButton(tr("Around this frame"), focusPolicy=Qt.FocusPolicy.TabFocus)
        self._around.setToolTip(
            tr("Redo only what this hand-drawn frame can change: up to the next ones on both sides")
        )
        self._next = QRadioButton(
            tr("To the next drawn frame"), focusPolicy=Qt.FocusPolicy.TabFocus
        )
        self._next.setToolTip(
            tr("From this frame to the chosen object's next hand-drawn one, in the direction above")
        )
        self._over = QRadioButton(tr("Frames"), focusPolicy=Qt.FocusPolicy.TabFocus, checked=True)
        self._around.clicked.connect(lambda: self._say(Reach.AROUND))
        self._next.clicked.connect(lambda: self._say(Reach.NEXT))
        self._over.clicked.connect(lambda: self._say(Reach.RANGE))
        self._first, self._last = _frame_box(tr("First frame")), _frame_box(tr("Last frame"))
        for box in (self._first, self._last):
            box.valueChanged.connect(lambda: self._say(Reach.RANGE))
        over = QHBoxLayout()
        over.setSpacing(8)
        for widget in (self._over, self._first, QLabel(tr("to", "between two frames")), self._last):
            over.addWidget(widget)
        over.addStretch(1)
        self._models = QComboBox(focusPolicy=Qt.FocusPolicy.TabFocus)
        self._models.setAccessibleName(tr("Propagator"))
        # As wide as the panel, however long a title is.
        self._models.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._models.setToolTip(tr(HOW_TO_GET_MORE))
        self._all = QCheckBox(tr("All objects"), focusPolicy=Qt.FocusPolicy.TabFocus)
        self._all.toggled.connect(self._weigh)
        self._outlook = QLabel()
        self._outlook.setProperty("quiet", True)
        self.start = QPushButton(tr("Propagate"), focusPolicy=Qt.FocusPolicy.TabFocus)
        self.start.clicked.connect(self.started)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(ways)
        column.addWidget(self._around)
        column.addWidget(self._next)
        column.addLayout(over)
        for widget in (self._models, self._all, self._outlook, self.start):
            column.addWidget(widget)
        self.refresh_icons()

    def set_clip(self, length: int) -> None:
        """Offer all frames of a clip."""
        for box in (self._first, self._last):
            box.blockSignals(True)
            box.setRange(0, length - 1)
            box.blockSignals(False)
        self.set_range(None)

    def set_range(self, chosen: range | None) -> None:
        """Take frames that were selected elsewhere as if they had been typed; None for all frames."""
        frames = chosen or range(self._last.maximum() + 1)
        for box, value in ((self._first, frames[0]), (self._last, frames[-1])):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self._said = Reach.RANGE if chosen else None
        self._weigh()

    def look_at(self, frame: int) -> None:
        """Another frame is shown."""
        self._look_at(self._looked_at[0], frame)

    def set_tracks(self, tracks: Mapping[int, NDArray[np.uint8]], chosen: int) -> None:
        """Who made the masks of every object, as `Kind` values by frame, and which object is chosen."""
        self._tracks = dict(tracks)
        self._all.setVisible(len(tracks) > 1)
        self._look_at(chosen, self._looked_at[1])

    def offer(self, models: Sequence[Card], newest: str | None = None) -> None:
        """Propagators that can be used; the newest is chosen, else the one that was."""
        chosen = newest if newest in [card.name for card in models] else self.model
        self._models.clear()
        for place, card in enumerate(models):
            self._models.addItem(card.title, card.name)
            self._models.setItemData(place, tooltip(card), Qt.ItemDataRole.ToolTipRole)
        self._models.setCurrentIndex(max(0, self._models.findData(chosen)))
        self._models.addItem(tr(MORE))
        self._models.model().item(len(models)).setEnabled(False)
        self.start.setEnabled(bool(models))

    def choose(self, model: str) -> None:
        """Take a propagator that is offered."""
        self._models.setCurrentIndex(max(0, self._models.findData(model)))

    @property
    def direction(self) -> Direction:
        return Direction(WAYS[self._ways.checkedId()])

    @property
    def frames(self) -> tuple[int, int]:
        """First and last frame of what Propagate goes over, in order."""
        chosen, frame = self._looked_at
        if self._said is Reach.NEXT and chosen in self._tracks:
            return to_next(self._tracks[chosen], self.direction, frame)
        first, last = self._first.value(), self._last.value()
        return min(first, last), max(first, last)

    @property
    def model(self) -> str | None:
        return self._models.currentData()

    @property
    def outlook(self) -> str:
        """What Propagate will do, in words."""
        return self._outlook.text()

    def refresh_icons(self) -> None:
        for number, way in enumerate(WAYS):
            self._ways.button(number).setIcon(icon(way))

    def _look_at(self, chosen: int, frame: int) -> None:
        if (chosen, frame) != self._looked_at:
            self._looked_at, self._said = (chosen, frame), None
        self._weigh()

    def _say(self, reach: Reach) -> None:
        self._said = reach
        self._weigh()

    def _weigh(self) -> None:
        """Settle the scope, and show it."""
        chosen, frame = self._looked_at
        tracks = self._tracks
        if not self._all.isChecked():
            tracks = {chosen: tracks[chosen]} if chosen in tracks else {}
        near = around_frame(tracks, self.direction, frame)
        reach = self._said
        if reach is None:
            everything = self.frames == (0, self._last.maximum())
            corrected = everything and is_correction(tracks, self.direction, frame)
            reach = Reach.AROUND if corrected else Reach.RANGE
        if reach is Reach.AROUND and near is None:
            reach = Reach.RANGE
        over = over_range(tracks, self.direction, *self.frames)
        self.scope = near if near and reach is Reach.AROUND else over
        self._around.setEnabled(near is not None)
        self._next.setEnabled(chosen in self._tracks)
        buttons = {Reach.AROUND: self._around, Reach.NEXT: self._next, Reach.RANGE: self._over}
        buttons[reach].setChecked(True)
        self._outlook.setText(_words(self.scope, redoes(tracks, self.scope), len(tracks) > 1))


def _words(scope: Scope, again: bool, several: bool) -> str:
    if not scope.objects:
        return tr("Draw or confirm the object on a frame first")
    if not scope.frames:
        return tr("Nothing to fill in this direction and range")
    first, last = scope.frames[0], scope.frames[-1]
    words = tr(_OUTLOOK[again, last > first]).format(first=first, last=last)
    return (
        tr("{what} of %Ln object(s)", "", len(scope.objects)).format(what=words)
        if several
        else words
    )


def _frame_box(name: str) -> QSpinBox:
    box = QSpinBox(focusPolicy=Qt.FocusPolicy.ClickFocus, alignment=Qt.AlignmentFlag.AlignCenter)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setFixedWidth(72)
    return box
