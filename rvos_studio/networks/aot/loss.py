"""What AOT and DeAOT are trained to minimise.

Yang, Wei and Yang, "Associating Objects with Transformers for Video Object Segmentation", NeurIPS 2021: on every
predicted frame half bootstrapped cross entropy and half soft Jaccard loss.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

VOID = 255
"""The label of pixels nobody decided on; no loss is taken of what is predicted there."""
_NO_DIVISION_BY_ZERO = 1e-6


def hard_share(step: int, steps: int, share: float = 0.15, reached: float = 0.5) -> float:
    """Share of the pixels that cross entropy is averaged over at `step` of `steps`, 0..1.

    All of them at first; it falls in a straight line to `share` at `reached` of the training, 0..1, and stays.
    """
    progress = min(1.0, step / (reached * steps)) if reached > 0 else 1.0
    return 1 - progress * (1 - share)


def bootstrapped_cross_entropy(logits: Tensor, labels: Tensor, share: float) -> Tensor:
    """Cross entropy averaged over the hardest pixels alone; a scalar.

    `logits`: (1 + objects) x H x W, background first. `labels`: H x W integers, 0..objects or `VOID`. `share`: 0..1
    of all H W pixels; void ones count as perfectly predicted.
    """
    pixels = cross_entropy(logits[None], labels[None].long(), ignore_index=VOID, reduction="none")
    return pixels.flatten().topk(max(1, int(share * labels.numel()))).values.mean()


def soft_jaccard(logits: Tensor, labels: Tensor) -> Tensor:
    """One minus the soft overlap, averaged over what is there to be found, background too; a scalar, 0..1.

    Shapes as of `bootstrapped_cross_entropy`. Objects with no pixel in `labels` and void pixels do not count; where
    nothing is left it is 0.
    """
    decided = labels != VOID
    probabilities = logits.softmax(0)[:, decided]
    truth = labels[decided] == torch.arange(len(logits), device=labels.device)[:, None]
    present = truth.any(1)
    if not present.any():
        return logits.sum() * 0
    probabilities, truth = probabilities[present], truth[present]
    both = (probabilities * truth).sum(1)
    either = probabilities.sum(1) + truth.sum(1) - both
    return (1 - both / (either + _NO_DIVISION_BY_ZERO)).mean()


def frame_loss(logits: Tensor, labels: Tensor, objects: Sequence[int], share: float) -> Tensor:
    """The loss of one frame of each clip of a batch, B.

    `logits`: B x (1 + most objects) x H x W, background first; of clip b, which has `objects[b]` of them, the
    channels beyond 1 + `objects[b]` are not looked at. `labels`: B x H x W. `share` is that of `hard_share`.
    """
    return torch.stack(
        [
            0.5 * bootstrapped_cross_entropy(clip[: many + 1], truth, share)
            + 0.5 * soft_jaccard(clip[: many + 1], truth)
            for clip, truth, many in zip(logits, labels, objects, strict=True)
        ]
    )


def training_loss(reference: Tensor, predicted: Sequence[Tensor], step: int, steps: int) -> Tensor:
    """The loss of a batch at `step` of `steps`; a scalar.

    `predicted` are `frame_loss` of the frames that masks were carried to. `reference` is that of the frame whose
    masks were given: telling them back counts as much as the rest at first, and linearly less until nothing at the
    end.
    """
    return torch.cat(list(predicted)).mean() + max(0.0, 1 - step / steps) * reference.mean()
