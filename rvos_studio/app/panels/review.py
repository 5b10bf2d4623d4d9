"""The Review page of the side panel: how far the review is, what looks wrong, and notes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rvos_studio.app.actions import Actions
from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr, tr_later, unmarked
from rvos_studio.app.progress_words import progress
from rvos_studio.project import Note, State, Tally
from rvos_studio.studio.problems import Problem, Reason

MOST_LISTED = 50
_WORDS = {
    Reason.DISAGREEMENT: tr_later("models disagree"),
    Reason.DRIFT: tr_later("drifted"),
    Reason.JUMP: tr_later("size jumps"),
    Reason.FLICKER: tr_later("flickers"),
    Reason.CONFIDENCE: tr_later("models unsure"),
}


class ProgressPanel(QWidget):
    """How much of the project is checked, and the state of the frame that is shown."""

    marked = Signal(object)
    """The `State` that was pressed."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(tr("Frames checked"))
        self._words = QLabel()
        self._words.setProperty("quiet", True)
        self.buttons = {
            State.CHECKED: _button(actions, "checked", tr("Checked")),
            State.NEEDS_WORK: _button(actions, "needs_work", tr("Needs Work")),
        }
        row = QHBoxLayout()
        row.setSpacing(8)
        for state, button in self.buttons.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, state=state: self.marked.emit(state))
            row.addWidget(button, 1)
        column = _column(self)
        column.addWidget(self._bar)
        column.addWidget(self._words)
        column.addLayout(row)

    @property
    def words(self) -> str:
        return self._words.text()

    def show_tally(self, tally: Tally) -> None:
        self._bar.setRange(0, max(1, tally.total))
        self._bar.setValue(tally.checked)
        self._words.setText(progress(tally))

    def show_state(self, state: State | None) -> None:
        """The state of the shown frame; None without an object."""
        for each, button in self.buttons.items():
            button.setChecked(each == state)
            button.setEnabled(state is not None)


class ProblemsPanel(QWidget):
    """The frames of the chosen object that look wrong, the worst first."""

    picked = Signal(object)
    """A `Problem`."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._problems: tuple[Problem, ...] = ()
        self._hint = QLabel(wordWrap=True)
        self._hint.setProperty("quiet", True)
        self.next = _button(actions, "next_problem", tr("Next Problem"))
        self.next.setProperty("primary", True)
        self.fine = _button(actions, "fine", tr("Fine"))
        for button, name in ((self.next, "next_problem"), (self.fine, "fine")):
            button.clicked.connect(actions[name].trigger)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.next, 1)
        row.addWidget(self.fine)
        self.list = _List(tr("Problems, the worst first"))
        self.list.itemClicked.connect(lambda _: self._pick())
        self.list.entered.connect(self._pick)
        column = _column(self)
        column.addLayout(row)
        column.addWidget(self._hint)
        column.addWidget(self.list)

    def show_problems(self, problems: Sequence[Problem], hint: str) -> None:
        """List these, and say something about them all."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        if self._problems != tuple(problems):
            self._problems = tuple(problems)
            self.list.fill(
                (
                    _line(each.frame, tr(_WORDS[each.reason])),
                    of_core(each.sentence),
                )
                for each in self._problems[:MOST_LISTED]
            )

    def point_at(self, frame: int) -> None:
        """Raise the problem of the shown frame."""
        frames = [each.frame for each in self._problems[:MOST_LISTED]]
        self.list.setCurrentRow(frames.index(frame) if frame in frames else -1)
        self.fine.setEnabled(frame in [each.frame for each in self._problems])

    def _pick(self) -> None:
        if (row := self.list.currentRow()) >= 0:
            self.picked.emit(self._problems[row])


class NotesPanel(QWidget):
    """A line for the shown frame, and all notes of the project."""

    written = Signal(int, int, str)
    """Object, frame, text."""
    picked = Signal(object)
    """A `Note`."""

    def __init__(self) -> None:
        super().__init__()
        self._notes: tuple[Note, ...] = ()
        self._about = 0, 0, ""
        self.box = QLineEdit()
        self.box.setAccessibleName(tr("Note on the shown frame"))
        self.box.setAcceptDrops(False)
        self.box.returnPressed.connect(lambda: self.written.emit(*self._about[:2], self.box.text()))
        self.list = _List(tr("Notes"))
        self.list.itemClicked.connect(lambda _: self._with_note(self.picked.emit))
        self.list.entered.connect(lambda: self._with_note(self.picked.emit))
        self.list.deleted.connect(
            lambda: self._with_note(lambda note: self.written.emit(note.object_id, note.frame, ""))
        )
        column = _column(self)
        column.addWidget(self.box)
        column.addWidget(self.list)

    def look_at(self, object_id: int, frame: int) -> None:
        """Be about this object on this frame; what is being typed stays unless that changes."""
        here = [n.text for n in self._notes if (n.object_id, n.frame) == (object_id, frame)]
        about = object_id, frame, "".join(here)
        if about != self._about:
            self._about = about
            self.box.setText(about[2])
        self.box.setPlaceholderText(tr("Note on frame {frame}, then Enter").format(frame=frame))
        self.box.setEnabled(bool(object_id))

    def show_notes(self, notes: Sequence[Note], labels: dict[int, str]) -> None:
        """List these; `labels` are the objects' names."""
        if self._notes != tuple(notes):
            self._notes = tuple(notes)
            self.list.fill(
                (
                    _line(each.frame, each.text),
                    labels.get(each.object_id, ""),
                )
                for each in self._notes
            )

    def _with_note(self, act: Callable[[Note], object]) -> None:
        if (row := self.list.currentRow()) >= 0:
            act(self._notes[row])


class _List(QListWidget):
    """Lines of text as high as they need, up to eight; Enter and Delete work on the current one."""

    entered = Signal()
    deleted = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(objectName="lines")
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()

    def fill(self, lines: object) -> None:
        """Show these pairs of a line and its tooltip."""
        self.clear()
        for text, more in lines:
            item = QListWidgetItem(text, self)
            item.setToolTip(more)
        self.setVisible(bool(self.count()))
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(200, min(8, self.count()) * max(self.sizeHintForRow(0), 1) + 8)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Delete:
            event.accept()  # here it is not for the mask
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)
        else:
            event.ignore()  # a letter is a command and no search here


def _line(frame: int, text: str) -> str:
    return tr("Frame {frame}  ·  {text}").format(frame=frame, text=text)


def _column(panel: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(panel)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    return column


def _button(actions: Actions, name: str, words: str) -> QPushButton:
    button = QPushButton(words, focusPolicy=Qt.FocusPolicy.TabFocus)
    action = actions[name]
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(f"{unmarked(action.text())}  {keys}")
    return button
