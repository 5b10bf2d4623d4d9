"""Whether the models take an expression for the same thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rvos_studio.fusion import ALIKE
from rvos_studio.masks import Mask
from rvos_studio.project import ExpressionRecord
from rvos_studio.studio.frames import spread
from rvos_studio.studio.session import Session

_LOOKED_AT = 24
"""Frames, spread over those that were answered."""


@dataclass(frozen=True)
class Ambiguity:
    """An expression that models take for different things."""

    expression: ExpressionRecord
    iou: float
    """Mean over every two models and the frames on which both found something, 0..1."""
    candidates: tuple[tuple[str, ...], ...]
    """Models that mean the same, in groups; the largest first."""


def ambiguities(session: Session, object_id: int, alike: float = ALIKE) -> list[Ambiguity]:
    """The object's expressions whose mean IoU over every two models is below `alike`, in the order of the object.

    Only frames count on which both models of a pair found something, of at most 24 that are looked at.
    """
    found = []
    for expression in session.project.object(object_id).referring:
        tracks = _tracks(session, expression)
        ious = _overlaps(tracks)
        groups = _groups(tuple(tracks), ious, alike)
        if ious and len(groups) > 1 and (mean := sum(ious.values()) / len(ious)) < alike:
            found.append(Ambiguity(expression, mean, groups))
    return found


def sentence(found: Ambiguity, titles: Mapping[str, str]) -> str:
    """What a person should know of an ambiguous expression; `titles` are the models' names."""
    groups = [" and ".join(titles.get(model, model) for model in each) for each in found.candidates]
    who = ", ".join(f"one by {group}" for group in groups)
    return f"Ambiguous, {len(groups)} candidates: {who}."


def _tracks(session: Session, expression: ExpressionRecord) -> dict[str, dict[int, Mask]]:
    """Model -> frame -> what it found, where it found something; models by age."""
    models = session.project.models(expression.object_id)
    tracks: dict[str, dict[int, Mask]] = {model: {} for model in models}
    frames = session.project.predicted_frames(expression.object_id)
    for frame in spread(frames, _LOOKED_AT):
        for answer in session.project.answers(expression.object_id, frame):
            if answer.expression == expression.id and answer.mask and answer.model in tracks:
                tracks[answer.model][frame] = answer.mask
    return {model: track for model, track in tracks.items() if track}


def _overlaps(tracks: Mapping[str, Mapping[int, Mask]]) -> dict[tuple[str, str], float]:
    """Mean IoU of every two models over the frames on which both found something."""
    ious = {}
    for first, second in combinations(tracks, 2):
        if common := sorted(tracks[first].keys() & tracks[second].keys()):
            every = [tracks[first][frame].iou(tracks[second][frame]) for frame in common]
            ious[first, second] = sum(every) / len(every)
    return ious


def _groups(
    models: Sequence[str], ious: Mapping[tuple[str, str], float], alike: float
) -> tuple[tuple[str, ...], ...]:
    """Models that overlap, directly or by way of others."""
    groups = [{model} for model in models]
    for pair, iou in ious.items():
        if iou >= alike:
            joined = [group for group in groups if group & set(pair)]
            groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    ordered = [tuple(model for model in models if model in group) for group in groups]
    return tuple(sorted(ordered, key=len, reverse=True))
