"""Use case: take over a file of weights of the user's own."""

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from rvos_studio.jobs import Runner
from rvos_studio.models.protocols import Step
from rvos_studio.models.weights import Weights
from rvos_studio.studio.progress import Progress

TASK = f"{__name__}:import_in_worker"


def import_weights(
    runner: Runner, path: Path, model: str | None = None
) -> Generator[Progress, None, Weights]:
    """Check a file and use it from now on for the model that it fits, or for `model` if that is given.

    Closing the generator cancels and leaves everything as it was. Raises `BadInput` where the file is unusable,
    `SeveralFit` where it has to be said which model is meant.
    """
    found: Weights | None = None
    with closing(runner.run(TASK, path=str(path.absolute()), model=model)) as answers:
        for answer in answers:
            if isinstance(answer, Weights):
                found = answer
            else:
                yield Progress(answer.done, answer.total, answer.doing)
    assert found is not None
    return found


def import_in_worker(path: str, model: str | None) -> Generator[Step | Weights, None, None]:
    """The task: steps, and the stored weights in the end."""
    from rvos_studio.models import importing  # opens torch

    yield (yield from importing.import_weights(Path(path), model))
