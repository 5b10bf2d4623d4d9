"""The page of the researcher's bench: the truth and how all stand by it, and what is listed of them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.actions import Actions
from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.panels.bench_gallery import Gallery, legend
from rvos_studio.app.panels.bench_table import BenchView
from rvos_studio.metrics import Tag
from rvos_studio.studio.bench import Standings
from rvos_studio.studio.bench_report import Selection

Titles = Callable[[str], str]
"""What a person reads for a candidate."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TruthPanel(QWidget):
    """A button to load the truth; then how good each candidate is."""

    stopped = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.load = _menu_button(
            tr("Load ground truth…"), actions, ("load_truth_folder", "load_truth_file")
        )
        self._about = QLabel(wordWrap=True)
        self._about.setProperty("quiet", True)
        self.standings = QWidget()
        self._grid = QGridLayout(self.standings)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setAccessibleName(tr("Frames scored"))
        self._doing = QLabel()
        self._doing.setProperty("quiet", True)
        self.stop = QPushButton(tr("Stop"), focusPolicy=Qt.FocusPolicy.TabFocus)
        self.stop.setToolTip(tr("Stop scoring; what is scored stays"))
        self.stop.clicked.connect(self.stopped)
        working = QHBoxLayout()
        working.addWidget(self._doing, 1)
        working.addWidget(self.stop)
        self._working = QWidget()
        around = QVBoxLayout(self._working)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.progress)
        around.addLayout(working)
        self._more = QWidget()
        buttons = QHBoxLayout(self._more)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        self.compare = _menu_button(tr("Add run…"), actions, ("compare_folder", "compare_file"))
        self.compare.setToolTip(tr("Score another project or folder of predictions, too"))
        self.report = QPushButton(tr("Report…"), focusPolicy=Qt.FocusPolicy.TabFocus)
        self.report.setToolTip(tr("Write what is chosen below as an HTML report"))
        self.report.clicked.connect(actions["bench_report"].trigger)
        buttons.addWidget(self.compare, 1)
        buttons.addWidget(self.report, 1)
        column = _column(self)
        for each in (self.load, self._about, self.standings, self._working, self._more):
            column.addWidget(each)
        self.show_truth("", "")
        self.show_progress(0, 0, "")

    def show_truth(self, about: str, path: str) -> None:
        """Say what the truth is; with nothing to say, only the button is there."""
        self.load.setText(tr("Load other…") if about else tr("Load ground truth…"))
        self._about.setText(about)
        self._about.setToolTip(path)
        for each in (self._about, self.standings, self._more):
            each.setVisible(bool(about))

    def show_progress(self, done: int, total: int, words: str) -> None:
        """Say how far the scoring is; gone when it is done."""
        self._working.setVisible(done < total)
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(done)
        self._doing.setText(words)

    def show_standings(self, standings: Standings, title_of: Titles) -> None:
        """J and F of every candidate, and what each model adds to the fusion."""
        while (item := self._grid.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        members = standings.members
        effects = {each.name: each.effect for each in members.each} if members else {}
        for place, (heading, tip) in enumerate(_HEADINGS[: 5 if effects else 4]):
            self._cell(0, place, tr(heading), tr(tip), quiet=True)
        for line, name in enumerate(standings.candidates, 1):
            j, f, frames = standings.mean(name)
            about = tr("{name}: {frames}").format(
                name=title_of(name), frames=tr("%Ln frame(s)", "", frames)
            )
            self._cell(line, 0, title_of(name), about, room=82 if effects else 130)
            for place, value in enumerate((j, f, (j + f) / 2), 1):
                self._cell(line, place, f"{value:.3f}", about)
            if name in effects:
                self._cell(line, 4, f"{round(effects[name], 3) + 0.0:+.3f}", tr(_HEADINGS[4][1]))

    def _cell(
        self, line: int, place: int, words: str, tip: str, quiet: bool = False, room: int = 0
    ) -> None:
        label = QLabel()
        label.setProperty("quiet", quiet)
        label.setToolTip(tip)
        if place:
            label.setAlignment(_RIGHT)
        else:
            words = label.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, room)
        label.setText(words)
        self._grid.addWidget(label, line, place)


_HEADINGS = (
    ("", ""),
    ("J", tr_later("Region overlap, mean over frames")),
    ("F", tr_later("Outline agreement, mean over frames")),
    ("J&F", tr_later("Mean of both")),
    (tr_later("Effect"), tr_later("J&F of the vote of all models minus that without this one")),
)


class FramesPanel(QWidget):
    """Which scores are listed, and the list."""

    chosen = Signal()
    """Another selection, or another run to compare with."""

    def __init__(self) -> None:
        super().__init__()
        self.candidate = _box(tr("Model"), tr("Scores of this model only"))
        self.tag = _box(tr("Failure tag"), tr("Frames on which this went wrong only"))
        self.versus = _box(
            tr("Compare with"), tr("How a second model differs, by the largest change")
        )
        self.tag.addItem(tr("Any tag"), None)
        for tag in Tag:
            self.tag.addItem(of_core(tag.value).capitalize(), tag)
        for box in (self.candidate, self.tag, self.versus):
            box.activated.connect(lambda _: self.chosen.emit())
        self.view = BenchView()
        self.nothing = QLabel(tr("No frame is like that."))
        self.nothing.setProperty("quiet", True)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.candidate, 1)
        first.addWidget(self.tag, 1)
        column = _column(self)
        column.addLayout(first)
        column.addWidget(self.versus)
        column.addWidget(self.view)
        column.addWidget(self.nothing)

    @property
    def selection(self) -> Selection:
        """What is chosen."""
        tag = self.tag.currentData()  # Qt gives it back as text
        return Selection(self.candidate.currentData() or "", Tag(tag) if tag else None)

    @property
    def compared(self) -> str:
        """The candidate to compare with; empty for none."""
        return self.versus.currentData() or ""

    def offer(self, candidates: Sequence[str], title_of: Titles) -> None:
        """Candidates to choose from; a choice that is still there stays."""
        titled = [(title_of(name), name) for name in candidates]
        _refill(self.candidate, [(tr("All models"), ""), *titled])
        _refill(
            self.versus,
            [
                (tr("Not compared"), ""),
                *((tr("Against {title}").format(title=title), name) for title, name in titled),
            ],
        )
        self.versus.setVisible(len(candidates) > 1)


class GalleryPanel(QWidget):
    """The gallery and what its colours mean."""

    def __init__(self) -> None:
        super().__init__()
        self.gallery = Gallery()
        meanings = QLabel(legend())
        meanings.setProperty("quiet", True)
        column = _column(self)
        column.addWidget(meanings)
        column.addWidget(self.gallery)


def _refill(box: QComboBox, items: Sequence[tuple[str, str]]) -> None:
    if [(box.itemText(k), box.itemData(k)) for k in range(box.count())] == list(items):
        return
    before = box.currentData()
    box.clear()
    for title, name in items:
        box.addItem(title, name)
    box.setCurrentIndex(max(0, box.findData(before)))


def _box(name: str, tip: str) -> QComboBox:
    box = QComboBox(focusPolicy=Qt.FocusPolicy.TabFocus)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    box.setAccessibleName(name)
    box.setToolTip(tip)
    return box


def _menu_button(words: str, actions: Actions, names: Sequence[str]) -> QPushButton:
    button = QPushButton(words, focusPolicy=Qt.FocusPolicy.TabFocus)
    menu = QMenu(button)
    for name in names:
        menu.addAction(actions[name])
    button.setMenu(menu)
    return button


def _column(panel: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(panel)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    return column
