"""Use case: carry a person's masks to the other frames."""

from collections.abc import Generator, Sequence
from contextlib import closing

from rvos_studio.errors import Refused
from rvos_studio.jobs import Runner
from rvos_studio.masks import Mask, binarise
from rvos_studio.models import catalogue
from rvos_studio.project import Kind, Provenance
from rvos_studio.propagation import Direction, schedule
from rvos_studio.studio import compute
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.session import Session


def propagate(
    session: Session,
    runner: Runner,
    object_ids: Sequence[int],
    model: str,
    direction: Direction = Direction.BOTH,
    first: int = 0,
    last: int | None = None,
) -> Generator[Progress, None, None]:
    """Fill frames `first` to `last` from the objects' human frames; one undo step, one object's frames after another.

    Human frames are read and never written. Closing the generator cancels at the next frame and keeps what is done.
    """
    entry = catalogue.require(model, catalogue.Role.PROPAGATOR)
    constraints: dict[int, dict[int, Mask]] = {}
    for number in object_ids:
        session.project.object(number)
        human = {
            frame: found.mask
            for frame, found in session.project.track(number).items()
            if found.provenance.kind is Kind.PERSON
        }
        if not human:
            raise Refused(
                f"Object {number} has no frame to propagate from; correct or confirm its mask on one frame first."
            )
        constraints[number] = human
    if not constraints:
        raise Refused("There is no object to propagate yet; add one first.")
    fills = schedule(len(session.clip), constraints, direction, first, last)
    if not fills:
        return

    weights = catalogue.digest(entry)
    made = {
        number: Provenance.now(
            Kind.PROPAGATION,
            entry.name,
            weights,
            direction=direction.value,
            constraints=sorted(constraints[number]),
        )
        for number in constraints
    }
    with session.project.edit(f"Propagate {direction.value} with {entry.name}") as edit:
        yield Progress(0, len(fills), f"{entry.name}: starting")
        task = runner.run(
            compute.PROPAGATE,
            video=str(session.clip.path),
            model=entry.name,
            constraints=constraints,
            fills=fills,
        )
        with closing(task) as answers:
            for done, (number, frame, probability, _confidence) in enumerate(answers, 1):
                change = edit.put_masks(number, {frame: binarise(probability)}, made[number])
                yield Progress(done, len(fills), f"{entry.name}, frame {frame}", (change,))
