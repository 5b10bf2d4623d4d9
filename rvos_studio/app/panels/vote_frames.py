"""On which frames a vote holds: on all, or on a range where others take part."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from rvos_studio.app.language import tr
from rvos_studio.app.panels.quiet_button import QuietButton
from rvos_studio.fusion import Range, Vote


class VoteFrames(QWidget):
    """A check box with two frames, and the list of ranges there are."""

    moved = Signal()
    """Another range, or all frames, are to be voted on."""
    gone_to = Signal(object)
    """The frames of a range of the list that was clicked, as a `range`."""
    removed = Signal(int)
    """The range at this place is not wanted any more."""

    def __init__(self) -> None:
        super().__init__()
        self._only = QCheckBox(tr("Only on frames"), focusPolicy=Qt.FocusPolicy.TabFocus)
        self._only.setToolTip(
            tr("Let others vote on some frames; Shift+drag on the timeline selects them")
        )
        self._only.toggled.connect(self._switch)
        self._first, self._last = (
            _box(tr("First frame of the vote")),
            _box(tr("Last frame of the vote")),
        )
        for box in (self._first, self._last):
            box.valueChanged.connect(self.moved)
            box.hide()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._only)
        line.addWidget(self._first)
        line.addWidget(self._last)
        line.addStretch(1)
        self._shown: tuple[Range, ...] = ()
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addLayout(self._list)

    def set_clip(self, length: int) -> None:
        for box, value in ((self._first, 0), (self._last, length - 1)):
            box.blockSignals(True)
            box.setRange(0, length - 1)
            box.setValue(value)
            box.blockSignals(False)

    @property
    def chosen(self) -> tuple[int, int] | None:
        """First and last frame of the range that is voted on; None for all frames."""
        ends = sorted((self._first.value(), self._last.value()))
        return (ends[0], ends[1]) if self._only.isChecked() else None

    def choose(self, frames: range | None) -> None:
        """Vote on these frames, or on all."""
        if frames:
            for box, value in ((self._first, frames[0]), (self._last, frames[-1])):
                box.blockSignals(True)
                box.setValue(value)
                box.blockSignals(False)
        if self._only.isChecked() == bool(frames):
            self.moved.emit()
        self._only.setChecked(bool(frames))

    def show_ranges(self, vote: Vote, titles: Mapping[str, str]) -> None:
        """List the ranges of a vote."""
        if vote.ranges == self._shown:
            return
        self._shown = vote.ranges
        while self._list.count():
            widget = self._list.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        for place, each in enumerate(vote.ranges):
            who = ", ".join(titles.get(member, member) for member in each.members)
            frames = range(each.first, each.last + 1)
            row = _Range(f"{each.first}–{each.last}: {who}")
            row.go.clicked.connect(lambda _=False, frames=frames: self._go(frames))
            row.remove.clicked.connect(lambda _=False, place=place: self.removed.emit(place))
            self._list.addWidget(row)

    def _go(self, frames: range) -> None:
        self.choose(frames)
        self.gone_to.emit(frames)

    def _switch(self, only: bool) -> None:
        self._first.setVisible(only)
        self._last.setVisible(only)
        self.moved.emit()


class _Range(QWidget):
    """One range of the list."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.go = QPushButton(text, focusPolicy=Qt.FocusPolicy.TabFocus)
        self.go.setProperty("flat", True)
        self.go.setToolTip(tr("Change who votes on frames {frames}").format(frames=text))
        self.remove = QuietButton("remove", tr("Vote on these frames as on the others"))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.go, 1)
        line.addWidget(self.remove)


def _box(name: str) -> QSpinBox:
    box = QSpinBox(focusPolicy=Qt.FocusPolicy.ClickFocus, alignment=Qt.AlignmentFlag.AlignCenter)
    box.setAccessibleName(name)
    box.setKeyboardTracking(False)
    return box
