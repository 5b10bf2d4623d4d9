"""What the colours of a comparison mean, written on the picture."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from rvos_studio.app.canvas.layers import Comparison

_SWATCH = 14
_GAP = 8
_PADDING = 8


def draw_legend(painter: QPainter, bottom_left: QPointF, found: Comparison) -> QRectF:
    """Swatches in one row, a remark below them; returns where it is."""
    metrics = painter.fontMetrics()
    line = metrics.height() + 4
    widths = [
        _SWATCH + 6 + metrics.horizontalAdvance(swatch.words) + 2 * _GAP for swatch in found.legend
    ]
    wide = max(sum(widths), metrics.horizontalAdvance(found.remark)) + 2 * _PADDING
    high = line * (bool(found.legend) + bool(found.remark)) + _PADDING
    place = QRectF(bottom_left.x(), bottom_left.y() - high, wide, high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 170))
    painter.drawRoundedRect(place, 6, 6)
    x, y = place.left() + _PADDING, place.top() + _PADDING / 2
    for swatch, width in zip(found.legend, widths, strict=True):
        painter.setPen(QPen(QColor(255, 255, 255, 90), 1))
        painter.setBrush(swatch.colour)
        painter.drawRoundedRect(QRectF(x, y + (line - _SWATCH) / 2, _SWATCH, _SWATCH), 3, 3)
        painter.setPen(QColor("white"))
        words = QRectF(x + _SWATCH + 6, y, width, line)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, swatch.words)
        x += width
    if found.remark:
        y += line * bool(found.legend)
        painter.setPen(QColor(255, 255, 255, 200))
        painter.drawText(
            QRectF(place.left() + _PADDING, y, wide, line),
            Qt.AlignmentFlag.AlignVCenter,
            found.remark,
        )
    return place
