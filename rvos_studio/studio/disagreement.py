"""Whether the expressions of an object mean the same thing, as far as the models understand them."""

from rvos_studio.fusion import ALIKE, Ballots, Disagreement, Vote, disagreements
from rvos_studio.masks import Mask
from rvos_studio.studio.frames import spread
from rvos_studio.studio.session import Session

_LOOKED_AT = 24
"""Frames, spread over those that were answered."""


def disagreeing(session: Session, object_id: int, vote: Vote | None = None) -> list[Disagreement]:
    """Every two expressions of the object whose votes overlap too little, the worst first (see `disagreements`)."""
    vote = vote or session.vote(object_id)
    if len(session.project.object(object_id).referring) < 2:
        return []
    tracks: dict[int, dict[int, Mask]] = {}
    for frame in spread(session.project.predicted_frames(object_id), _LOOKED_AT):
        said: dict[int, dict[str, list[Mask]]] = {}
        for answer in session.project.answers(object_id, frame):
            said.setdefault(answer.expression, {})[answer.model] = [answer.mask]
        for expression, masks in said.items():
            here = vote.at(frame)
            pixels = Ballots.of(masks).decide(Vote(here.members, here.threshold, here.weights))
            if pixels is not None:
                tracks.setdefault(expression, {})[frame] = Mask.from_array(pixels)
    return disagreements(tracks)


def sentence(session: Session, object_id: int, found: Disagreement) -> str:
    """What a person should know of two expressions that disagree."""
    texts = {each.id: each.text for each in session.project.object(object_id).expressions}
    one, other = texts[found.first], texts[found.second]
    return (
        f"Object {object_id}: '{one}' and '{other}' seem to mean different things (mean IoU {found.iou:.2f}, below"
        f" {ALIKE:g}); give them objects of their own if they do."
    )
