"""What each network that answers expressions learns from: a batch, and the terms of its authors' loss."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Protocol, TypeVar

import torch
from torch import Tensor, nn

from rvos_studio.models.evidence import STRIDES
from rvos_studio.models.pictures import normalised
from rvos_studio.networks.grounding import Grounding
from rvos_studio.networks.losses import focal, thinned
from rvos_studio.networks.referring import loss as direct_loss
from rvos_studio.networks.referring.levels import Text
from rvos_studio.networks.referring.network import Answer, ReferringNetwork, Seen
from rvos_studio.networks.referring.soc import loss as soc_loss
from rvos_studio.networks.referring.soc.network import Soc, SocAnswer
from rvos_studio.networks.uninext import loss as uninext_loss
from rvos_studio.networks.uninext.network import Encoded, Fused, Network
from rvos_studio.networks.uninext.proposals import Proposed
from rvos_studio.networks.uninext.training import LayerAnswer, Trainee

_SILENCE = 1.0
"""Weight of `_shown_in_vain` for every layer of a lite network."""
_LITTLE = 0.03
"""Share of a frame that a mask has to cover to be half as wrong as it can be where there is nothing."""


@dataclass(frozen=True)
class Batch:
    """B clips of T frames, and one question about each."""

    clips: int
    frames: int
    given: Mapping[str, Tensor]
    """What is seen of all frames, (B T) x ..., and what is read of the questions, B x ..., by name."""
    masks: Tensor
    """B x T x h x w, 0 or 1: of the size of pictures where these are given, else of 4 pixels a cell."""
    boxes: Tensor
    """B x T x 4: centre x, y, width, height, 0..1 of the frame; zeros where it is not seen."""
    visible: Tensor
    """B x T."""


class Learning(Protocol):
    """A network as it is trained."""

    @property
    def module(self) -> nn.Module: ...

    def terms(self, batch: Batch) -> dict[str, Tensor]:
        """Of the loss, by name, weighted."""
        ...

    @property
    def grounding(self) -> Grounding:
        """What masks of a lite network begin with."""
        ...


class Direct:
    """ReferFormer or MUTR."""

    def __init__(self, network: ReferringNetwork) -> None:
        self.module = network

    def terms(self, batch: Batch) -> dict[str, Tensor]:
        """See `Learning`."""
        seen, text = _shown(self.module, batch)
        layers = self.module.answer(seen, text, every_layer=True)
        if self.module.variant.lite:
            return _taught(layers, batch, _direct, direct_loss.WEIGHTS)
        return _direct(layers, replace(batch, masks=thinned(batch.masks)))

    @property
    def grounding(self) -> Grounding:
        """See `Learning`."""
        return self.module.evidence.grounding


class Clustering:
    """SOC."""

    def __init__(self, network: Soc) -> None:
        self.module = network

    def terms(self, batch: Batch) -> dict[str, Tensor]:
        """See `Learning`."""
        seen, text = _shown(self.module, batch)
        summary = self.module.summary(seen, text)
        layers = self.module.answer(seen, text, every_layer=True)
        if self.module.variant.lite:
            own = partial(_clustering, summary[batch.visible.any(1)])
            return _taught(layers, batch, own, soc_loss.WEIGHTS)
        return _clustering(summary, layers, batch)

    @property
    def grounding(self) -> Grounding:
        """See `Learning`."""
        return self.module.evidence.grounding


class Proposing:
    """UNINEXT."""

    def __init__(self, trainee: Trainee) -> None:
        self.module = trainee

    def terms(self, batch: Batch) -> dict[str, Tensor]:
        """See `Learning`. Where no frame shows the object the scores of all queries are to vanish."""
        lite = self.module.network.variant.lite
        answers = self.module.learnt(fused(self.module.network, batch))
        masks = (batch.masks if lite else thinned(batch.masks)).flatten(0, 1)
        visible = batch.visible.flatten()
        target = uninext_loss.Target(masks, batch.boxes.flatten(0, 1), visible)
        terms = [
            uninext_loss.losses(one, target, uninext_loss.match(one, target))
            for one in map(_exact, answers.layers)
        ]
        proposed = Proposed(answers.proposed.logit.float(), answers.proposed.box.float())
        found = uninext_loss.match_proposals(proposed, target)
        first = uninext_loss.proposal_losses(proposed, target, found)
        loss = _weighted(terms, uninext_loss.WEIGHTS) | {
            f"proposed {name}": uninext_loss.WEIGHTS[name] * value for name, value in first.items()
        }
        if lite:
            empty = (~visible).nonzero().flatten()
            shown = [
                one.masks(empty, one.logits.argmax(1)[empty])[:, None] for one in answers.layers
            ]
            loss["silence"] = _shown_in_vain(shown, len(visible))
        return loss

    @property
    def grounding(self) -> Grounding:
        """See `Learning`."""
        return self.module.network.evidence.grounding


def fused(network: Network, batch: Batch) -> Fused:
    """The frames of a batch, each with the question about its clip."""
    if not network.variant.lite:
        pictures = _pictures(batch.given["pictures"])
        words = network.read(batch.given["tokens"]).repeat_interleave(batch.frames, 0)
        return network.fuse(network.encode(pictures), words)
    return network.fuse(*_heard(network, batch), frames=batch.frames)


def _heard(network: Network, batch: Batch) -> tuple[Encoded, Tensor, Tensor, Tensor]:
    """Frames, words, which of them are present, and evidence of a batch for a lite UNINEXT."""
    given = batch.given
    width, height = given["sizes"][0].int().tolist()
    encoded = network.take([given[f"map {stride}"] for stride in STRIDES], (height, width))
    longest = int(given["present"].sum(1).max())
    words, present = (
        given[name][:, :longest].repeat_interleave(batch.frames, 0) for name in ("words", "present")
    )
    return encoded, words, present, given["evidence"]


def _direct(layers: Sequence[Answer], batch: Batch) -> dict[str, Tensor]:
    target = direct_loss.Target(batch.masks, batch.boxes, batch.visible)
    return _weighted(
        (
            direct_loss.losses(one, target, direct_loss.match(one, target).argmin(1))
            for one in layers
        ),
        direct_loss.WEIGHTS,
    )


def _clustering(summary: Tensor, layers: Sequence[SocAnswer], batch: Batch) -> dict[str, Tensor]:
    target = soc_loss.Target(batch.masks, batch.boxes, batch.visible)
    return _weighted(
        (
            soc_loss.losses(one, summary, target, soc_loss.match(one, target).argmin(1))
            for one in layers
        ),
        soc_loss.WEIGHTS,
    )


_Answer = TypeVar("_Answer", bound=Answer)


def _taught(
    layers: Sequence[_Answer],
    batch: Batch,
    terms: Callable[[Sequence[_Answer], Batch], dict[str, Tensor]],
    weights: Iterable[str],
) -> dict[str, Tensor]:
    """Of the loss of a lite network, whose clips often show nothing of what is asked for.

    Those teach scores and masks alone: boxes of nothing would drown everything else. `weights`: names of the terms.
    """
    there = batch.visible.any(1)
    loss = {name: layers[0].logits.sum() * 0 for name in weights}
    if there.any():
        shown = replace(
            batch, masks=batch.masks[there], boxes=batch.boxes[there], visible=batch.visible[there]
        )
        found = terms([_of(one, there) for one in layers], shown)
        loss = {name: value * there.float().mean() for name, value in found.items()}
    rest, frames = [_of(one, ~there) for one in layers], batch.visible.numel()
    refused = [focal(one.logits.float(), torch.zeros_like(one.logits)).sum() for one in rest]
    loss["refusal"] = direct_loss.WEIGHTS["class"] * torch.stack(refused).sum() / frames
    loss["silence"] = _shown_in_vain([one.masks.flatten(0, 1) for one in rest], frames)
    return loss


def _of(answer: _Answer, clips: Tensor) -> _Answer:
    """What is said of some clips, B booleans."""
    return replace(
        answer, **{each.name: getattr(answer, each.name)[clips] for each in fields(answer)}
    )


def _shown_in_vain(layers: Sequence[Tensor], frames: int) -> Tensor:
    """What masks, N x Q x h x w of every layer, show where nothing is to be seen: on N of so many frames.

    Overlap with nothing, which is what the authors' loss has there, says next to nothing of how much is shown.
    """
    shares = [masks.float().sigmoid().mean((-2, -1)) for masks in layers]
    vain = [(share / (share + _LITTLE)).mean(1).sum() / frames for share in shares]
    return _SILENCE * torch.stack(vain).sum()


def _exact(answer: LayerAnswer) -> LayerAnswer:
    return LayerAnswer(
        answer.logits.float(),
        answer.overlaps.float(),
        answer.boxes.float(),
        lambda frames, queries: answer.masks(frames, queries).float(),
    )


def _shown(network: ReferringNetwork, batch: Batch) -> tuple[Seen, Text]:
    given = batch.given
    if not network.variant.lite:
        pictures = _pictures(given["pictures"]).unflatten(0, (batch.clips, batch.frames))
        return network.see(pictures), network.read(given["tokens"])
    seen = network.take([given[f"map {stride}"] for stride in STRIDES], given["sizes"])
    longest = int(given["present"].sum(1).max())
    text = network.hear(
        given["words"][:, :longest],
        given["sentence"],
        given["present"][:, :longest],
        given["evidence"],
    )
    return seen, text


def _pictures(frames: Tensor) -> Tensor:
    """N x 3 x H x W, normalised, of N x H x W x 3 in uint8."""
    return normalised(list(frames.cpu().numpy())).to(frames.device)


def _weighted(
    terms: Iterable[Mapping[str, Tensor]], weights: Mapping[str, float]
) -> dict[str, Tensor]:
    """Sums over layers."""
    of_layers = list(terms)
    return {
        name: weights[name] * torch.stack([one[name] for one in of_layers]).sum()
        for name in of_layers[0]
    }
