"""What small networks learn first: to point at the object and to show it, and to say where there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from rvos_studio.models.evidence import STRIDES
from rvos_studio.networks.grounding import Asked, Grounding

_COARSE = 0.3
_ASIDE = 0.3
"""Weight of what is learnt beside pointing and masks."""
_SHOWN = 0.3
"""Share of the questions after which something is shown: masks are learnt sooner than words."""
_ANYWHERE = 0.05
"""Share of the cells to be shown that are drawn from all over the object, not from where the network points."""
_HARDEST = 0.25
"""Share of the cells that count as much as all of them together."""
_LITTLE = 0.03
"""Share of a frame that a mask has to cover to be half as wrong as it can be where there is nothing."""
UNHEARD = 0.15
"""Share of the examples from which networks learn without evidence."""


@dataclass(frozen=True)
class Lesson:
    """F frames of clips, and Q questions about some of them."""

    maps: Sequence[Tensor]
    """As `Grounding.look` takes them, F x c x h x w."""
    asked: Asked
    """Q sentences."""
    frames: Tensor
    """The frame that each is about, Q."""
    evidence: Tensor
    """Q x E x h x w."""
    masks: Tensor
    """What each refers to, Q x h x w, 0 or 1, 4 pixels a cell."""
    things: Tensor
    """Whatever is asked for on each frame, F x h x w."""
    of_clip: int = 1
    """So many frames one after the other are of one clip."""


def of_examples(examples: Sequence[Mapping[str, Tensor]], *, forgetful: bool) -> Lesson:
    """Of examples of equally many frames: every question about every one, about one of its frames.

    That is the middle one, or where `forgetful` any; this leaves out evidence now and then, too.
    """
    of_clip = examples[0]["masks"].shape[1]
    frames, evidence, masks = [], [], []
    for number, example in enumerate(examples):
        frame = int(torch.randint(of_clip, ())) if forgetful else of_clip // 2
        heard = example["evidence"][:, frame].float()
        frames += [number * of_clip + frame] * len(heard)
        evidence.append(heard * 0 if forgetful and torch.rand(()) < UNHEARD else heard)
        masks.append(example["masks"][:, frame].float())
    words, present = (torch.cat([one[name] for one in examples]) for name in ("words", "present"))
    longest = int(present.sum(1).max())
    return Lesson(
        [torch.cat([one[f"map {stride}"].float() for one in examples]) for stride in STRIDES],
        Asked(words[:, :longest].float(), present[:, :longest]),
        torch.tensor(frames, device=words.device),
        torch.cat(evidence),
        torch.cat(masks),
        torch.cat([one["masks"].amax(0).float() for one in examples]),
        of_clip,
    )


def grounding_loss(grounding: Grounding, lesson: Lesson, silence: float) -> dict[str, Tensor]:
    """Terms, all in float32; cells to be shown are drawn within objects, which is left to the words to point at.

    A mask's loss is cross-entropy, that of the hardest cells once more, and overlap; where there is nothing to be
    seen, how much is shown takes the place of the overlap, and all of it weighs `silence`.
    """
    viewed = grounding.look(lesson.maps, lesson.of_clip)
    heard = grounding.hear(viewed.of(lesson.frames), lesson.asked, lesson.evidence)
    fine = lesson.masks[:, None]
    there = fine.amax((1, 2, 3))
    coarse = F.avg_pool2d(fine, 4)
    inside = coarse.flatten(1) / coarse.flatten(1).amax(1, keepdim=True).clamp(min=1e-6)
    pointed = heard.points.float().log_softmax(1)
    missed = -(pointed + inside.clamp(min=1e-9).log()).logsumexp(1)
    chosen, cells = _to_show(grounding.training, pointed, inside)
    of_frames = viewed.of(lesson.frames[chosen])
    shown, said = grounding.show(of_frames, heard.of(chosen), cells)
    fine, middle = fine[chosen], F.avg_pool2d(fine[chosen], 2)
    told = F.binary_cross_entropy_with_logits
    things = F.avg_pool2d(lesson.things[:, None], 2)
    return {
        "pointing": (missed * there).mean(),
        "grounding": _wrong(shown, fine, silence),
        "coarse grounding": _COARSE * _wrong(said, middle, silence),
        "suits": _ASIDE * told(heard.suits.float(), coarse),
        "things": _ASIDE * told(viewed.things.float(), things),
        "present": _ASIDE * told(heard.present.float(), there),
    }


def _to_show(training: bool, pointed: Tensor, inside: Tensor) -> tuple[Tensor, Tensor]:
    """Questions after which something is shown, and the cell of each: within the object, where there is one."""
    count = len(pointed)
    if not training:
        return torch.arange(count, device=pointed.device), pointed.argmax(1)
    chosen = torch.randperm(count)[: max(1, round(_SHOWN * count))].to(pointed.device)
    with torch.no_grad():
        likely, within = pointed[chosen].exp(), inside[chosen]
        likely = torch.where(
            within.amax(1, keepdim=True) > 0,
            likely * within + _ANYWHERE * within / within.sum(1, keepdim=True).clamp(min=1e-6),
            likely,
        )
        return chosen, torch.multinomial(likely, 1)[:, 0]


def _wrong(logits: Tensor, wanted: Tensor, silence: float) -> Tensor:
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
    return torch.where(there, cells + missed, silence * (cells + vain)).mean()
