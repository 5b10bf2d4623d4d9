"""What the window shows while nothing is open: a place to drop a video, and what was open lately."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.icons import drawing
from rvos_studio.app.recent import HEIGHT, WIDTH, Recent

COLUMNS = 3


class StartPage(QWidget):
    """One invitation, and the recent projects under it."""

    open_wanted = Signal()
    folder_wanted = Signal()
    picked = Signal(object)
    """The path of a recent project."""

    def __init__(self) -> None:
        super().__init__()
        self._drop = DropArea()
        self._drop.open_wanted.connect(self.open_wanted)
        self._drop.folder_wanted.connect(self.folder_wanted)
        self._heading = QLabel("Recent")
        self._heading.setProperty("heading", True)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._grid.setColumnStretch(COLUMNS, 1)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._drop)
        column.addSpacing(20)
        column.addWidget(self._heading)
        column.addLayout(self._grid)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 24, 32, 24)
        row.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)

    def show_recent(self, projects: Sequence[Recent]) -> None:
        while self._grid.count():
            self._grid.takeAt(0).widget().deleteLater()
        for place, each in enumerate(projects):
            card = RecentCard(each)
            card.clicked.connect(lambda _=False, path=Path(each.project): self.picked.emit(path))
            self._grid.addWidget(card, place // COLUMNS, place % COLUMNS)
        self._heading.setVisible(bool(projects))

    def set_hovered(self, hovered: bool) -> None:
        """Something is being dragged over the window."""
        self._drop.set_hovered(hovered)


class DropArea(QWidget):
    """A dashed rectangle with the words and the two buttons."""

    open_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._hovered = False
        self.setMinimumSize(3 * (WIDTH + 26) + 24, 230)
        words = QLabel("Drop a video here", alignment=Qt.AlignmentFlag.AlignHCenter)
        font = words.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        words.setFont(font)
        more = QLabel(
            "a file, a folder of frames, a project, or a model's checkpoint",
            alignment=Qt.AlignmentFlag.AlignHCenter,
        )
        more.setProperty("quiet", True)
        file = QPushButton("Open a Video…")
        file.setProperty("primary", True)
        file.clicked.connect(self.open_wanted)
        folder = QPushButton("Open a Folder…")
        folder.clicked.connect(self.folder_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(file)
        buttons.addWidget(folder)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 84, 24, 24)
        column.setSpacing(6)
        column.addWidget(words)
        column.addWidget(more)
        column.addStretch(1)
        column.addLayout(buttons)

    def set_hovered(self, hovered: bool) -> None:
        self._hovered = hovered
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        roles = QPalette.ColorRole
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colour = self.palette().color(roles.Accent if self._hovered else roles.Mid)
            painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine))
            painter.setBrush(self.palette().color(roles.Base))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 14, 14)
            tint = self.palette().color(roles.Accent if self._hovered else roles.PlaceholderText)
            picture = drawing("film", tint, 44, self.devicePixelRatioF())
            painter.drawPixmap((self.width() - 44) // 2, 30, picture)


class RecentCard(QToolButton):
    """A project's first picture with its name."""

    def __init__(self, recent: Recent) -> None:
        super().__init__(objectName="recent")
        path = Path(recent.project)
        self._name, self._place = path.stem, str(path.parent)
        self._picture = QPixmap()
        self._picture.loadFromData(recent.thumbnail)
        self.setFixedSize(WIDTH + 26, HEIGHT + 62)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(recent.project)
        self.setAccessibleName(f"Open {self._name}")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            place = QRectF(13, 12, WIDTH, HEIGHT)
            shape = QPainterPath()
            shape.addRoundedRect(place, 6, 6)
            painter.setClipPath(shape)
            painter.fillPath(shape, self.palette().color(QPalette.ColorRole.Dark))
            if not self._picture.isNull():
                painter.drawPixmap(place, self._picture, _cover(self._picture, place))
            painter.setClipping(False)
            self._write(painter, self._name, 26, QPalette.ColorRole.Text)
            self._write(painter, self._place, 44, QPalette.ColorRole.PlaceholderText)

    def _write(self, painter: QPainter, text: str, below: int, role: QPalette.ColorRole) -> None:
        painter.setPen(self.palette().color(role))
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, WIDTH)
        painter.drawText(13, 8 + HEIGHT + below - 2, short)


def _cover(picture: QPixmap, place: QRectF) -> QRectF:
    """The middle part of the picture that has the place's proportions."""
    scale = max(place.width() / picture.width(), place.height() / picture.height())
    width, height = place.width() / scale, place.height() / scale
    return QRectF((picture.width() - width) / 2, (picture.height() - height) / 2, width, height)
