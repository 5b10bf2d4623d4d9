"""Looking through what there is: the next problem, states of frames, notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from rvos_studio.app.core_words import of_core
from rvos_studio.app.language import tr, tr_later
from rvos_studio.app.overview import Overview
from rvos_studio.app.panels.review import NotesPanel, ProblemsPanel, ProgressPanel
from rvos_studio.project import Note, State, Tally
from rvos_studio.studio.answer_curves import Surveyor
from rvos_studio.studio.problems import Problem, Steadiness, problems
from rvos_studio.studio.review import find_fine, toggle, write_note

if TYPE_CHECKING:
    from rvos_studio.app.editor import Editor
    from rvos_studio.studio import Session

PAGE = tr_later("Review")
_SURVEY_S = 0.3
"""How long models are compared before what is known so far is shown."""


@dataclass(frozen=True, eq=False)
class Found:
    """What the project says about the review, and how the chosen object's frames rank."""

    object_id: int
    tally: Tally
    states: Mapping[int, NDArray[np.uint8]]
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...] | None
    """None where nobody asked."""
    pending: int
    """Frames on which the models have not been compared yet."""


class Reader:
    """Reads all that on a thread; what is slow about it is remembered."""

    def __init__(self, session: Session, surveyor: Surveyor) -> None:
        self._session = session
        self._surveyor = surveyor
        self._steady = Steadiness(session)

    def read(self, objects: tuple[int, ...], chosen: int, rank: bool) -> Found:
        review = self._session.project.review
        ranked, pending = None, 0
        if rank and chosen in objects:
            curves = self._surveyor.survey(chosen, _SURVEY_S)
            ranked, pending = problems(self._session, curves, self._steady), curves.pending
        states = {number: review.states(number) for number in objects}
        known = tuple(ranked) if ranked is not None else None
        return Found(chosen, review.tally(), states, tuple(review.notes()), known, pending)


