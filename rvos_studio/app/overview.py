"""What the panels and the timeline show of a project, read in one go."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rvos_studio.app.canvas.overlay import colour_of
from rvos_studio.app.panels.timeline import Row
from rvos_studio.fusion import Vote
from rvos_studio.project import Kind, ObjectRecord
from rvos_studio.studio import Session


@dataclass(frozen=True)
class Overview:
    """Everything but the picture."""

    objects: tuple[ObjectRecord, ...]
    rows: tuple[Row, ...]
    chosen: int
    answered: tuple[str, ...]
    """Models that have answered for the chosen object."""
    vote: Vote | None
    undo: str
    """Title of what undo takes back; empty when there is nothing."""
    redo: str

    @property
    def expressions(self) -> int:
        """How many expressions of the chosen object refer to something."""
        return next((len(each.referring) for each in self.objects if each.id == self.chosen), 0)

    def drawn(self, object_id: int) -> NDArray[np.intp]:
        """Frames that a person drew for an object."""
        kinds = [row.kinds for row in self.rows if row.object_id == object_id]
        return np.flatnonzero(kinds[0] == Kind.PERSON) if kinds else np.array([], np.intp)

    @property
    def first_frame(self) -> int:
        """Where to begin: the first frame a person drew for the chosen object, else the first with a mask, else 0."""
        kinds = next((row.kinds for row in self.rows if row.object_id == self.chosen), None)
        if kinds is None:
            return 0
        drawn = self.drawn(self.chosen)
        return int(drawn[0] if len(drawn) else np.argmax(kinds > 0))


def overview(session: Session, chosen: int) -> Overview:
    """Read a project; `chosen` becomes the first object where it does not exist."""
    objects = tuple(session.objects())
    ids = [record.id for record in objects]
    if chosen not in ids:
        chosen = ids[0] if ids else 0
    rows = tuple(_row(session, record) for record in objects)
    answered = tuple(session.models_with_predictions(chosen)) if chosen else ()
    undoable, redoable = session.undoable, session.redoable
    return Overview(
        objects,
        rows,
        chosen,
        answered,
        session.vote(chosen) if chosen else None,
        undoable.title if undoable else "",
        redoable.title if redoable else "",
    )


def _row(session: Session, record: ObjectRecord) -> Row:
    project, number = session.project, record.id
    return Row(
        number,
        colour_of(number),
        session.spans(number),
        record.label,
        project.spans.presence(number),
        tuple(project.stages.set_out(number)),
    )
