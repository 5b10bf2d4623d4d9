"""A pyramid of plain convolutions, narrower from stage to stage (Botach et al., CVPR 2022)."""

from collections.abc import Sequence
from math import ceil

import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.names import Rules
from rvos_studio.networks.referring.levels import Level, Text
from rvos_studio.networks.referring.pixel_decoder import PixelDecoder

_NORM_GROUPS = 8
_STAGES = 5

PLAIN_PIXEL_DECODER_NAMES: Rules = (
    *(
        (rf"{ours}\.{number}", f"{theirs}{number + 1}")
        for ours, theirs in (("convolutions", "lay"), ("norms", "gn"), ("adapters", "adapter"))
        for number in range(_STAGES)
    ),
    (r"mask_features", "out_lay"),
)


class PlainPixelDecoder(PixelDecoder):
    """Two stages on the coarsest level, then one for each finer level, which is added to what was enlarged."""

    def __init__(self, inputs: Sequence[int]) -> None:
        """`inputs`: channels of each level; a stage has half those of the one before, in eights."""
        coarsest, *finer = inputs
        widths = [
            _NORM_GROUPS * ceil(coarsest / 2**number / _NORM_GROUPS)
            for number in range(_STAGES + 1)
        ]
        super().__init__(widths[-1])
        self.convolutions = nn.ModuleList(
            nn.Conv2d(before, after, 3, padding=1)
            for before, after in zip([coarsest, *widths], widths[:-1], strict=False)
        )
        self.norms = nn.ModuleList(nn.GroupNorm(_NORM_GROUPS, width) for width in widths[:-1])
        self.adapters = nn.ModuleList(
            nn.Conv2d(c, width, 1) for c, width in zip(finer, widths[1:-2], strict=True)
        )
        self.mask_features = nn.Conv2d(widths[-2], widths[-1], 3, padding=1)

    def forward(self, levels: Sequence[Level], text: Text) -> Tensor:
        """The sentence is not looked at."""
        first, *finer = levels
        x = self._stage(0, first.features)
        for number, (adapt, level) in enumerate(zip(self.adapters, finer, strict=True), 1):
            x = self._stage(number, x)
            y = adapt(level.features)
            x = y + F.interpolate(x, size=y.shape[-2:])
        return self.mask_features(self._stage(_STAGES - 1, x))

    def _stage(self, number: int, x: Tensor) -> Tensor:
        return F.relu(self.norms[number](self.convolutions[number](x)))
