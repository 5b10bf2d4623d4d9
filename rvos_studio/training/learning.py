"""What each network that answers expressions learns from: a batch, and the terms of its authors' loss."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn

from rvos_studio.models.evidence import STRIDES
from rvos_studio.models.pictures import normalised
from rvos_studio.networks.losses import thinned
from rvos_studio.networks.referring import loss as direct_loss
from rvos_studio.networks.referring.levels import Text
from rvos_studio.networks.referring.network import ReferringNetwork, Seen
from rvos_studio.networks.referring.soc import loss as soc_loss
from rvos_studio.networks.referring.soc.network import Soc
from rvos_studio.networks.uninext import loss as uninext_loss
from rvos_studio.networks.uninext.network import Fused, Network
from rvos_studio.networks.uninext.proposals import Proposed
from rvos_studio.networks.uninext.training import LayerAnswer, Trainee


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


class Direct:
    """ReferFormer or MUTR."""

    def __init__(self, network: ReferringNetwork) -> None:
        self.module = network

    def terms(self, batch: Batch) -> dict[str, Tensor]:
        """See `Learning`."""
        seen, text = _shown(self.module, batch)
        masks = batch.masks if self.module.variant.lite else thinned(batch.masks)
        target = direct_loss.Target(masks, batch.boxes, batch.visible)
        return _weighted(
            (
                direct_loss.losses(one, target, direct_loss.match(one, target).argmin(1))
                for one in self.module.answer(seen, text, every_layer=True)
            ),
            direct_loss.WEIGHTS,
        )


class Clustering:
    """SOC."""

    def __init__(self, network: Soc) -> None:
        self.module = network

    def terms(self, batch: Batch) -> dict[str, Tensor]:
        """See `Learning`."""
        seen, text = _shown(self.module, batch)
        summary = self.module.summary(seen, text)
        target = soc_loss.Target(batch.masks, batch.boxes, batch.visible)
        return _weighted(
            (
                soc_loss.losses(one, summary, target, soc_loss.match(one, target).argmin(1))
                for one in self.module.answer(seen, text, every_layer=True)
            ),
            soc_loss.WEIGHTS,
        )


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
        return _weighted(terms, uninext_loss.WEIGHTS) | {
            f"proposed {name}": uninext_loss.WEIGHTS[name] * value for name, value in first.items()
        }


def fused(network: Network, batch: Batch) -> Fused:
    """The frames of a batch, each with the question about its clip."""
    given, frames = batch.given, batch.frames
    if not network.variant.lite:
        pictures = _pictures(given["pictures"])
        words = network.read(given["tokens"])
        return network.fuse(network.encode(pictures), words.repeat_interleave(frames, 0))
    width, height = given["sizes"][0].int().tolist()
    encoded = network.take([given[f"map {stride}"] for stride in STRIDES[1:]], (height, width))
    longest = int(given["present"].sum(1).max())
    words, present = (
        given[name][:, :longest].repeat_interleave(frames, 0) for name in ("words", "present")
    )
    return network.fuse(encoded, words, present, given["evidence"])


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
