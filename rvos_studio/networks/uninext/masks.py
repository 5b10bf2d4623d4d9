"""Masks by convolutions that each query makes for itself (Tian et al. 2020, "CondInst")."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.names import Rules
from rvos_studio.networks.referring.mask_head import (
    HIDDEN,
    begin_alike,
    dynamic_masks,
    parameter_count,
)
from rvos_studio.networks.transformer import Perceptron

MASKS_NAMES: Rules = (
    (r"controller", "controller"),
    (r"coarse", "mask_head.lay3"),
    (r"middle", "mask_head.lay4"),
    (r"fine", "mask_head.jia_dcn"),
    (r"narrow", "mask_head.lay1"),
    (r"features", "mask_head.lay2"),
)
"""The names that UNINEXT's checkpoints have."""

STRIDE = 8
"""Pixels a cell of the features."""
_CHANNELS = 8


class Masks(nn.Module):
    """Features that all queries share, and the convolutions of each of them."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.controller = Perceptron(channels, parameter_count(_CHANNELS))
        self.coarse = _convolution(channels, channels)
        self.middle = _convolution(channels, channels)
        self.fine = _convolution(channels, channels)
        self.narrow = _convolution(channels, channels // 4)
        self.features = _convolution(channels // 4, _CHANNELS)

    def begin_alike(self) -> None:
        """Let all queries begin with much the same convolutions, which hardly look at places."""
        begin_alike(self.controller, _CHANNELS, place_first=True)

    def shared(self, fine: Tensor, middle: Tensor, coarse: Tensor) -> Tensor:
        """Features N x 8 x h x w, of maps N x C x h x w, the first with 8 pixels a cell."""
        x = F.relu(self.coarse(coarse))
        for convolution, finer in ((self.middle, middle), (self.fine, fine)):
            x = F.relu(convolution(finer + F.interpolate(x, finer.shape[-2:], mode="nearest")))
        return F.relu(self.features(F.relu(self.narrow(x))))

    def logits(self, features: Tensor, state: Tensor, centre: Tensor) -> Tensor:
        """Logits of every query, N x Q x 2 h x 2 w, 4 pixels a cell.

        Of queries N x Q x C, and where each has its centre: N x Q x 2, x, y in pixels of the network's input.
        """
        return doubled(convolved(features, self.controller(state), centre))


def convolved(features: Tensor, given: Tensor, centre: Tensor) -> Tensor:
    """Three convolutions 1 x 1 of the place in relation to `centre`, in pixels, and the features: N x Q x h x w.

    `given`: N x Q x 169, the weights of all three, then their biases.
    """
    inputs = _CHANNELS + 2
    first = given[..., : HIDDEN * inputs].unflatten(-1, (HIDDEN, inputs))
    # Here the place comes before the features.
    first = first.roll(-2, -1).flatten(-2)
    given = torch.cat([first, given[..., HIDDEN * inputs :]], -1)
    return dynamic_masks(features, given, centre, centre.new_ones(len(centre), 2), STRIDE)


def doubled(x: Tensor) -> Tensor:
    """Twice the rows and columns, bilinear, with the old cells at the odd new ones and the border repeated."""
    height, width = x.shape[-2:]
    x = F.pad(x, (0, 1, 0, 1), mode="replicate")
    x = F.interpolate(x, (2 * height + 1, 2 * width + 1), mode="bilinear", align_corners=True)
    return F.pad(x, (1, 0, 1, 0), mode="replicate")[..., : 2 * height, : 2 * width]


def probabilities(logits: Tensor, size: tuple[int, int], source: tuple[int, int]) -> Tensor:
    """N x Q x height x width of `source` from logits with 4 pixels a cell of the network's input.

    `size`: rows and columns of the input that are not padding.
    """
    large = F.interpolate(logits, scale_factor=4, mode="bilinear", align_corners=False).sigmoid()
    return F.interpolate(large[..., : size[0], : size[1]], source, mode="nearest")


def _convolution(inputs: int, outputs: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 3, padding=1)
