"""Saying how far the review of an object is, frame by frame; each is one undo step."""

from collections.abc import Sequence

from rvos_studio.errors import BadInput
from rvos_studio.project import Change, State
from rvos_studio.studio.problems import Problem
from rvos_studio.studio.session import Session

LONGEST_NOTE = 2000

_TITLES = {
    State.TODO: "Mark {} as not reviewed",
    State.CHECKED: "Check {}",
    State.NEEDS_WORK: "Mark {} as needing work",
}


def mark(session: Session, object_id: int, frames: Sequence[int], state: State) -> Change:
    """Set the state of an object on some frames."""
    where = f"frame {frames[0]}" if len(frames) == 1 else f"{len(frames)} frames"
    with session.project.edit(_TITLES[state].format(where)) as edit:
        return edit.set_state(object_id, frames, state)


def toggle(session: Session, object_id: int, frames: Sequence[int], state: State) -> Change:
    """Set the state of an object on some frames, or take it back where all of them have it."""
    states = session.project.review.states(object_id)[list(frames)]
    return mark(session, object_id, frames, State.TODO if (states == state).all() else state)


def write_note(session: Session, object_id: int, frame: int, text: str) -> Change:
    """Write a note about an object on a frame, in the place of the one there; an empty one takes it away."""
    words = text.strip()
    if len(words) > LONGEST_NOTE:
        raise BadInput(
            f"A note of {len(words):,} characters is too long; say it in at most {LONGEST_NOTE:,}."
        )
    with session.project.edit(f"{'Note on' if words else 'Remove note on'} frame {frame}") as edit:
        return edit.set_note(object_id, frame, words)


def find_fine(session: Session, problem: Problem) -> Change:
    """The frame is fine: it is checked, and its problem's reason counts for less in this project from now on."""
    with session.project.edit(f"Find frame {problem.frame} fine") as edit:
        edit.add_false_alarm(problem.object_id, problem.frame, problem.reason)
        return edit.set_state(problem.object_id, [problem.frame], State.CHECKED)
