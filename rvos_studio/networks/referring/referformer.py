"""ReferFormer (Wu et al., CVPR 2022): queries begin with the sentence, and each frame's answer for it."""

from collections.abc import Sequence

from torch import Tensor

from rvos_studio.networks.referring.levels import Text
from rvos_studio.networks.referring.network import DirectNetwork, Seen


class ReferFormer(DirectNetwork):
    """One of the variants that are not interactive."""

    def contents(self, seen: Seen, text: Text) -> Tensor:
        clips = len(text.sentence)
        return text.sentence[:, None].expand(-1, len(seen.sizes) // clips, -1)

    def speakers(
        self, states: Sequence[Tensor], clips: int, every_layer: bool
    ) -> list[tuple[int, Tensor]]:
        speakers = list(enumerate(states))
        return speakers if every_layer else speakers[-1:]
