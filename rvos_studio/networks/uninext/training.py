"""UNINEXT as it is trained: every layer of the decoder answers, and so do all proposals."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from rvos_studio.networks.evidence import refined
from rvos_studio.networks.names import Rules, published
from rvos_studio.networks.uninext.decoder import Decoded
from rvos_studio.networks.uninext.network import (
    MATCH_NAMES,
    Fused,
    Match,
    Network,
    published_names,
)
from rvos_studio.networks.uninext.proposals import Proposed
from rvos_studio.networks.uninext.variants import Variant


@dataclass(frozen=True)
class LayerAnswer:
    """What one layer of the decoder answers on N frames."""

    logits: Tensor
    """N x Q: how well each query suits the expression."""
    overlaps: Tensor
    """N x Q: logits of how well its box is expected to fit."""
    boxes: Tensor
    """N x Q x 4: centre x, y, width, height, 0..1 of what is not padding."""
    masks: Callable[[Tensor, Tensor], Tensor]
    """Of M pairs, by their frames and their queries, M each: logits M x h x w, 4 pixels of the input a cell."""


@dataclass(frozen=True)
class Answers:
    """What there is to learn from."""

    layers: list[LayerAnswer]
    """The first layer's first."""
    proposed: Proposed


class Trainee(nn.Module):
    """A network and the heads that only training asks for: those of every layer of the decoder but the last.

    The text encoder stays as it is, as its authors train it.
    """

    def __init__(self, variant: Variant) -> None:
        super().__init__()
        size = variant.size
        self.network = Network(variant)
        if not variant.lite:
            self.network.language.requires_grad_(False)
        self.matches = nn.ModuleList(
            Match(size.channels, size.text) for _ in range(size.layers - 1)
        )
        self.overlaps = nn.ModuleList(nn.Linear(size.channels, 1) for _ in range(size.layers - 1))

    def forward(
        self, pictures: Tensor, tokens: Tensor, size: tuple[int, int] | None = None
    ) -> Answers:
        """Of frames as `Network.encode` takes them, and the ids of one expression for all, or of one a frame.

        `tokens`: 1 or N x S; sentences of one length.
        """
        network = self.network
        return self.learnt(network.fuse(network.encode(pictures, size), network.read(tokens)))

    def learnt(self, fused: Fused) -> Answers:
        """Of frames and expressions that know of each other."""
        network = self.network
        pyramid = fused.encoded.pyramid
        proposed = network.propose(fused.memory, pyramid)
        boxes = proposed.boxes(proposed.best(network.variant.size.queries))
        features = network.mask_features(fused)
        height, width = fused.encoded.size
        pixels = features.new_tensor([width, height])

        def masks(decoded: Decoded) -> Callable[[Tensor, Tensor], Tensor]:
            def of_pairs(frames: Tensor, queries: Tensor) -> Tensor:
                state = decoded.state[frames, queries][:, None]
                centre = decoded.reference[frames, queries][:, None, :2] * pixels
                logits = network.masks.logits(features[frames], state, centre)
                if fused.grounded is not None:
                    logits = refined(fused.grounded.fine[frames], logits)
                return logits[:, 0]

            return of_pairs

        layers = [
            LayerAnswer(
                match(decoded.state, fused.words, fused.present),
                overlap(decoded.state).squeeze(2),
                decoded.box,
                masks(decoded),
            )
            for match, overlap, decoded in zip(
                (*self.matches, network.match),
                (*self.overlaps, network.overlap),
                network.decoder.every(boxes, fused.memory, pyramid),
                strict=True,
            )
        ]
        return Answers(layers, proposed)


def trainee_names(variant: Variant) -> dict[str, str]:
    """The name in published checkpoints of each parameter of a `Trainee`."""
    with torch.device("meta"):
        trainee = Trainee(variant)
    rules: Rules = (
        *(
            (rf"matches\.(\d+)\.{ours}", rf"detr.detr.class_embed.\1.{theirs}")
            for ours, theirs in MATCH_NAMES
        ),
        (r"overlaps", "detr.detr.iou_head"),
    )
    whole = {f"network.{ours}": theirs for ours, theirs in published_names(variant).items()}
    return {name: whole.get(name) or published(name, rules) for name in trainee.state_dict()}
