"""One sentence over the canvas that waits for nobody."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from rvos_studio.app.canvas.pane import Pane
from rvos_studio.app.icons import icon
from rvos_studio.app.language import tr

NEWS_MS = 7000
WIDEST = 720
MARGIN = 12
_PLACING = {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show}
"""What may happen to where it stands."""


class MessageBar(QFrame):
    """Shows the newest message at the top of its parent, over what is there, so that nothing moves.

    Where there are panes to keep to, it stands over the one that is seen, below what is written at that one's top.
    A problem stays until it is closed, news go by themselves.
    """

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, objectName="message")
        self._label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.close_button = QToolButton(focusPolicy=Qt.FocusPolicy.TabFocus)
        self.close_button.setAccessibleName(tr("Close the message"))
        self.close_button.clicked.connect(self.hide)
        self.act = QPushButton(focusPolicy=Qt.FocusPolicy.TabFocus)
        self.act.setAccessibleName(tr("Use It"))
        self.act.clicked.connect(self._act)
        self._wanted: Callable[[], object] = lambda: None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.addWidget(self._label, 1)
        row.addWidget(self.act)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        over.installEventFilter(self)
        self._panes: tuple[Pane, ...] = ()
        self.hide()

    @property
    def text(self) -> str:
        """What is shown, empty when nothing is."""
        return "" if self.isHidden() else self._label.text()

    def problem(self, sentence: str) -> None:
        """Say what went wrong, until somebody closes it or something else is said."""
        self._timer.stop()
        self._say(sentence, problem=True)

    def news(self, sentence: str) -> None:
        """Say something for a few seconds."""
        self._say(sentence, problem=False)
        self._timer.start(NEWS_MS)

    def offer(self, sentence: str, words: str, act: Callable[[], object]) -> None:
        """Say something with a button of these words, until somebody presses it or closes the message."""
        self._timer.stop()
        self._wanted = act
        self._say(sentence, problem=False, words=words)

    def keep_to(self, *panes: Pane) -> None:
        """Stand over one of these from now on, while one is seen: other panes' titles stay free."""
        self._panes = panes
        for pane in panes:
            pane.installEventFilter(self)

    def refresh_icons(self) -> None:
        self.close_button.setIcon(icon("close"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _PLACING and not self.isHidden():
            self._place()
        return False

    def _act(self) -> None:
        self.hide()
        self._wanted()

    def _say(self, sentence: str, problem: bool, words: str = "") -> None:
        self.act.setText(words)
        self.act.setAccessibleName(words)
        self.act.setVisible(bool(words))
        self.setProperty("problem", problem)
        self.style().polish(self)
        self.refresh_icons()
        self._label.setText(sentence)
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        area = self._area()
        beside = self.layout().contentsMargins().left() + self.close_button.sizeHint().width() + 24
        if not self.act.isHidden():
            beside += self.act.sizeHint().width() + self.layout().spacing()
        metrics = self._label.fontMetrics()
        longest = max(metrics.horizontalAdvance(line) for line in self._label.text().split("\n"))
        width = min(WIDEST, area.width() - 2 * MARGIN, longest + beside)
        self.layout().invalidate()  # it remembers the height of what was said before
        self.resize(width, self.layout().heightForWidth(width))
        self.move(area.left() + (area.width() - width) // 2, area.top() + MARGIN)

    def _area(self) -> QRect:
        """Where nothing lies that has to be read, in the parent's pixels."""
        for pane in self._panes:
            if isValid(pane) and pane.isVisible():
                place = pane.mapTo(self.parentWidget(), QPoint(0, pane.header))
                return QRect(place, pane.size())
        return self.parentWidget().rect()
