"""The members of a vote: who takes part, and what each one's votes count."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from rvos_studio.app.language import tr
from rvos_studio.fusion import Vote

_STEPS = 10
"""Of the slider, for a weight of 1; it goes to 2."""


class Members(QWidget):
    """A check box for each member, and a slider for its weight where weights are shown."""

    changed = Signal(bool)
    """Members or weights; False while a slider is dragged."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, _Member] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Members that take part."""
        return tuple(model for model, row in self._rows.items() if row.box.isChecked())

    @property
    def weights(self) -> tuple[float, ...]:
        """Of those that take part; none where all count the same."""
        found = tuple(self._rows[model].weight for model in self.chosen)
        return () if len(set(found)) < 2 else found

    def offer(self, answered: Sequence[tuple[str, str]]) -> None:
        """Models that may take part, as (id, title)."""
        if list(self._rows) == [model for model, _ in answered]:
            return
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows = {}
        for place, (model, title) in enumerate(answered, 1):
            row = self._rows[model] = _Member(title, place)
            row.box.toggled.connect(lambda: self.changed.emit(True))
            row.slider.valueChanged.connect(
                lambda _, row=row: self.changed.emit(not row.slider.isSliderDown())
            )
            row.slider.sliderReleased.connect(lambda: self.changed.emit(True))
            self._column.addWidget(row)

    def show_vote(self, vote: Vote) -> None:
        """Show who takes part in a vote without ranges; the last one cannot be switched off."""
        for model, row in self._rows.items():
            row.show_member(model in vote.members, vote.weighted.get(model))
            row.box.setEnabled(vote.members != (model,))

    def show_not_found(self, models: Collection[str]) -> None:
        """Say which of them saw nothing on any frame."""
        for model, row in self._rows.items():
            row.show_not_found(model in models)

    def show_weights(self, shown: bool) -> None:
        for row in self._rows.values():
            row.show_weight(shown)

    def toggle(self, place: int) -> None:
        """Let the member at this place of the list take part or not, from 0; nothing where there is none."""
        if place < len(self._rows) and (box := list(self._rows.values())[place].box).isEnabled():
            box.toggle()


class _Slider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls the panel


class _Member(QWidget):
    """One member."""

    def __init__(self, title: str, place: int) -> None:
        super().__init__()
        self.box = QCheckBox(title, focusPolicy=Qt.FocusPolicy.TabFocus)
        votes = tr("{model} votes").format(model=title)
        self.box.setToolTip(f"{votes}  Alt+{place}" if place < 10 else votes)
        key = QLabel(f"Alt+{place}" if place < 10 else "")
        key.setProperty("quiet", True)
        self.slider = _Slider(Qt.Orientation.Horizontal, focusPolicy=Qt.FocusPolicy.TabFocus)
        self.slider.setRange(1, 2 * _STEPS)
        self.slider.setValue(_STEPS)
        self.slider.setAccessibleName(tr("Weight of {model}").format(model=title))
        self._value = QLabel("1")
        self._value.setProperty("quiet", True)
        self._value.setFixedWidth(self._value.fontMetrics().horizontalAdvance("0.0"))
        self.slider.valueChanged.connect(lambda: self._value.setText(f"{self.weight:g}"))
        self._weight = QWidget()
        line = QHBoxLayout(self._weight)
        line.setContentsMargins(24, 0, 0, 0)
        line.addWidget(self.slider, 1)
        line.addWidget(self._value)
        name = QHBoxLayout()
        name.addWidget(self.box, 1)
        self._not_found = QLabel(tr("not found"), visible=False)
        self._not_found.setProperty("quiet", True)
        self._not_found.setToolTip(tr("{model} saw nothing on any frame").format(model=title))
        name.addWidget(self._not_found)
        name.addSpacing(8)
        name.addWidget(key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(name)
        column.addWidget(self._weight)
        self._weight.hide()

    @property
    def weight(self) -> float:
        return self.slider.value() / _STEPS

    def show_not_found(self, shown: bool) -> None:
        self._not_found.setVisible(shown)

    def show_weight(self, shown: bool) -> None:
        self._weight.setVisible(shown)

    def show_member(self, votes: bool, weight: float | None) -> None:
        """Show whether it votes, and its weight where one is known."""
        self.box.blockSignals(True)
        self.box.setChecked(votes)
        self.box.blockSignals(False)
        self.slider.setEnabled(votes)
        if weight is not None and not self.slider.isSliderDown():
            self.slider.blockSignals(True)
            self.slider.setValue(round(weight * _STEPS))
            self.slider.blockSignals(False)
            self._value.setText(f"{self.weight:g}")
