"""What the losses of the referring networks have in common."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

_ALPHA = 0.25
_NO_INFINITY = 1e-8
_PIXELS = 4


def focal(logits: Tensor, wanted: Tensor) -> Tensor:
    """Binary focal loss (Lin et al. 2017) of every logit."""
    entropy = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    p = logits.sigmoid()
    missed = p + wanted - 2 * p * wanted
    return (_ALPHA * wanted + (1 - _ALPHA) * (1 - wanted)) * missed**2 * entropy


def focal_cost(logits: Tensor) -> Tensor:
    """What the focal loss of every logit would gain by wanting 1 instead of 0; for matching."""
    p = logits.sigmoid()
    positive = _ALPHA * (1 - p) ** 2 * -(p + _NO_INFINITY).log()
    negative = (1 - _ALPHA) * p**2 * -(1 - p + _NO_INFINITY).log()
    return positive - negative


def dice(logits: Tensor, wanted: Tensor) -> Tensor:
    """Soft overlap of masks as flat rows of pixels, ... x P -> ..., 0..1 (Milletari et al. 2016)."""
    p = logits.sigmoid()
    return (2 * (p * wanted).sum(-1) + 1) / (p.sum(-1) + wanted.sum(-1) + 1)


def generalised_overlap(first: Tensor, second: Tensor, guard: float = 1e-6) -> Tensor:
    """Overlap of boxes (centre, size), ... x 4, less the share of the box around both that neither covers: -1..1.

    `guard` keeps empty boxes from dividing by zero; networks were trained with different ones.
    """
    low, high = zip(*(corners(boxes) for boxes in (first, second)), strict=True)
    both, either = _both_and_either(first, second)
    around = _area(torch.minimum(*low), torch.maximum(*high))
    return (both + guard) / (either + guard) - (around - either + guard) / (around + guard)


def overlap(first: Tensor, second: Tensor) -> Tensor:
    """Overlap of boxes (centre, size) that are not both empty, ... x 4 -> ..., 0..1."""
    both, either = _both_and_either(first, second)
    return both / either


def corners(boxes: Tensor) -> tuple[Tensor, Tensor]:
    """Upper left and lower right, ... x 2 each, of boxes (centre, size), ... x 4."""
    centre, half = boxes[..., :2], boxes[..., 2:] / 2
    return centre - half, centre + half


def thinned(masks: Tensor) -> Tensor:
    """Masks, ... x H x W, at the middle pixel of each cell of 4 x 4."""
    return masks[..., _PIXELS // 2 :: _PIXELS, _PIXELS // 2 :: _PIXELS]


def _both_and_either(first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
    low, high = zip(*(corners(boxes) for boxes in (first, second)), strict=True)
    both = _area(torch.maximum(*low), torch.minimum(*high))
    return both, _area(low[0], high[0]) + _area(low[1], high[1]) - both


def _area(low: Tensor, high: Tensor) -> Tensor:
    return (high - low).clamp(min=0).prod(-1)