class Reviewing(QObject):
    """Goes to the frame that looks worst, says why, and takes what the person says about it."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._workspace = workspace = editor.workspace
        self._reader = Reader(workspace.session, editor.surveying.surveyor)
        self._loader = workspace.loader("review", self._show)
        self._found: Found | None = None
        self._going = False
        self._trail: list[int] = []
        """Frames this round has led to."""
        self.progress = ProgressPanel(editor.menu)
        self.problems = ProblemsPanel(editor.menu)
        self.notes = NotesPanel()
        editor.side.add(tr("Progress"), self.progress, PAGE)
        editor.side.add(tr("Problems"), self.problems, PAGE)
        editor.side.add(tr("Notes"), self.notes, PAGE)
        editor.side.tabs.currentChanged.connect(lambda _: self._read())
        workspace.surveyed.connect(self._survey)
        workspace.moved.connect(lambda _: self._look())
        self.progress.marked.connect(self.mark)
        self.problems.picked.connect(self._go_to)
        self.notes.written.connect(self._write)
        self.notes.picked.connect(self._go_to_note)

    def next_problem(self) -> None:
        """Go to the worst frame of the chosen object that this round has not led to yet, and say why."""
        if not self._workspace.chosen:
            self._workspace.news.emit(
                tr("Describe an object first: problems are those of its masks.")
            )
            return
        self._going = True
        self._workspace.when_surveyed(self._read)

    def previous_problem(self) -> None:
        """Go back to where this round led before."""
        here = self._workspace.frame
        if here in self._trail:
            del self._trail[self._trail.index(here) :]
        if not self._trail:
            self._workspace.news.emit(tr("There is no problem before this one."))
            return
        problem = self._problem_on(self._trail[-1])
        self._workspace.go(self._trail[-1])
        if problem:
            self._say(problem)

    def fine(self) -> None:
        """The problem on this frame is none: the frame is checked, the reason counts less; go to the next."""
        workspace, problem = self._workspace, self._problem_on(self._workspace.frame)
        if problem is None:
            workspace.news.emit(
                tr("Nothing looks wrong on this frame; G goes to the next problem.")
            )
        else:
            workspace.edit(lambda: find_fine(workspace.session, problem), self.next_problem)

    def mark(self, state: State) -> None:
        """Set the state of the shown frame, or of the selected range; take it back where it has it already."""
        workspace = self._workspace
        number, span = workspace.chosen, self._editor.transport.timeline.selected
        frames = tuple(span or (workspace.frame,))
        if number:
            workspace.edit(lambda: toggle(workspace.session, number, frames, state))
        else:
            self._look()

    def begin_note(self) -> None:
        """Let the person write about the shown frame."""
        self._editor.side.show_page(PAGE)
        self.notes.box.setFocus()

    @property
    def settled(self) -> bool:
        """Whether all that was asked for is shown."""
        return self._loader.idle and not self._going

    def _survey(self, found: Overview) -> None:
        if self._found and self._found.object_id != found.chosen:
            self._trail.clear()
        self._read()

    def _read(self) -> None:
        """Ask for everything that is shown; ranking frames takes longest and is done where it is seen."""
        objects = tuple(each.id for each in self._workspace.overview.objects)
        chosen, rank = self._workspace.chosen, self._going or self._editor.side.page == PAGE
        self._loader.request(lambda: self._reader.read(objects, chosen, rank))

    def _show(self, found: Found) -> None:
        self._found = found
        labels = {each.id: each.label for each in self._workspace.overview.objects}
        self.progress.show_tally(found.tally)
        self.notes.show_notes(found.notes, labels)
        self._editor.transport.timeline.set_marks(found.states)
        if found.problems is not None:
            self.problems.show_problems(found.problems, self._hint(found))
        self._look()
        if self._going and found.problems is not None and found.object_id == self._workspace.chosen:
            self._going = False
            self._advance(found)
        elif found.pending:
            self._read()

    def _hint(self, found: Found) -> str:
        if found.pending:
            return tr("Comparing the models on %Ln more frame(s)…", "", found.pending)
        label = next(
            (e.label for e in self._workspace.overview.objects if e.id == found.object_id), ""
        )
        count = len(found.problems or ())
        if not count:
            return tr("Nothing of “{label}” looks wrong.").format(label=label) if label else ""
        return tr("%Ln frame(s) of “{label}” look wrong.", "", count).format(label=label)

    def _look(self) -> None:
        """Tell the panels about the frame that is shown."""
        frame, number = self._workspace.frame, self._workspace.chosen
        states = self._found.states.get(number) if self._found else None
        self.progress.show_state(None if states is None else State(int(states[frame])))
        self.problems.point_at(frame)
        self.notes.look_at(number, frame)

    def _advance(self, found: Found) -> None:
        ranked = found.problems or ()
        ahead = [each for each in ranked if each.frame not in self._trail]
        if not ranked:
            self._workspace.news.emit(
                tr("No frame of this object looks wrong; the models are still being compared.")
                if found.pending
                else tr("No frame of this object looks wrong.")
            )
        elif not ahead:
            self._trail.clear()
            self._go_to(ranked[0], again=True)
        else:
            self._go_to(ahead[0])
        if found.pending:
            self._read()

    def _go_to(self, problem: Problem, again: bool = False) -> None:
        if problem.frame not in self._trail:
            self._trail.append(problem.frame)
        self._workspace.go(problem.frame)
        self._say(problem, again)

    def _say(self, problem: Problem, again: bool = False) -> None:
        ranked = self._found.problems if self._found and self._found.problems else (problem,)
        place = ranked.index(problem) + 1 if problem in ranked else 1
        words = tr("Frame {frame}, problem {place} of {problems}. {sentence}").format(
            frame=problem.frame,
            place=place,
            problems=len(ranked),
            sentence=of_core(problem.sentence),
        )
        if again:
            words = tr("You have seen them all. Again from the worst: {problem}").format(
                problem=words
            )
        self._workspace.news.emit(words)

    def _problem_on(self, frame: int) -> Problem | None:
        known = self._found.problems if self._found and self._found.problems else ()
        return next((each for each in known if each.frame == frame), None)

    def _write(self, number: int, frame: int, text: str) -> None:
        session = self._workspace.session
        self._editor.canvas.setFocus()
        self._workspace.edit(lambda: write_note(session, number, frame, text))

    def _go_to_note(self, note: Note) -> None:
        self._workspace.choose(note.object_id)
        self._workspace.go(note.frame)
