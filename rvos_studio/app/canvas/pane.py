"""A pane: one frame with masks over it, looked at through the shared viewpoint."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from rvos_studio.app.canvas.brush import Box
from rvos_studio.app.canvas.overlay import Drawn
from rvos_studio.app.canvas.viewpoint import Viewpoint

WHEEL_NOTCH = 120
ZOOM_PER_NOTCH = 1.2
CHIP_PADDING = 16
"""Widget pixels left and right of a chip's words, together."""
PIXELS_SHOW_FROM = 3.0
"""Screen pixels per frame pixel from which single pixels are drawn as squares."""


class Pane(QWidget):
    """Draws one frame and one overlay; wheel zooms at the cursor, middle-drag pans, both for all linked panes."""

    def __init__(self, viewpoint: Viewpoint, title: str = "") -> None:
        super().__init__()
        self.viewpoint = viewpoint
        self.title = title
        self.masks_shown = True
        self._image: QImage | None = None
        self._overlay: Drawn | None = None
        self._dragged_from: QPointF | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 68)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        viewpoint.moved.connect(self.update)

    def show_picture(self, image: QImage | None, overlay: Drawn | None) -> None:
        """Replace what is drawn; the pane keeps both alive."""
        self._image, self._overlay = image, overlay
        self.update()

    def show_masks(self, shown: bool) -> None:
        self.masks_shown = shown
        self.update()

    def transform(self) -> QTransform:
        """Frame pixels to widget pixels."""
        return self.viewpoint.transform(QSizeF(self.size()))

    def frame_position(self, position: QPointF) -> QPointF:
        """A widget position in frame pixels; may lie outside the frame."""
        inverse, _ = self.transform().inverted()
        return inverse.map(position)

    def redraw(self, box: Box) -> None:
        """Schedule a repaint of the part of the widget that shows a box of frame pixels."""
        area = self.transform().mapRect(QRectF(*box)).adjusted(-2, -2, 2, 2)
        self.update(area.toAlignedRect().intersected(self.rect()))

    def paintEvent(self, event: QPaintEvent) -> None:
        # An exception must not leave the painter open: Qt would crash later.
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Dark))
            if self._image is not None:
                self.draw(painter, event.rect())
            self.decorate(painter)

    def draw(self, painter: QPainter, exposed: QRect) -> None:
        """Draw frame and masks where the widget shows them; there is a frame."""
        self.draw_part(painter, exposed, self._overlay)

    @property
    def header(self) -> int:
        """Widget pixels at the top on which something is written."""
        return 0

    def decorate(self, painter: QPainter) -> None:
        """Draw on top, in widget pixels: here the pane's title."""
        if self.title:
            draw_chip(painter, QPointF(8, 8), self.title)

    def draw_part(self, painter: QPainter, exposed: QRect, overlay: Drawn | None) -> None:
        """Draw the frame with these masks over it, in a part of the widget only."""
        transform = self.transform()
        inverse, _ = transform.inverted()
        whole = QRect(0, 0, self._image.width(), self._image.height())
        part = inverse.mapRect(QRectF(exposed)).toAlignedRect().adjusted(-1, -1, 1, 1)
        part = part.intersected(whole)
        if part.isEmpty():
            return
        painter.setRenderHint(
            QPainter.RenderHint.SmoothPixmapTransform, transform.m11() < PIXELS_SHOW_FROM
        )
        painter.setClipRect(exposed)
        painter.setTransform(transform)
        painter.drawImage(part, self._image, part)
        if overlay is not None and self.masks_shown:
            painter.drawImage(part, overlay.image, part)
        painter.setClipping(False)
        painter.resetTransform()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / WHEEL_NOTCH
        self.viewpoint.zoom(self.frame_position(event.position()), ZOOM_PER_NOTCH**notches)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self.start_pan(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is not None:
            before = self.frame_position(self._dragged_from)
            self._dragged_from = event.position()
            self.viewpoint.pan(before - self.frame_position(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is not None:
            self._dragged_from = None
            self.unsetCursor()

    def start_pan(self, position: QPointF) -> None:
        self._dragged_from = position
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    @property
    def panning(self) -> bool:
        return self._dragged_from is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()


def draw_chip(painter: QPainter, at: QPointF, text: str) -> QRectF:
    """A small dark label that stays readable on any footage; returns where it is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics = painter.fontMetrics()
    chip = QRectF(at, QSizeF(metrics.horizontalAdvance(text) + CHIP_PADDING, metrics.height() + 6))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.setOpacity(0.62)
    painter.drawRoundedRect(chip, 5, 5)
    painter.setOpacity(1)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
    return chip
