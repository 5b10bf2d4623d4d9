"""One sentence above the canvas that waits for nobody."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton

from rvos_studio.app.icons import icon

NEWS_MS = 5000


class MessageBar(QFrame):
    """Shows the newest message; a problem stays until it is closed, news go by themselves."""

    def __init__(self) -> None:
        super().__init__(objectName="message")
        self._label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = QToolButton(focusPolicy=Qt.FocusPolicy.TabFocus, toolTip="Close")
        self._close.setAccessibleName("Close the message")
        self._close.clicked.connect(self.hide)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.addWidget(self._label)
        row.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown, empty when nothing is."""
        return "" if self.isHidden() else self._label.text()

    def problem(self, sentence: str) -> None:
        """Say what went wrong, until somebody closes it or something else does."""
        self._timer.stop()
        self._say(sentence)

    def news(self, sentence: str) -> None:
        """Say something for a few seconds."""
        self._say(sentence)
        self._timer.start(NEWS_MS)

    def _say(self, sentence: str) -> None:
        self._close.setIcon(icon("close"))
        self._label.setText(sentence)
        self.show()
