"""Which recipe of stages an object followed, read off the UI thread."""

from dataclasses import dataclass

from rvos_studio.project import Kind, Run
from rvos_studio.studio import Session


@dataclass(frozen=True)
class Followed:
    """The recipe that made the mask of a frame, and the run that stands in the object's track."""

    recipe: str
    """Name; empty where a vote or a propagation made the mask."""
    run: Run | None
    nodes: tuple[str, ...]
    """Votes and propagations of which something was kept."""


def followed(session: Session, object_id: int, frame: int) -> Followed:
    """Read what is known of an object's recipe."""
    track = session.mask(object_id, frame)
    recipe = str(track.provenance.recipe.get("recipe", "")) if track else ""
    run = session.project.stages.standing(object_id)
    if run and track and track.provenance.kind is Kind.PERSON:
        recipe = run.name  # a person corrected what it gave
    return Followed(recipe, run, session.project.stages.nodes(run) if run else ())
