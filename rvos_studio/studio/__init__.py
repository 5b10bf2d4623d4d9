"""Use cases: open, segment, fuse, correct, propagate, export. Long ones are generators of `Progress`."""

from rvos_studio.studio.apply_recipe import apply_recipe
from rvos_studio.studio.export import FORMATS, Exported, export
from rvos_studio.studio.fuse import fuse
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.propagate import propagate
from rvos_studio.studio.segment import segment
from rvos_studio.studio.session import Session, project_beside, project_of

__all__ = [
    "FORMATS",
    "Exported",
    "Progress",
    "Session",
    "apply_recipe",
    "export",
    "fuse",
    "project_beside",
    "project_of",
    "propagate",
    "segment",
]
