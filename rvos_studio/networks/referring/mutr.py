"""MUTR (Yan et al., AAAI 2024): queries begin with words that have seen the clip, and answer for all its frames."""

from collections.abc import Sequence

import torch
from torch import Tensor

from rvos_studio.networks.referring.levels import Text
from rvos_studio.networks.referring.network import DirectNetwork, Seen
from rvos_studio.networks.referring.temporal import TemporalAggregation, TemporalInteraction
from rvos_studio.networks.referring.variants import Variant


class Mutr(DirectNetwork):
    """One of the interactive variants."""

    def __init__(self, variant: Variant) -> None:
        super().__init__(variant)
        channels, heads, inner = variant.channels, variant.heads, variant.inner
        self.aggregate = TemporalAggregation(channels, heads, inner)
        self.interact = TemporalInteraction(channels, heads, inner, variant.queries)

    def contents(self, seen: Seen, text: Text) -> Tensor:
        for level in seen.levels:
            text = self.aggregate(text, level)
        return text.words[:, :1].expand(-1, len(seen.sizes) // len(text.words), -1)

    def speakers(
        self, states: Sequence[Tensor], clips: int, every_layer: bool
    ) -> list[tuple[int, Tensor]]:
        # When nothing is learnt the first layer's heads and boxes speak for the last layer's state: scores were
        # published so.
        layers = list(enumerate(states)) if self.training else [(0, states[-1])]
        of_frames = torch.cat([state.unflatten(0, (clips, -1)) for _, state in layers])
        met = self.interact(of_frames).chunk(len(layers))
        return [(layer, state) for (layer, _), state in zip(layers, met, strict=True)]
