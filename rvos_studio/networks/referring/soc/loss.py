"""What SOC is trained to minimise: of each clip one query is matched with the object, in every layer's answer.

Luo et al., "SOC: Semantic-Assisted Object Cluster for Referring Video Object Segmentation", NeurIPS 2023, section 3.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from rvos_studio.networks.losses import dice, focal, focal_cost, generalised_overlap
from rvos_studio.networks.referring.soc.network import SocAnswer

WEIGHTS = {"class": 2.0, "box": 2.0, "giou": 2.0, "mask": 2.0, "dice": 5.0, "contrast": 1.0}
"""Of the terms; in matching, all but `mask` and `contrast` count."""


@dataclass(frozen=True)
class Target:
    """The object in B clips."""

    masks: Tensor
    """B x T x H x W, 0 or 1, of the size of the frames."""
    boxes: Tensor
    """B x T x 4: centre x, y, width, height, 0..1; zeros where it is not seen."""
    visible: Tensor
    """B x T: whether there is anything of it."""
    label: int = 0
    """Its class."""


def training_loss(answers: Sequence[SocAnswer], summary: Tensor, target: Target) -> Tensor:
    """The weighted loss of all answers, each with a matching of its own; a scalar.

    `summary`: B x C, what the network says of the sentence.
    """
    terms = [losses(answer, summary, target, match(answer, target).argmin(1)) for answer in answers]
    return torch.stack(
        [WEIGHTS[name] * value for one in terms for name, value in one.items()]
    ).sum()


@torch.no_grad()
def match(answer: SocAnswer, target: Target) -> Tensor:
    """What it would cost to match each query with the object, B x Q; each term is a mean over frames."""
    logits = answer.logits[..., target.label].float().transpose(1, 2)
    visible = target.visible[:, None].to(logits)
    boxes = answer.boxes.float().transpose(1, 2)
    true_boxes = target.boxes[:, None].expand_as(boxes)
    masks = _enlarged(answer.masks.float().transpose(1, 2), target)
    costs = {
        "class": (focal_cost(logits) * visible).sum(-1) / visible.sum(-1).clamp(min=1),
        "box": (boxes - true_boxes).abs().sum(-1).mean(-1),
        "giou": -generalised_overlap(boxes, true_boxes).mean(-1),
        "dice": -_dice(masks, target.masks[:, None].to(masks)).mean(-1),
    }
    return torch.stack([WEIGHTS[name] * cost for name, cost in costs.items()]).sum(0)


def losses(
    answer: SocAnswer, summary: Tensor, target: Target, matched: Tensor
) -> dict[str, Tensor]:
    """The terms by their names in `WEIGHTS`, with the query `matched`, B, of each clip.

    All are divided by the number of frames, whether the object is visible or not.
    """
    clips = torch.arange(len(matched), device=matched.device)
    logits = answer.logits.float()
    sure = torch.zeros_like(logits)
    sure[clips, :, matched, target.label] = target.visible.to(logits)
    # The frames on which it is not visible count too: their boxes should vanish.
    boxes = answer.boxes[clips, :, matched].float()
    masks = _enlarged(answer.masks[clips, :, matched].float(), target)
    wanted = target.masks.to(masks)
    likeness = (answer.clip_states.float() @ summary.float()[..., None])[..., 0]
    said = (likeness / summary.shape[-1]).log_softmax(1)[clips, matched]
    frames = target.visible.numel()
    return {
        "class": focal(logits, sure).sum() / frames,
        "box": (boxes - target.boxes).abs().sum() / frames,
        "giou": (1 - generalised_overlap(boxes, target.boxes)).sum() / frames,
        "mask": focal(masks, wanted).mean((-2, -1)).sum() / frames,
        "dice": (1 - _dice(masks, wanted)).sum() / frames,
        "contrast": -said.mean(),
    }


def _enlarged(masks: Tensor, target: Target) -> Tensor:
    """... x T x h x w -> ... x T x H x W."""
    size = target.masks.shape[-2:]
    large = F.interpolate(masks.flatten(0, -3)[:, None], size=size, mode="bilinear")
    return large.view(*masks.shape[:-2], *size)


def _dice(masks: Tensor, wanted: Tensor) -> Tensor:
    """Of frames, ... x H x W -> ..."""
    return dice(masks.flatten(-2), wanted.flatten(-2))
