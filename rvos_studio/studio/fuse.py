"""Use case: write the vote of an object's models into its track."""

from collections.abc import Generator
from dataclasses import replace

from rvos_studio.errors import Refused
from rvos_studio.fusion import Vote
from rvos_studio.masks import Mask
from rvos_studio.project import Change, Kind, Provenance
from rvos_studio.studio.disagreement import disagreeing, sentence
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.refusion import uncertain_of
from rvos_studio.studio.session import Session

_CHUNK = 16
"""Frames per transaction: few enough to show progress, enough to be quick."""


def fuse(
    session: Session, object_id: int, vote: Vote | None = None, *, over_propagated: bool = False
) -> Generator[Progress, None, None]:
    """Fuse every frame that has answers by `vote`, which is kept as the object's recipe; one undo step.

    A person's masks are never touched, propagated ones only with `over_propagated`. Raises `Refused` where no member
    has answered.
    """
    project = session.project
    models = project.models(object_id)
    vote = vote or session.vote(object_id)
    if unknown := [member for member in vote.everybody if member not in models]:
        raise Refused(
            f"{', '.join(unknown)} has not answered for object {object_id} yet, so it cannot vote (answers from:"
            f" {', '.join(models) or 'nobody'})."
        )
    if not vote.members:
        raise Refused(f"No model votes for object {object_id}; switch at least one on.")

    kinds = session.spans(object_id)
    kept = {Kind.PERSON} if over_propagated else {Kind.PERSON, Kind.PROPAGATION}
    frames = [frame for frame in project.predicted_frames(object_id) if kinds[frame] not in kept]
    made = replace(Provenance.now(Kind.FUSION), recipe=vote.data())
    with project.edit(f"Fuse {', '.join(vote.members)}") as edit:
        edit.set_vote(object_id, vote)
        yield Progress(0, len(frames), "fusing", (Change(object_id),))
        for start in range(0, len(frames), _CHUNK):
            masks: dict[int, Mask] = {}
            for frame in frames[start : start + _CHUNK]:
                fused = session.fused(object_id, frame, vote)
                if fused is not None:
                    masks[frame] = fused
            change = edit.put_masks(object_id, masks, made)
            yield Progress(min(start + _CHUNK, len(frames)), len(frames), "fusing", (change,))


def remarks(session: Session, object_id: int, vote: Vote | None = None) -> list[str]:
    """What a person should know of a vote, one sentence each.

    Expressions that seem to mean different things, and members of a mean of which only masks are known.
    """
    vote = vote or session.vote(object_id)
    said = [sentence(session, object_id, found) for found in disagreeing(session, object_id, vote)]
    if lacking := uncertain_of(session.project, object_id, vote):
        said.append(
            f"Of some answers of {', '.join(lacking)} only masks are known, no probabilities: they count as certain in"
            " the mean until the model answers again."
        )
    return said
