"""What UNINEXT is trained to minimise on expressions: several queries of a frame learn to be the object.

Yan et al., "Universal Instance Perception as Object Discovery and Retrieval", CVPR 2023, section 3.3; how queries are
matched is SimOTA (Ge et al. 2021, "YOLOX"). Left out is what no answer to an expression depends on: queries of noisy
boxes, which its authors add to make learning faster, and the losses of class names, tracking and given objects.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from rvos_studio.networks.losses import (
    corners,
    dice,
    focal,
    focal_cost,
    generalised_overlap,
    overlap,
)
from rvos_studio.networks.uninext.proposals import Proposed
from rvos_studio.networks.uninext.training import Answers, LayerAnswer

WEIGHTS = {"class": 2.0, "box": 5.0, "giou": 2.0, "overlap": 1.0, "mask": 2.0, "dice": 5.0}
"""Of the terms in the loss."""
PROPOSAL_COSTS = {"class": 2.0, "box": 5.0, "giou": 2.0}
"""Weights of the terms in the matching of proposals."""

_GUARD = 1e-7
_GIOU_COST = 3.0
_NOT_CENTRAL, _ELSEWHERE = 100.0, 10000.0
"""What it costs to lie not in the middle of the object, and to be nowhere near it."""
_MIDDLE = 2.5 / 32
"""How far from the object's centre the middle reaches, in shares of the frame's sides."""
_CANDIDATES = 10
"""Boxes whose overlaps with the object, added up, tell how many queries are matched."""

Pairs = tuple[Tensor, Tensor]
"""Frames and the queries, or cells, that are matched with the object there: M each."""


@dataclass(frozen=True)
class Target:
    """The object on N frames."""

    masks: Tensor
    """N x h x w, 0 or 1, 4 pixels of the padded input a cell: `losses.thinned`."""
    boxes: Tensor
    """N x 4: centre x, y, width, height, 0..1 of the frame without its padding; zeros where it is not seen."""
    visible: Tensor
    """N: whether there is anything of it."""


def training_loss(answers: Answers, target: Target) -> Tensor:
    """The weighted loss of all layers, each with a matching of its own, and of the proposals; a scalar.

    Where the object is seen on none of the frames it is 0: not even that is learnt.
    """
    proposed = answers.proposed
    if not target.visible.any():
        return proposed.logit.sum() * 0
    terms = [losses(answer, target, match(answer, target)) for answer in answers.layers]
    terms.append(proposal_losses(proposed, target, match_proposals(proposed, target)))
    return torch.stack(
        [WEIGHTS[name] * value for one in terms for name, value in one.items()]
    ).sum()


@torch.no_grad()
def match(answer: LayerAnswer, target: Target) -> Pairs:
    """The queries that cost least, on every frame as many as there are good boxes, but one at least."""
    wanted = target.boxes[:, None]
    near, central = _near(answer.boxes, wanted)
    cost = focal_cost(answer.logits) - _GIOU_COST * generalised_overlap(answer.boxes, wanted, 0)
    cost = cost + _NOT_CENTRAL * ~central + _ELSEWHERE * ~near
    overlaps = overlap(answer.boxes, wanted)
    most = overlaps.topk(min(_CANDIDATES, overlaps.shape[1]), 1).values.sum(1)
    matched = torch.zeros_like(near)
    for frame, count in enumerate(most.int().clamp(min=1).tolist()):
        matched[frame, cost[frame].topk(count, largest=False).indices] = target.visible[frame]
    frames, queries = matched.nonzero(as_tuple=True)
    return frames, queries


@torch.no_grad()
def match_proposals(proposed: Proposed, target: Target) -> Pairs:
    """The proposal that costs least, one a frame."""
    wanted = target.boxes[:, None]
    costs = {
        "class": focal_cost(proposed.logit),
        "box": (proposed.box - wanted).abs().sum(-1),
        "giou": -generalised_overlap(proposed.box, wanted, 0),
    }
    cost = torch.stack([PROPOSAL_COSTS[name] * one for name, one in costs.items()]).sum(0)
    frames = target.visible.nonzero().flatten()
    return frames, cost.argmin(1)[frames]


def losses(answer: LayerAnswer, target: Target, matched: Pairs) -> dict[str, Tensor]:
    """The terms by their names in `WEIGHTS`, of one layer; all are divided by the number of pairs, one at least."""
    frames, queries = matched
    boxes, wanted = answer.boxes[matched], target.boxes[frames]
    pairs = max(1, len(boxes))
    terms = _of_boxes(answer.logits, answer.boxes, target, matched)
    fits = F.binary_cross_entropy_with_logits(
        answer.overlaps[matched], overlap(boxes.detach(), wanted), reduction="sum"
    )
    masks = answer.masks(frames, queries).flatten(1)
    drawn = target.masks[frames].to(masks).flatten(1)
    return terms | {
        "overlap": fits / pairs,
        "mask": focal(masks, drawn).mean(1).sum() / pairs,
        "dice": (1 - dice(masks, drawn)).sum() / pairs,
    }


def proposal_losses(proposed: Proposed, target: Target, matched: Pairs) -> dict[str, Tensor]:
    """Likewise, of the proposals of all cells; they have no masks."""
    return _of_boxes(proposed.logit, proposed.box, target, matched)


def _of_boxes(logits: Tensor, boxes: Tensor, target: Target, matched: Pairs) -> dict[str, Tensor]:
    sure = torch.zeros_like(logits)
    sure[matched] = 1
    boxes, wanted = boxes[matched], target.boxes[matched[0]]
    pairs = max(1, len(boxes))
    return {
        "class": focal(logits, sure).sum() / pairs,
        "box": (boxes - wanted).abs().sum() / pairs,
        "giou": (1 - generalised_overlap(boxes, wanted, _GUARD)).sum() / pairs,
    }


def _near(boxes: Tensor, wanted: Tensor) -> tuple[Tensor, Tensor]:
    """Whether the centre of each box, N x Q x 4, lies in the object's box or its middle, and in both: N x Q each."""
    centre = boxes[..., :2]
    low, high = corners(wanted)
    inside = ((centre > low) & (centre < high)).all(-1)
    middle = ((centre - wanted[..., :2]).abs() < _MIDDLE).all(-1)
    return inside | middle, inside & middle
