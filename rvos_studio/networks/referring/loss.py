"""What ReferFormer and MUTR are trained to minimise: of each clip one query is matched with the object.

Wu et al., "Language as Queries for Referring Video Object Segmentation", CVPR 2022, section 3.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from rvos_studio.networks.referring.network import Answer

WEIGHTS = {"class": 2.0, "box": 5.0, "giou": 2.0, "mask": 2.0, "dice": 5.0}
"""Of the terms, in matching and in the loss."""

_ALPHA = 0.25
_NO_INFINITY = 1e-8
_NO_DIVISION_BY_ZERO = 1e-6
_PIXELS = 4


@dataclass(frozen=True)
class Target:
    """The object in B clips."""

    masks: Tensor
    """B x T x h x w, 0 or 1, 4 pixels a cell: `thinned`."""
    boxes: Tensor
    """B x T x 4: centre x, y, width, height, 0..1 of the frame without its padding; zeros where it is not seen."""
    visible: Tensor
    """B x T: whether there is anything of it."""


def thinned(masks: Tensor) -> Tensor:
    """Masks, ... x H x W, at the middle pixel of each cell of 4 x 4."""
    return masks[..., _PIXELS // 2 :: _PIXELS, _PIXELS // 2 :: _PIXELS]


def training_loss(answers: Sequence[Answer], target: Target) -> Tensor:
    """The weighted loss of all answers, each with a matching of its own; a scalar."""
    terms = [losses(answer, target, match(answer, target).argmin(1)) for answer in answers]
    return torch.stack(
        [WEIGHTS[name] * value for one in terms for name, value in one.items()]
    ).sum()


@torch.no_grad()
def match(answer: Answer, target: Target) -> Tensor:
    """What it would cost to match each query with the object, B x Q."""
    logits, boxes, masks = _by_query(answer)
    p = logits.sigmoid()
    positive = _ALPHA * (1 - p) ** 2 * -(p + _NO_INFINITY).log()
    negative = (1 - _ALPHA) * p**2 * -(1 - p + _NO_INFINITY).log()
    visible = target.visible[:, None].to(p)
    wanted = target.masks[:, None].to(masks).expand_as(masks)
    true_boxes = target.boxes[:, None].expand_as(boxes)
    costs = {
        "class": ((positive - negative) * visible).sum(-1) / visible.sum(-1).clamp(min=1),
        "box": (boxes - true_boxes).abs().sum(-1).mean(-1),
        "giou": -generalised_overlap(boxes, true_boxes).mean(-1),
        "mask": _focal(masks, wanted).flatten(2).mean(-1),
        "dice": -_dice(masks, wanted),
    }
    return torch.stack([WEIGHTS[name] * cost for name, cost in costs.items()]).sum(0)


def losses(answer: Answer, target: Target, matched: Tensor) -> dict[str, Tensor]:
    """The terms by their names in `WEIGHTS`, with the query `matched`, B, of each clip.

    All are divided by the number of frames on which the object is visible.
    """
    logits, boxes, masks = _by_query(answer)
    clips = torch.arange(len(matched), device=matched.device)
    sure = torch.zeros_like(logits)
    sure[clips, matched] = target.visible.to(logits)
    boxes, masks = boxes[clips, matched], masks[clips, matched]
    wanted = target.masks.to(masks)
    frames = target.visible.sum().clamp(min=1)
    return {
        "class": _focal(logits, sure).sum() / frames,
        # The frames on which it is not visible count too: their boxes should vanish.
        "box": (boxes - target.boxes).abs().sum() / frames,
        "giou": (1 - generalised_overlap(boxes, target.boxes)).sum() / frames,
        "mask": _focal(masks, wanted).flatten(1).mean(-1).sum() / frames,
        "dice": (1 - _dice(masks, wanted)).sum() / frames,
    }


def generalised_overlap(first: Tensor, second: Tensor) -> Tensor:
    """Overlap of boxes (centre, size), ... x 4, less the share of the box around both that neither covers: -1..1."""
    low, high = zip(*(_corners(boxes) for boxes in (first, second)), strict=True)
    both = _area(torch.maximum(*low), torch.minimum(*high))
    either = _area(low[0], high[0]) + _area(low[1], high[1]) - both
    around = _area(torch.minimum(*low), torch.maximum(*high))
    overlap = (both + _NO_DIVISION_BY_ZERO) / (either + _NO_DIVISION_BY_ZERO)
    empty = (around - either + _NO_DIVISION_BY_ZERO) / (around + _NO_DIVISION_BY_ZERO)
    return overlap - empty


def _by_query(answer: Answer) -> tuple[Tensor, Tensor, Tensor]:
    """Logits B x Q x T, boxes B x Q x T x 4 and masks B x Q x T x h x w, in float32."""
    logits, boxes, masks = answer.logits[..., 0], answer.boxes, answer.masks
    return (
        logits.transpose(1, 2).float(),
        boxes.transpose(1, 2).float(),
        masks.transpose(1, 2).float(),
    )


def _focal(logits: Tensor, wanted: Tensor) -> Tensor:
    """Binary focal loss (Lin et al. 2017) of every logit."""
    entropy = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    p = logits.sigmoid()
    missed = p + wanted - 2 * p * wanted
    return (_ALPHA * wanted + (1 - _ALPHA) * (1 - wanted)) * missed**2 * entropy


def _dice(logits: Tensor, wanted: Tensor) -> Tensor:
    """Overlap of whole clips, ... x T x h x w -> ..., 0..1."""
    p, wanted = logits.sigmoid().flatten(-3), wanted.flatten(-3)
    return (2 * (p * wanted).sum(-1) + 1) / (p.sum(-1) + wanted.sum(-1) + 1)


def _corners(boxes: Tensor) -> tuple[Tensor, Tensor]:
    centre, half = boxes[..., :2], boxes[..., 2:] / 2
    return centre - half, centre + half


def _area(low: Tensor, high: Tensor) -> Tensor:
    return (high - low).clamp(min=0).prod(-1)
