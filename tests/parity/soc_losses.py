"""The recorded losses of SOC, and what they were taken against."""

import json
import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rvos_studio.networks.referring.soc.loss import Target, losses, match, training_loss
from rvos_studio.networks.referring.soc.network import SocAnswer
from tests.parity.recorded import ORACLE, seeded

TERMS = {
    "class": "cls",
    "box": "bbox",
    "giou": "giou",
    "mask": "sigmoid_focal",
    "dice": "dice",
    "contrast": "con",
}
"""What the terms of the loss are called in the record."""
_SPREAD = {"pred_cls": 20, "pred_boxes": 10, "pred_masks": 20, "pred_logit": 10}


def criterion_cases() -> dict[str, Any]:
    """Losses of made-up answers by name."""
    recorded = json.loads((ORACLE / "soc" / "criterion.json").read_text())
    return {name: case for name, case in recorded.items() if isinstance(case, dict)}


def criterion_inputs(name: str, case: dict[str, Any]) -> tuple[dict[str, Tensor], Target]:
    """The made-up answer, frames first, and the target."""
    frames, clips, queries = case["T"], case["B"], case["queries"]
    shapes = {
        "pred_cls": (frames, clips, queries, case["num_classes"]),
        "pred_boxes": (frames, clips, queries, 4),
        "pred_masks": (frames, clips, queries, *case["mask_hw"]),
        "pred_logit": (clips, queries, 256),
        "text_sentence_feature": (clips, 256),
    }
    given = {}
    for part, shape in shapes.items():
        flat = seeded.seeded_tensor(f"criterion.{name}.{part}", (math.prod(shape),))
        value = ((flat - 1) * _SPREAD.get(part, 40)).astype(np.float32).reshape(shape)
        given[part] = torch.from_numpy(value)
    given["pred_boxes"] = given["pred_boxes"].sigmoid()
    masks = torch.stack(
        [
            _first(seeded.seeded_masks(frames, *case["target_hw"], 1, seed=seed))
            for seed in (f"criterion.{name}.masks{clip}" for clip in range(clips))
        ]
    )
    for frame, clip in case["hidden"]:
        masks[clip, frame] = 0
    targets = case["targets"]
    boxes, visible = (
        torch.tensor([[targets[t][b][key] for t in range(frames)] for b in range(clips)])
        for key in ("box_cxcywh", "visible")
    )
    return given, Target(masks, boxes, visible, case["label"])


def training_target(recorded: dict[str, Any]) -> Target:
    """That of the case `train6`."""
    masks = _first(seeded.seeded_masks(6, 96, 160, 1))
    masks[4] = 0
    boxes, visible = (
        torch.tensor([[one[key] for one in recorded["targets"]]])
        for key in ("box_cxcywh", "visible")
    )
    return Target(masks[None], boxes, visible)


def loss_errors(
    answers: list[SocAnswer], summary: Tensor, target: Target, recorded: dict[str, Any]
) -> dict[str, float]:
    """Relative errors of the losses of all answers; infinite where another query is matched."""
    errors = {"total": _relative(training_loss(answers, summary, target), recorded["total"])}
    for number, answer in enumerate(answers):
        last = number == len(answers) - 1
        # The record has the last answer first.
        place, suffix = (0, "") if last else (number + 1, f"_{number}")
        matched = match(answer, target).argmin(1)
        expected = recorded["match"] if len(answers) == 1 else recorded["match"][place]
        if matched.tolist() != [queries[0] for queries, _ in expected]:
            errors[f"match{suffix}"] = math.inf
        for name, value in losses(answer, summary, target, matched).items():
            published = f"loss_{TERMS[name]}{suffix}"
            errors[published] = _relative(value, recorded["losses"][published])
    return errors


def _first(labels: np.ndarray) -> Tensor:
    """Where the first object is."""
    return torch.from_numpy(labels == 1).float()


def _relative(value: Tensor, recorded: float) -> float:
    return abs(float(value.detach()) - recorded) / abs(recorded)
