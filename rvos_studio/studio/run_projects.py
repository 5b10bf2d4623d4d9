"""Use case: models and a recipe over a selection of projects, one after the other."""

from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path

from rvos_studio.errors import StudioError, WeightsMissing
from rvos_studio.fusion import Recipe
from rvos_studio.jobs import Runner
from rvos_studio.studio.apply_recipe import apply_recipe
from rvos_studio.studio.fuse import fuse
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.segment import segment
from rvos_studio.studio.session import Session

SHARE = 1000
"""Steps that a project counts for in the progress of all."""


def run_projects(
    projects: Sequence[Path],
    runner: Runner,
    models: Sequence[str],
    recipe: Recipe | None,
    failed: list[str],
) -> Generator[Progress, None, None]:
    """Let the models answer every expression of every project, and fuse their answers into the tracks.

    Without a recipe each object's own vote is taken. What was answered before is not asked again, so that a cancelled
    run goes on where it stopped. A project that fails leaves a sentence in `failed` and the others go on. Raises
    `WeightsMissing` where a model cannot run here.
    """
    total = SHARE * len(projects)
    for place, path in enumerate(projects):
        before = f"{path.stem} ({place + 1} of {len(projects)})"
        yield Progress(SHARE * place, total, before)
        try:
            with (
                closing(Session.open(path)) as session,
                closing(_work(session, runner, models, recipe)) as work,
            ):
                for part, doing in work:
                    done = SHARE * place + round(SHARE * part)
                    yield Progress(done, total, f"{before}, {doing}" if doing else before)
        except WeightsMissing:
            raise
        except StudioError as error:
            failed.append(f"{path.stem}: {error}")
    yield Progress(total, total, "")


def _work(
    session: Session, runner: Runner, models: Sequence[str], recipe: Recipe | None
) -> Generator[tuple[float, str], None, None]:
    """(share that is done, what is being done)."""
    numbers = [each.id for each in session.objects() if each.referring and not each.locked]
    for place, number in enumerate(numbers):
        asking = segment(session, runner, [number], models)
        fusing = apply_recipe(session, runner, number, recipe) if recipe else fuse(session, number)
        for weight, begun, steps in ((0.9, 0.0, asking), (0.1, 0.9, fusing)):
            with closing(steps):
                for step in steps:
                    part = step.done / step.total if step.total else 0.0
                    yield (place + begun + weight * part) / len(numbers), step.doing
