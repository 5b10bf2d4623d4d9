"""How far several models agree, and what each of them does to their fusion."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask
from rvos_studio.metrics.score import Score, score

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


def leave_one_out(
    members: Mapping[str, Sequence[Mask]], truth: Sequence[Mask], fuse: Fuse
) -> tuple[Score, dict[str, Score]]:
    """The score of the fusion of all members, and of the fusions that each lack one of them.

    Every member has a mask for every frame of the truth. What a member is worth is J&F of all minus J&F without it:
    positive where it helps. Raises `BadInput` for fewer than two members.
    """
    if len(members) < 2:
        raise BadInput("Leaving one out needs at least two members.")

    def fused(names: Sequence[str]) -> Score:
        tracks = zip(*(members[name] for name in names), strict=True)
        return score((fuse(masks).array() for masks in tracks), (mask.array() for mask in truth))

    names = list(members)
    return fused(names), {
        name: fused([other for other in names if other != name]) for name in names
    }
