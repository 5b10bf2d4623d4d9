"""The bench's gallery: the worst frames as prediction, truth and difference."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate

from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr, tr_later
from rvos_studio.studio.bench import FrameScore
from rvos_studio.studio.report.pictures import EXTRA, MISSED, RIGHT

WIDTH = 172
"""Of each of the three pictures, in pixels; shown at about half of it, for fine screens."""
_CAPTION = 20
_MARGIN = 4
_LEGEND = (
    (RIGHT, tr_later("right")),
    (MISSED, tr_later("missed")),
    (EXTRA, tr_later("too much")),
)


@dataclass(frozen=True, eq=False)
class Shot:
    """One frame of the gallery."""

    row: FrameScore
    image: QImage
    """Three pictures side by side."""


def as_image(pixels: NDArray[np.uint8]) -> QImage:
    """An image of H x W x 3 RGB pixels."""
    height, width = pixels.shape[:2]
    pixels = np.ascontiguousarray(pixels)
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def legend() -> str:
    """What the colours mean, as HTML."""
    return " &nbsp; ".join(
        f'<span style="color:{QColor(*colour).name()};background-color:#5c5c66">&nbsp;■&nbsp;</span> {tr(words)}'
        for colour, words in _LEGEND
    )


class Gallery(QListWidget):
    """A picture for each row; a click, or Enter, goes there."""

    picked = Signal(object)
    """A `FrameScore`."""

    def __init__(self) -> None:
        super().__init__(objectName="gallery")
        self.setAccessibleName(tr("The worst frames"))
        self.setItemDelegate(_Triptych(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.shots: tuple[Shot, ...] = ()
        self.itemClicked.connect(lambda _: self._pick())

    def fill(self, shots: Sequence[Shot], title_of: Callable[[str], str]) -> None:
        """Show these."""
        self.clear()
        self.shots = tuple(shots)
        for shot in shots:
            row = shot.row
            words = tr("Frame {frame}  ·  {jf:.2f}  ·  {model}").format(
                frame=row.frame, jf=row.jf, model=title_of(row.candidate)
            )
            item = QListWidgetItem(words, self)
            item.setToolTip(
                "\n".join(
                    line
                    for line in (
                        tr("Frame {frame}, object {number}, {model}: J {j:.2f}, F {f:.2f}").format(
                            frame=row.frame,
                            number=row.object_id,
                            model=title_of(row.candidate),
                            j=row.j,
                            f=row.f,
                        ),
                        ", ".join(map(of_core, row.tags)),
                        tr("Prediction, truth, difference"),
                    )
                    if line
                )
            )
            item.setData(Qt.ItemDataRole.UserRole, shot.image)
        # All of them: the page scrolls, a list in it should not have to.
        self.setFixedHeight(sum(self.sizeHintForRow(k) for k in range(self.count())) + 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)
        else:
            event.ignore()  # a letter is a command and no search here

    def _pick(self) -> None:
        if (place := self.currentRow()) >= 0:
            self.picked.emit(self.shots[place].row)


class _Triptych(QStyledItemDelegate):
    """Draws the pictures over the words."""

    def paint(self, painter: QPainter, option: object, index: QModelIndex) -> None:
        room = QRectF(option.rect).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        palette = option.palette
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Midlight))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 5, 5)
        image = index.data(Qt.ItemDataRole.UserRole)
        high = room.width() * image.height() / image.width()
        painter.drawImage(QRectF(room.left(), room.top(), room.width(), high), image)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        words = QRectF(room.left(), room.top() + high, room.width(), _CAPTION)
        text = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def sizeHint(self, option: object, index: QModelIndex) -> QSize:
        image = index.data(Qt.ItemDataRole.UserRole)
        wide = self.parent().viewport().width() - 2 * _MARGIN
        return QSize(wide, round(wide * image.height() / image.width()) + _CAPTION + 2 * _MARGIN)
