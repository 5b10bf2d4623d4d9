"""What the window shows while nothing is open: a place to drop a video, and what was open lately."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QPixmap
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
from rvos_studio.app.language import tr
from rvos_studio.app.progress_words import clips_done, progress
from rvos_studio.app.recent import HEIGHT, WIDTH, Recent, RecentDataset
from rvos_studio.project import Tally
from rvos_studio.studio.dataset import Summary

COLUMNS = 3
MOST_DATASETS = 4


class StartPage(QWidget):
    """One invitation, and the recent projects under it."""

    open_wanted = Signal()
    folder_wanted = Signal()
    picked = Signal(object)
    """The path of a recent project."""
    dataset_picked = Signal(object)
    """The path of a recent dataset."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, RecentCard] = {}
        self._drop = DropArea()
        self._drop.open_wanted.connect(self.open_wanted)
        self._drop.folder_wanted.connect(self.folder_wanted)
        self._heading = QLabel(tr("Recent"))
        self._heading.setProperty("heading", True)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._grid.setColumnStretch(COLUMNS, 1)
        self._datasets = QVBoxLayout()
        self._datasets.setSpacing(6)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._drop)
        column.addSpacing(20)
        column.addWidget(self._heading)
        column.addLayout(self._grid)
        column.addLayout(self._datasets)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 24, 32, 24)
        row.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)

    def show_recent(
        self, projects: Sequence[Recent], datasets: Sequence[RecentDataset] = ()
    ) -> None:
        """Show these as cards, and folders as lines below them."""
        for layout in (self._grid, self._datasets):
            while layout.count():
                layout.takeAt(0).widget().deleteLater()
        titles = distinct([each.project for each in projects])
        self.cards = {each.project: RecentCard(each, titles[each.project]) for each in projects}
        for place, (project, card) in enumerate(self.cards.items()):
            card.clicked.connect(lambda _=False, path=Path(project): self.picked.emit(path))
            self._grid.addWidget(card, place // COLUMNS, place % COLUMNS)
        self._heading.setVisible(bool(projects))
        for each in datasets[:MOST_DATASETS]:
            line = DatasetLine(each)
            folder = Path(each.folder)
            line.clicked.connect(lambda _=False, path=folder: self.dataset_picked.emit(path))
            self._datasets.addWidget(line)

    def show_progress(self, summaries: Sequence[Summary]) -> None:
        """Say on the cards how far their projects are."""
        for each in summaries:
            if card := self.cards.get(each.path):
                card.set_progress(each.tally)

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
        words = QLabel(tr("Drop a video here"), alignment=Qt.AlignmentFlag.AlignHCenter)
        font = words.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        words.setFont(font)
        more = QLabel(
            tr("a file, a folder of frames or of clips, a project, or a model's checkpoint"),
            alignment=Qt.AlignmentFlag.AlignHCenter,
        )
        more.setProperty("quiet", True)
        file = QPushButton(tr("Open a Video…"))
        file.setProperty("primary", True)
        file.clicked.connect(self.open_wanted)
        folder = QPushButton(tr("Open a Folder…"))
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

    def __init__(self, recent: Recent, title: str) -> None:
        super().__init__(objectName="recent")
        path = Path(recent.project)
        self._project = recent.project
        self.title, self._place = title, str(path.parent)
        self._picture = QPixmap()
        self._picture.loadFromData(recent.thumbnail)
        self._tally = Tally(0, 0, 0)
        self.setFixedSize(WIDTH + 26, HEIGHT + 62)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(recent.project)
        self.setAccessibleName(tr("Open {title}").format(title=title))

    @property
    def words(self) -> str:
        """The line below the name: how far the review is, else where the project lies."""
        if not self._tally.checked:
            return self._place
        return progress(replace(self._tally, needs_work=0))  # all of it would not fit

    def set_progress(self, tally: Tally) -> None:
        """Say how far the review of the project is."""
        self._tally = tally
        self.setToolTip(f"{self._project}\n{progress(tally)}")
        self.update()

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
            if self._tally.checked:
                done = QRectF(place.left(), place.bottom() - 4, WIDTH, 4)
                painter.fillRect(done, self.palette().color(QPalette.ColorRole.Mid))
                done.setWidth(WIDTH * self._tally.checked / self._tally.total)
                painter.fillRect(done, self.palette().color(QPalette.ColorRole.Accent))
            painter.setClipping(False)
            self._write(painter, self.title, 26, QPalette.ColorRole.Text)
            self._write(painter, self.words, 44, QPalette.ColorRole.PlaceholderText)

    def _write(self, painter: QPainter, text: str, below: int, role: QPalette.ColorRole) -> None:
        painter.setPen(self.palette().color(role))
        short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, WIDTH)
        painter.drawText(13, 8 + HEIGHT + below - 2, short)


class DatasetLine(QToolButton):
    """A folder of projects: its name, and how many of its clips are done."""

    def __init__(self, recent: RecentDataset) -> None:
        super().__init__(objectName="recent")
        name = Path(recent.folder).name
        self.setText(f"{name}  ·  {clips_done(recent.done, recent.clips)}")
        self.setToolTip(recent.folder)
        self.setAccessibleName(tr("Open the dataset {name}").format(name=name))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIcon(QIcon(drawing("open", self.palette().color(QPalette.ColorRole.Text), 20)))


def distinct(projects: Sequence[str]) -> dict[str, str]:
    """What to call each project: its name, and behind as many folders as tell it from others of the same name."""
    titles: dict[str, str] = {}
    for project in projects:
        path = Path(project)
        same = [other for other in map(Path, projects) if other.stem == path.stem and other != path]
        folders = path.parent.parts
        depth = 0
        while depth < len(folders) and any(
            _end(other, depth) == _end(path, depth) for other in same
        ):
            depth += 1
        titles[project] = "/".join((*_end(path, depth), path.stem))
    return titles


def _end(path: Path, depth: int) -> tuple[str, ...]:
    """The last folders on the way to a file."""
    return path.parent.parts[-depth:] if depth else ()


def _cover(picture: QPixmap, place: QRectF) -> QRectF:
    """The middle part of the picture that has the place's proportions."""
    scale = max(place.width() / picture.width(), place.height() / picture.height())
    width, height = place.width() / scale, place.height() / scale
    return QRectF((picture.width() - width) / 2, (picture.height() - height) / 2, width, height)
