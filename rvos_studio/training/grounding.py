"""What small networks learn first: to say cell by cell where the object is, and to say nothing where there is none."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from rvos_studio.networks.grounding import Grounded

_COARSE = 0.3
_ASIDE = 0.3
"""Weight of what is learnt beside the masks."""
_HARDEST = 0.25
"""Share of the cells that count as much as all of them together."""
_SILENCE = 0.1
"""Weight of questions about nothing, of which there are many."""
_LITTLE = 0.03
"""Share of a frame that a mask has to cover to be half as wrong as it can be where there is nothing."""


def grounding_loss(grounded: Grounded, masks: Tensor, things: Tensor) -> dict[str, Tensor]:
    """Terms for N frames: `masks` and those of anything that is asked for, N x h x w, 0 or 1, 4 pixels a cell.

    All are in float32. A mask's loss is cross-entropy, that of the hardest cells once more, and overlap; where there
    is nothing to be seen, how much is shown takes the place of the overlap.
    """
    fine = masks[:, None]
    middle, coarse = F.avg_pool2d(fine, 2), F.avg_pool2d(fine, 4)
    told = F.binary_cross_entropy_with_logits
    return {
        "grounding": _wrong(grounded.fine, fine),
        "coarse grounding": _COARSE * _wrong(grounded.coarse, middle),
        "suits": _ASIDE * told(grounded.suits.float(), coarse),
        "things": _ASIDE * told(grounded.things.float(), F.avg_pool2d(things[:, None], 2)),
        "present": _ASIDE * told(grounded.present.float(), masks.amax((1, 2))),
    }


def _wrong(logits: Tensor, wanted: Tensor) -> Tensor:
    logits, wanted = logits.float().flatten(1), wanted.flatten(1)
    each = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    hardest = each.topk(round(_HARDEST * each.shape[1]), 1).values
    shown = logits.sigmoid()
    both, all_ = (shown * wanted).sum(1), shown.sum(1) + wanted.sum(1)
    missed = 1 - (2 * both + 1) / (all_ + 1)
    share = shown.mean(1)
    vain = share / (share + _LITTLE)
    there = wanted.amax(1) > 0
    cells = 0.5 * (each.mean(1) + hardest.mean(1))
    return torch.where(there, cells + missed, _SILENCE * (cells + vain)).mean()
