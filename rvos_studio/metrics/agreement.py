"""How far several models agree, and what each of them does to their fusion."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask
from rvos_studio.metrics.frame import compare
from rvos_studio.metrics.score import Score

Fuse = Callable[[Sequence[Mask]], Mask]
"""Makes one mask of several; at least one is given."""


def agreement(masks: Sequence[Mask]) -> float:
    """Mean intersection over union of every two models' masks of one frame, 0..1.

    Two empty masks agree. Raises `BadInput` for fewer than two masks or different sizes.
    """
    if len(masks) < 2:
        raise BadInput("Agreement needs the masks of at least two models.")
    pairs = [one.iou(other) for one, other in combinations(masks, 2)]
    return sum(pairs) / len(pairs)


@dataclass(frozen=True)
class LeaveOneOut:
    """What the members of a fusion are worth; all by the same truth."""

    fused: Score
    """Of the fusion of all."""
    alone: dict[str, Score]
    """Of each member's own masks."""
    without: dict[str, Score]
    """Of the fusion of all others: a member helps where this is lower than `fused`."""


def leave_one_out(
    members: Mapping[str, Sequence[Mask]], truth: Sequence[Mask], fuse: Fuse
) -> LeaveOneOut:
    """Score the fusion of all members, each member, and the fusions that each lack one of them.

    Every member has a mask for every frame of the truth. Raises `BadInput` for fewer than two members or no frames.
    """
    if len(members) < 2:
        raise BadInput("Leaving one out needs at least two members.")
    if not truth:
        raise BadInput("A track needs at least one frame to be scored.")
    tables = []
    for masks, true in zip(zip(*members.values(), strict=True), truth, strict=True):
        others = [fuse(masks[:k] + masks[k + 1 :]) for k in range(len(masks))]
        candidates = [fuse(masks), *masks, *others]
        tables.append(compare([each.array() for each in candidates], [true.array()]))
    region, boundary = (np.stack(each)[:, :, 0] for each in zip(*tables, strict=True))
    fused, *scores = (
        Score(tuple(j.tolist()), tuple(f.tolist()))
        for j, f in zip(region.T, boundary.T, strict=True)
    )
    alone, without = scores[: len(members)], scores[len(members) :]
    return LeaveOneOut(
        fused, dict(zip(members, alone, strict=True)), dict(zip(members, without, strict=True))
    )
