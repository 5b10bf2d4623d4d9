"""Use case: carry a person's masks to the other frames."""

from collections.abc import Generator, Sequence
from contextlib import closing

from rvos_studio import settings
from rvos_studio.errors import Refused
from rvos_studio.jobs import Runner
from rvos_studio.masks import Mask
from rvos_studio.models import catalogue
from rvos_studio.models.protocols import Notice
from rvos_studio.project import Kind, Provenance
from rvos_studio.propagation import Direction, MemoryKind, MemoryPolicy, schedule
from rvos_studio.studio import compute
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.session import Session
from rvos_studio.studio.versions import run_name


def propagate(
    session: Session,
    runner: Runner,
    object_ids: Sequence[int],
    model: str,
    direction: Direction = Direction.BOTH,
    first: int = 0,
    last: int | None = None,
    around: int | None = None,
    memory: MemoryKind | None = None,
) -> Generator[Progress, None, None]:
    """Fill frames `first` to `last` from the objects' human frames; one undo step, one stretch after another.

    With `around`, only what a correction on that frame can reach is filled: of the objects with a human frame there, up
    to their neighbouring human frames. `memory` is the settings' if not given. Human frames are read and never
    written, locked objects are left out. Closing the generator cancels at the next frame and keeps what is done. The
    track that each object is left with is kept as a version.
    Progress counts passes of the network over a frame.
    """
    entry = catalogue.require(model, catalogue.Role.PROPAGATOR)
    constraints: dict[int, dict[int, Mask]] = {}
    for number in object_ids:
        if session.project.object(number).locked:
            continue
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
        raise Refused(
            "All these objects are locked; unlock one to propagate it."
            if object_ids
            else "There is no object to propagate yet; add one first."
        )
    chosen = settings.load()
    policy = MemoryPolicy(
        MemoryKind(memory or chosen.memory), chosen.memory_mib, chosen.memory_frames
    )
    alone = policy.kind is MemoryKind.CHALLENGE
    plan = schedule(len(session.clip), constraints, direction, first, last, around, alone)
    if not plan:
        return

    weights = catalogue.digest(entry)

    def made(number: int, *, final: bool) -> Provenance:
        return Provenance.now(
            Kind.PROPAGATION,
            entry.name,
            weights,
            # Until it is blended, an answer is that of the forward pass.
            direction=(direction if final else Direction.FORWARD).value,
            constraints=sorted(constraints[number]),
            memory=policy.kind.value,
        )

    sources = {
        (number, final): made(number, final=final)
        for number in constraints
        for final in (True, False)
    }
    total, done = sum(len(part.frames) for part in plan), 0
    completes = {part.objects[-1] for part in plan}
    with session.project.edit(f"Propagate {direction.value} with {entry.name}") as edit:
        yield Progress(0, total, f"{entry.name}: starting")
        task = runner.run(
            compute.PROPAGATE,
            video=str(session.clip.path),
            fingerprint=session.project.clip.fingerprint,
            model=entry.name,
            constraints=constraints,
            plan=plan,
            policy=policy,
        )
        filled: dict[int, set[int]] = {}
        try:
            with closing(task) as answers:
                for news in answers:
                    if isinstance(news, Notice):
                        words = f"{entry.name}: {news.text}"
                        yield Progress(done, total, words, notice=words)
                        continue
                    change = edit.put_masks(
                        news.object, {news.frame: news.mask}, sources[news.object, news.final]
                    )
                    filled.setdefault(news.object, set()).update(change.frames)
                    done += news.object in completes
                    yield Progress(done, total, f"{entry.name}, frame {news.frame}", (change,))
        finally:  # what is done when it is cancelled is a version, too
            for number, frames in filled.items():
                if frames and edit.id is not None:
                    name = run_name(entry.name, frames)
                    session.project.versions.keep(number, name, edit.id)
