"""The lightbox: takes the canvas's place while answers are compared, one large or two in turns or side by side."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QResizeEvent

from rvos_studio.app.canvas.answer_pane import AnswerPane
from rvos_studio.app.canvas.layers import Comparison, Layer
from rvos_studio.app.canvas.legend import draw_legend
from rvos_studio.app.canvas.pane import draw_chip
from rvos_studio.app.canvas.sides import SidesBar
from rvos_studio.app.canvas.viewpoint import Viewpoint
from rvos_studio.app.canvas.views import Mode
from rvos_studio.app.language import tr, tr_later

BLINK_MS = 400
"""Two changes and a half a second: below the three flashes a second that can harm (WCAG 2.3.1)."""
_GRIP = 8
"""Widget pixels from the line of a wipe within which the hand gets hold of it."""
_MARGIN = 8
_HINT = tr_later("Click a region to add it to the mask · right-click to remove it")
_VOTES_HINT = tr_later(
    "Click to add what has as many votes · right-click to remove what has no more"
)


class Lightbox(AnswerPane):
    """Shows a comparison; wheel and middle button work as on the canvas."""

    blinked = Signal(int)
    """Which of two sides is seen now."""

    def __init__(self, viewpoint: Viewpoint) -> None:
        super().__init__(viewpoint)
        self.comparison: Comparison | None = None
        self.bar = SidesBar(self)
        self.bar.move(_MARGIN, _MARGIN)
        self.split = 0.5
        """Where the line of a wipe is, as a share of the width."""
        self.held = False
        """Whether a blink stays with its first side, because its key is held."""
        self._turn = 0
        self._wiping = self._learnt = False
        self._clock = QTimer(self, interval=BLINK_MS)
        self._clock.timeout.connect(self._blink)
        self.blinked.connect(self.bar.mark)
        self.taken.connect(self._learn)

    def show_comparison(self, found: Comparison) -> None:
        """Show what was made for a view; a new view begins with its first side."""
        if self.comparison is None or found.view != self.comparison.view:
            self._turn = 0
            self._clock.stop()
            if found.view.mode is Mode.BLINK:
                self.blinked.emit(0)
                if not self.held:
                    self.go_on()
        self.comparison = found
        self.show_picture(found.picture.image, None)
        self.show_layer(found.layers[self._turn])
        words = [*(swatch.words for swatch in found.legend), found.remark]
        self.setAccessibleName(
            f"{tr(found.view.mode.value)}: {', '.join(side.words for side in found.view.sides)}"
        )
        self.setAccessibleDescription(", ".join(word for word in words if word))

    def go_on(self) -> None:
        """Blink from now on."""
        self._clock.start()

    def end(self) -> None:
        """Nothing is compared any more."""
        self._clock.stop()
        self.comparison = None
        self.show_layer(None)

    @property
    def header(self) -> int:
        return self.bar.geometry().bottom()

    @property
    def mode(self) -> Mode | None:
        """How the shown comparison is looked at."""
        return self.comparison.view.mode if self.comparison else None

    def layer_at(self, position: QPointF) -> Layer | None:
        if self.mode is Mode.WIPE:
            return self.comparison.layers[int(position.x() >= self._line())]
        return self.layer

    def draw(self, painter: QPainter, exposed: QRect) -> None:
        if self.mode is not Mode.WIPE:
            super().draw(painter, exposed)
            return
        line = round(self._line())
        left = QRect(0, 0, line, self.height())
        right = QRect(line, 0, self.width() - line, self.height())
        for part, layer in zip((left, right), self.comparison.layers, strict=True):
            if not (seen := part.intersected(exposed)).isEmpty():
                self.draw_part(painter, seen, layer.drawn)

    def draw_name(self, painter: QPainter) -> None:
        """The bar says it; here what the colours mean and where the line is."""
        if self.comparison is None:
            return
        if self.mode is Mode.WIPE:
            self._draw_line(painter)
        bottom = self.height() - _MARGIN
        if not self._learnt:
            hint = tr(_VOTES_HINT if self.mode is Mode.VOTES else _HINT)
            height = painter.fontMetrics().height() + 6
            draw_chip(painter, QPointF(_MARGIN, bottom - height), hint)
            bottom -= height + 6
        if self.comparison.legend or self.comparison.remark:
            draw_legend(painter, QPointF(_MARGIN, bottom), self.comparison)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._on_line(event.position()):
            self._wiping = True
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._wiping:
            self.wipe_to(event.position().x() / self.width())
            return
        if self._on_line(event.position()) and not self.panning:
            self.setCursor(Qt.CursorShape.SplitHCursor)
            self.forget_region()
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._wiping = False
        super().mouseReleaseEvent(event)

    def wipe_to(self, share: float) -> None:
        """Put the line of a wipe at a share of the width."""
        self.split = min(max(share, 0.0), 1.0)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.bar.adjustSize()

    def _blink(self) -> None:
        if self.comparison is not None and len(self.comparison.layers) == 2:
            self._turn = 1 - self._turn
            self.show_layer(self.comparison.layers[self._turn])
            self.blinked.emit(self._turn)

    def _learn(self) -> None:
        self._learnt = True
        self.update()

    def _line(self) -> float:
        return self.split * self.width()

    def _on_line(self, position: QPointF) -> bool:
        return self.mode is Mode.WIPE and abs(position.x() - self._line()) <= _GRIP

    def _draw_line(self, painter: QPainter) -> None:
        x, middle = self._line(), self.height() / 2
        top, bottom = QPointF(x, 0), QPointF(x, self.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((QColor(0, 0, 0, 140), 4.0), (QColor("white"), 1.6)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(top, bottom)
        painter.setPen(QPen(QColor(0, 0, 0, 140), 1))
        painter.setBrush(QColor("white"))
        painter.drawRoundedRect(QRectF(x - 4, middle - 18, 8, 36), 4, 4)
