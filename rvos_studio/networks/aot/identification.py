"""The identity bank: a learnt code for each of ten objects and the background, laid on the cells."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.aot.attention import as_tokens
from rvos_studio.networks.aot.decoder import IDENTITIES
from rvos_studio.networks.names import Rules

_NOWHERE = -1
"""The label of what lies beyond the border."""


class _LabelConvolution(nn.Conv2d):
    """A convolution of label maps taken apart into one map for each identity."""

    def forward(self, labels: Tensor) -> Tensor:
        """N x C x h x w of integers, N x H x W; most cells see one label only, and share what it gives."""
        # Identities that nobody has would add nothing.
        present = torch.arange(int(labels.max()) + 1, dtype=torch.int8, device=labels.device)
        weight = self.weight[:, : len(present)]
        cells = self._cells(labels)
        first, last = cells.amin(-1), cells.amax(-1)
        mixed = first != last
        owners = cells[mixed][:, None] == present[:, None]
        own = F.linear(owners.flatten(1).to(weight), weight.flatten(1), self.bias)
        shared = weight.sum((2, 3)).mT
        if self.bias is not None:
            shared = shared + self.bias
        codes = shared.to(own)[last.long()]
        codes[mixed] = own
        return codes.permute(0, 3, 1, 2)

    def _cells(self, labels: Tensor) -> Tensor:
        """The labels that each cell sees, N x h x w x pixels."""
        (high, wide), (down, right) = self.kernel_size, self.stride
        below, beside = (int(side) for side in self.padding)
        near = F.pad(labels.to(torch.int8), (beside, beside, below, below), value=_NOWHERE)
        return near.unfold(1, high, down).unfold(2, wide, right).flatten(3)


class IdentityBank(nn.Module):
    """Turns label maps into identities of cells (Yang et al. 2021, section 4.1)."""

    def __init__(self, channels: int, align_corners: bool, normed: bool) -> None:
        """With `align_corners` a cell's centre is a pixel and it sees 17 x 17 of them, otherwise 16 x 16."""
        super().__init__()
        kernel, padding = (17, 8) if align_corners else (16, 0)
        self.convolution = _LabelConvolution(
            IDENTITIES, channels, kernel, stride=16, padding=padding
        )
        self.norm = nn.LayerNorm(channels) if normed else nn.Identity()

    def forward(self, labels: Tensor) -> Tensor:
        """Identities, N x L x C, of integer labels from 0 to 10 at the network's input size, N x H x W."""
        return self.norm(as_tokens(self.convolution(labels)))


IDENTIFICATION_NAMES: Rules = (("convolution", "patch_wise_id_bank"), ("norm", "id_norm"))
