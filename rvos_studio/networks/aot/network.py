"""A whole AOT or DeAOT: encoder, identification, blocks, decoder."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from rvos_studio.networks import onednn
from rvos_studio.networks.aot.attention import Bound, Grid, as_map, as_tokens
from rvos_studio.networks.aot.decoder import DECODER_NAMES, Decoder, Shortcuts
from rvos_studio.networks.aot.encoders import (
    ENCODER_NAMES,
    FROZEN,
    OPTIONAL_NAMES,
    Maps,
    build_encoder,
)
from rvos_studio.networks.aot.gated_propagation import GATED_PROPAGATION_NAMES, GatedPropagation
from rvos_studio.networks.aot.hierarchy import Hierarchy
from rvos_studio.networks.aot.identification import IDENTIFICATION_NAMES, IdentityBank
from rvos_studio.networks.aot.lasting import Lasting
from rvos_studio.networks.aot.long_short_term import (
    LONG_SHORT_TERM_NAMES,
    LongShortTermTransformer,
)
from rvos_studio.networks.aot.refinement import Refinement, margins
from rvos_studio.networks.aot.variants import Variant
from rvos_studio.networks.frozen_norm import fold_norms
from rvos_studio.networks.names import Rules, published, under
from rvos_studio.networks.winograd import transform


@dataclass(frozen=True)
class Encoded:
    """What the network computes of a frame before it knows of any object."""

    tokens: Tensor
    """N x L x width."""
    grid: Grid
    shortcuts: Shortcuts


class Network(nn.Module):
    """One variant, with random weights until a state is loaded.

    Pictures are normalised RGB, N x 3 x H x W, with H and W of 16 k + 1 pixels where the variant aligns
    corners, otherwise 16 k. A memory is a list with what each block remembers.
    """

    def __init__(self, variant: Variant) -> None:
        super().__init__()
        self.variant = variant
        width, corners = variant.width, variant.align_corners
        if not variant.frozen:
            self.encoder = build_encoder(variant.encoder)
        channels = FROZEN[variant.encoder] if variant.frozen else self.encoder.channels
        self.project = onednn.Pointwise(channels[3], width)
        self.identify = IdentityBank(width, corners, normed=variant.gated)
        self.hierarchy: Hierarchy = (
            GatedPropagation(width, variant.blocks)
            if variant.gated
            else LongShortTermTransformer(width, variant.blocks)
        )
        self.decoder = Decoder(self.hierarchy.channels, channels, corners, width)
        if variant.frozen:
            self.refinement = Refinement()

    @classmethod
    def from_published(cls, variant: Variant, state: Mapping[str, Tensor]) -> "Network":
        """For inference, with a published state; `RuntimeError` if names or shapes differ.

        Frozen norms are folded into their convolutions, so its own parameters have other names.
        """
        with torch.device("meta"):
            network = cls(variant)
        ours = {theirs: name for name, theirs in published_names(variant).items()}
        renamed = {ours.get(name, name): value for name, value in state.items()}
        network.load_state_dict(renamed, assign=True)
        fold_norms(network.eval().requires_grad_(False))
        transform(network)
        onednn.pack(network)
        return network

    def encode(self, pictures: Tensor) -> Encoded:
        """See `Encoded`; for a variant whose encoder is its own."""
        return self.look(self.encoder(pictures))

    def look(self, maps: Maps) -> Encoded:
        """See `Encoded`, from the maps of the encoder; of a frozen one the fourth has both maps of 16 pixels a cell."""
        *finer, last = maps
        projected = self.project(last)
        grid = Grid(*projected.shape[-2:])
        return Encoded(as_tokens(projected), grid, self.decoder.shortcuts(*finer))

    def refer(self, encoded: Encoded, labels: Tensor, block: int = 0) -> tuple[Tensor, list[Bound]]:
        """What is remembered of a frame with known labels (N x H x W, 0..10), after its answer for `decode`."""
        return self.hierarchy.refer(encoded.tokens, self.identify(labels), encoded.grid, block)

    def propagate(
        self,
        encoded: Encoded,
        long: Sequence[Bound | Lasting],
        short: Sequence[Bound],
        block: int = 0,
    ) -> tuple[Tensor, list[Any]]:
        """The answer for `decode`, and what `bind` needs of this frame. `long` may span several frames."""
        return self.hierarchy.propagate(encoded.tokens, long, short, encoded.grid, block)

    def lasting(self, memories: Sequence[Sequence[Bound]]) -> list[Bound | Lasting]:
        """`spanning`, for many looks of `propagate`, which alone can read it."""
        return [self.hierarchy.ready(bound) for bound in _spans(memories)]

    def bind(self, seen: Sequence[Any], labels: Tensor) -> list[Bound]:
        """What is remembered of a propagated frame with these labels, N x H x W, 0..10."""
        return self.hierarchy.bind(seen, self.identify(labels))

    def refine(
        self, answer: Tensor, encoded: Encoded, identities: Tensor, evidence: Tensor
    ) -> tuple[Tensor, Tensor]:
        """What to add to the log-odds of other evidence, and the network's own logits as `decode` gives them.

        `identities`: N x K, which of 1..10 each object has. `evidence`: N x K x 3 x h x w, as of `Refinement`. What to
        add: N x K x h x w, 4 pixels a cell. For a variant with a frozen encoder.
        """
        logits = self.decode(answer, encoded)
        return self.refinement(margins(logits, identities), evidence), logits

    def decode(self, answer: Tensor, encoded: Encoded) -> Tensor:
        """Logits of the background and ten objects, N x 11, 4 pixels a cell."""
        return self.decoder(as_map(answer, encoded.grid), encoded.shortcuts)


def spanning(memories: Sequence[Sequence[Bound]]) -> list[Bound]:
    """Memories of several frames as one, in their order."""
    return list(_spans(memories))


def _spans(memories: Sequence[Sequence[Bound]]) -> Iterator[Bound]:
    for blocks in zip(*memories, strict=True):
        if len(blocks) == 1:
            yield blocks[0]
        else:
            yield Bound(
                torch.cat([b.key for b in blocks], 1), torch.cat([b.value for b in blocks], 1)
            )


def published_names(variant: Variant) -> dict[str, str]:
    """The name in published checkpoints of each of our parameters; of a small variant, its own."""
    with torch.device("meta"):
        network = Network(variant)
    if variant.frozen:
        return {name: name for name in network.state_dict()}
    rules: Rules = (
        *under("encoder", "encoder", ENCODER_NAMES[variant.encoder]),
        (r"project", "encoder_projector"),
        *under("identify", "", IDENTIFICATION_NAMES),
        *under("hierarchy", "LSTT", GATED_PROPAGATION_NAMES if variant.gated else LONG_SHORT_TERM_NAMES),
        *under("decoder", "decoder", DECODER_NAMES),
    )  # fmt: skip
    return {name: published(name, rules) for name in network.state_dict()}


OPTIONAL: tuple[str, ...] = (
    r"LSTT\.mask_token",
    *(rf"encoder\.{pattern}" for pattern in OPTIONAL_NAMES),
)
"""Regular expressions for published names that nothing depends on."""
