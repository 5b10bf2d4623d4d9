"""Where the panes look: one region of the frame, shared by all of them."""

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Signal
from PySide6.QtGui import QTransform

SMALLEST = 12.0
"""Frame pixels across at the deepest zoom."""


class Viewpoint(QObject):
    """A region of the frame, in pixel-corner coordinates, that every linked pane shows whole and centred.

    The region has the frame's own proportions, so panes of any size agree on what is in view.
    """

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._size = QSizeF(16, 9)
        self._region = QRectF(0, 0, 16, 9)

    @property
    def region(self) -> QRectF:
        return QRectF(self._region)

    @property
    def whole(self) -> QSizeF:
        """The frame's size."""
        return QSizeF(self._size)

    @property
    def magnification(self) -> float:
        """1 when the whole frame is in view."""
        return self._size.width() / self._region.width()

    def look_at(self, width: int, height: int) -> None:
        """Start on a clip of `width` x `height` pixels, whole frame in view."""
        self._size = QSizeF(width, height)
        self.fit()

    def fit(self) -> None:
        self._show(QRectF(QPointF(0, 0), self._size))

    def show(self, region: QRectF) -> None:
        """Bring a region into view that was in view before, on a frame of any size."""
        self.fit()
        self.zoom(QPointF(0, 0), self._size.width() / max(region.width(), 1.0))
        self.pan(region.center() - self._region.center())

    def zoom(self, at: QPointF, factor: float) -> None:
        """Magnify by `factor`; the frame position `at` stays where it is on the screen."""
        smallest = min(SMALLEST / self._size.width(), 1.0)
        share = self._region.width() / self._size.width()
        shrink = min(max(share / factor, smallest), 1.5) / share
        corner = at + (self._region.topLeft() - at) * shrink
        self._show(QRectF(corner, self._region.size() * shrink))

    def pan(self, by: QPointF) -> None:
        """Move the region by frame pixels; its centre stays inside the frame."""
        self._show(self._region.translated(by))

    def transform(self, pane: QSizeF) -> QTransform:
        """Frame pixels to the pixels of a pane of this size."""
        scale = min(pane.width() / self._region.width(), pane.height() / self._region.height())
        centre = self._region.center()
        middle = QTransform.fromTranslate(pane.width() / 2, pane.height() / 2)
        return middle.scale(scale, scale).translate(-centre.x(), -centre.y())

    def _show(self, region: QRectF) -> None:
        centre = region.center()
        x = min(max(centre.x(), 0.0), self._size.width())
        y = min(max(centre.y(), 0.0), self._size.height())
        region.moveCenter(QPointF(x, y))
        if region != self._region:
            self._region = region
            self.moved.emit()
