"""The identity bank: a learnt code for each of ten objects and the background, laid on the cells."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.aot.attention import as_tokens
from rvos_studio.networks.aot.decoder import IDENTITIES
from rvos_studio.networks.names import Rules


class _LabelConvolution(nn.Conv2d):
    """A convolution of label maps taken apart into one map for each identity."""

    def forward(self, labels: Tensor) -> Tensor:
        # Identities that nobody has would add nothing.
        present = range(int(labels.max()) + 1)
        owners = torch.stack([labels == number for number in present], 1).to(self.weight)
        weight = self.weight[:, : len(present)]
        return F.conv2d(owners, weight, self.bias, self.stride, self.padding)


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
