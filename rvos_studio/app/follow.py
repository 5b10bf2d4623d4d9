"""Which recipe of stages an object followed, read off the UI thread."""

from dataclasses import dataclass

from rvos_studio.project import Run
from rvos_studio.studio import Session


@dataclass(frozen=True)
class Followed:
    """The newest run of an object, and the recipe that made the mask of a frame."""

    recipe: str
    """Name; empty where a vote or somebody else made the mask."""
    run: Run | None
    nodes: tuple[str, ...]
    """Votes and propagations of which something was kept."""


def followed(session: Session, object_id: int, frame: int) -> Followed:
    """Read what is known of an object's recipe."""
    track = session.mask(object_id, frame)
    recipe = str(track.provenance.recipe.get("recipe", "")) if track else ""
    runs = session.project.stages.runs(object_id)
    run = runs[-1] if runs else None
    return Followed(recipe, run, session.project.stages.nodes(run) if run else ())
