"""The project file: one SQLite database, every edit a transaction, history and provenance inside."""

from rvos_studio.project.edit import Edit
from rvos_studio.project.project import Project
from rvos_studio.project.records import (
    AnswerRecord,
    Change,
    ClipRecord,
    ExpressionRecord,
    HistoryEntry,
    Kind,
    ObjectRecord,
    Provenance,
    TrackMask,
)
from rvos_studio.project.review import Note, Review, State, Tally
from rvos_studio.project.shapes import Shapes, TrackShapes
from rvos_studio.project.spans import AnswerCurve, Spans
from rvos_studio.project.stages import Run, Stages
from rvos_studio.project.versions import Version, Versions

__all__ = [
    "AnswerCurve",
    "AnswerRecord",
    "Change",
    "ClipRecord",
    "Edit",
    "ExpressionRecord",
    "HistoryEntry",
    "Kind",
    "Note",
    "ObjectRecord",
    "Project",
    "Provenance",
    "Review",
    "Run",
    "Shapes",
    "Spans",
    "Stages",
    "State",
    "Tally",
    "TrackMask",
    "TrackShapes",
    "Version",
    "Versions",
]
