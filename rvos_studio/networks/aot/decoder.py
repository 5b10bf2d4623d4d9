"""From the answer of the blocks to logits, with the finer maps of the encoder joined in (a feature pyramid)."""

from typing import NamedTuple

import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.aot.encoders import Channels
from rvos_studio.networks.names import Rules
from rvos_studio.networks.onednn import Pointwise
from rvos_studio.networks.winograd import Convolution

IDENTITIES = 11
"""The background and ten objects."""


class Shortcuts(NamedTuple):
    """What the decoder takes from the encoder at each size."""

    fine: Tensor
    """N x (width / 2), 4 pixels a cell."""
    middle: Tensor
    """N x width, 8 pixels a cell."""
    coarse: Tensor
    """N x width, 16 pixels a cell."""


class NormedConvolution(nn.Module):
    """A convolution and a norm over eight groups of its channels."""

    def __init__(self, channels: int, out: int, kernel: int) -> None:
        super().__init__()
        self.convolution = (
            Pointwise(channels, out)
            if kernel == 1
            else Convolution(channels, out, kernel, padding=1)
        )
        self.norm = nn.GroupNorm(8, out)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.convolution(x))


class Decoder(nn.Module):
    """Three steps from 16 to 4 pixels a cell."""

    def __init__(
        self, channels: int, encoder: Channels, align_corners: bool, width: int = 256
    ) -> None:
        """`channels` of the blocks' answer and of the encoder's maps; how grids of two sizes lie on each other."""
        super().__init__()
        self.align_corners = align_corners
        self.begin = NormedConvolution(channels, width, 1)
        self.coarse = NormedConvolution(width, width, 3)
        self.middle = NormedConvolution(width, width // 2, 3)
        self.fine = NormedConvolution(width // 2, width // 2, 3)
        self.end = Pointwise(width // 2, IDENTITIES)
        self.from_fine = Pointwise(encoder[0], width // 2)
        self.from_middle = Pointwise(encoder[1], width)
        self.from_coarse = Pointwise(encoder[2], width)

    def shortcuts(self, fine: Tensor, middle: Tensor, coarse: Tensor) -> Shortcuts:
        """What is needed of the encoder's maps, computed once for all objects of a frame."""
        return Shortcuts(self.from_fine(fine), self.from_middle(middle), self.from_coarse(coarse))

    def forward(self, answer: Tensor, shortcuts: Shortcuts) -> Tensor:
        """Logits of all identities, N x 11, 4 pixels a cell, from the blocks' answer, N x C x h x w."""
        x = F.relu(self.begin(answer))
        x = F.relu(self.coarse(x + shortcuts.coarse))
        x = F.relu(self.middle(self._enlarged(x, shortcuts.middle).add_(shortcuts.middle)))
        x = F.relu(self.fine(self._enlarged(x, shortcuts.fine).add_(shortcuts.fine)))
        return self.end(x)

    def _enlarged(self, x: Tensor, like: Tensor) -> Tensor:
        size = like.shape[-2:]
        return F.interpolate(x, size, mode="bilinear", align_corners=self.align_corners)


DECODER_NAMES: Rules = (
    (r"begin\.convolution", "conv_in.conv"),
    (r"coarse\.convolution", "conv_16x.conv"),
    (r"middle\.convolution", "conv_8x.conv"),
    (r"fine\.convolution", "conv_4x.conv"),
    (r"begin\.norm", "conv_in.gn"),
    (r"coarse\.norm", "conv_16x.gn"),
    (r"middle\.norm", "conv_8x.gn"),
    (r"fine\.norm", "conv_4x.gn"),
    (r"end", "conv_out"),
    (r"from_fine", "adapter_4x"),
    (r"from_middle", "adapter_8x"),
    (r"from_coarse", "adapter_16x"),
)
