"""What ReferFormer and MUTR are trained to minimise: of each clip one query is matched with the object.

Wu et al., "Language as Queries for Referring Video Object Segmentation", CVPR 2022, section 3.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rvos_studio.networks.losses import dice, focal, focal_cost, generalised_overlap
from rvos_studio.networks.referring.network import Answer

WEIGHTS = {"class": 2.0, "box": 5.0, "giou": 2.0, "mask": 2.0, "dice": 5.0}
"""Of the terms, in matching and in the loss."""


@dataclass(frozen=True)
class Target:
    """The object in B clips."""

    masks: Tensor
    """B x T x h x w, 0 or 1, 4 pixels a cell: `thinned`."""
    boxes: Tensor
    """B x T x 4: centre x, y, width, height, 0..1 of the frame without its padding; zeros where it is not seen."""
    visible: Tensor
    """B x T: whether there is anything of it."""


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
    visible = target.visible[:, None].to(logits)
    wanted = target.masks[:, None].to(masks).expand_as(masks)
    true_boxes = target.boxes[:, None].expand_as(boxes)
    costs = {
        "class": (focal_cost(logits) * visible).sum(-1) / visible.sum(-1).clamp(min=1),
        "box": (boxes - true_boxes).abs().sum(-1).mean(-1),
        "giou": -generalised_overlap(boxes, true_boxes).mean(-1),
        "mask": focal(masks, wanted).flatten(2).mean(-1),
        "dice": -dice(masks.flatten(2), wanted.flatten(2)),
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
        "class": focal(logits, sure).sum() / frames,
        # The frames on which it is not visible count too: their boxes should vanish.
        "box": (boxes - target.boxes).abs().sum() / frames,
        "giou": (1 - generalised_overlap(boxes, target.boxes)).sum() / frames,
        "mask": focal(masks, wanted).flatten(1).mean(-1).sum() / frames,
        "dice": (1 - dice(masks.flatten(1), wanted.flatten(1))).sum() / frames,
    }


def _by_query(answer: Answer) -> tuple[Tensor, Tensor, Tensor]:
    """Logits B x Q x T, boxes B x Q x T x 4 and masks B x Q x T x h x w, in float32."""
    logits, boxes, masks = answer.logits[..., 0], answer.boxes, answer.masks
    return (
        logits.transpose(1, 2).float(),
        boxes.transpose(1, 2).float(),
        masks.transpose(1, 2).float(),
    )
