"""Under the canvas: play and step, the frame's number and time, and the timeline."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSpinBox, QToolButton, QVBoxLayout

from rvos_studio.app.actions import Actions
from rvos_studio.app.icons import icon
from rvos_studio.app.language import tr
from rvos_studio.app.panels.ruler import timecode
from rvos_studio.app.panels.timeline import Timeline
from rvos_studio.video import Clip


class Transport(QFrame):
    """Shows where in the clip we are and takes where to go."""

    wanted = Signal(int)

    def __init__(self, actions: Actions) -> None:
        super().__init__(objectName="transport")
        self._clip: Clip | None = None
        self._play = _button(actions, "play")
        self._number = QSpinBox(
            focusPolicy=Qt.FocusPolicy.ClickFocus, alignment=Qt.AlignmentFlag.AlignCenter
        )
        self._number.setAccessibleName(tr("Frame"))
        self._number.setKeyboardTracking(False)
        self._number.setFixedWidth(84)
        self._number.valueChanged.connect(self.wanted)
        self._number.editingFinished.connect(lambda: self._number.clearFocus())
        self._of, self._time = QLabel(), QLabel()
        for label in (self._of, self._time):
            label.setProperty("quiet", True)
        self.timeline = Timeline()
        self.timeline.scrubbed.connect(self.wanted)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(_button(actions, "previous_human"))
        row.addWidget(self._play)
        row.addWidget(_button(actions, "next_human"))
        row.addSpacing(12)
        row.addWidget(self._number)
        row.addWidget(self._of)
        row.addStretch(1)
        row.addWidget(self._time)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.timeline)

    def set_clip(self, clip: Clip) -> None:
        self._clip = clip
        self._number.blockSignals(True)
        self._number.setRange(0, len(clip) - 1)
        self._number.blockSignals(False)
        self._of.setText(tr("of {last}").format(last=len(clip) - 1))
        self.timeline.set_clip(len(clip), clip.width / clip.height)
        self.set_frame(0)

    def set_frame(self, frame: int) -> None:
        """Move number, time and playhead to a frame."""
        self._number.blockSignals(True)
        self._number.setValue(frame)
        self._number.blockSignals(False)
        rate = tr("{rate:.4g} fps").format(rate=self._clip.rate)
        self._time.setText(f"{timecode(self._clip.time(frame))}   {rate}")
        self.timeline.set_frame(frame)

    def set_playing(self, playing: bool) -> None:
        self._play.defaultAction().setIcon(icon("pause" if playing else "play"))


def _button(actions: Actions, name: str) -> QToolButton:
    button = QToolButton(focusPolicy=Qt.FocusPolicy.TabFocus)
    button.setDefaultAction(actions[name])
    button.setIconSize(QSize(20, 20))
    return button
