"""Masks by small networks of 1 x 1 convolutions whose weights are computed for each query (Tian et al. 2020)."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

HIDDEN = 8
"""Channels between the three layers."""


def parameter_count(channels: int) -> int:
    """Numbers for one query's network over features of `channels`."""
    return HIDDEN * (channels + 2) + HIDDEN * HIDDEN + HIDDEN + HIDDEN + HIDDEN + 1


def dynamic_masks(
    features: Tensor, parameters: Tensor, centres: Tensor, sizes: Tensor, pixels: int = 4
) -> Tensor:
    """Mask logits, N x Q x h x w, of N frames.

    `features`: N x C x h x w, of so many `pixels` a cell. `parameters`: N x Q x `parameter_count(C)`: the weights of
    the three layers, out x in, then their biases. `centres`: N x Q x 2, x and y, 0..1 of `sizes`, N x 2, width and
    height in pixels. The first layer sees the features, then how far left and above the centre a cell lies, in pixels.
    """
    n, channels, height, width = features.shape
    queries = parameters.shape[1]
    lengths = [HIDDEN * (channels + 2), HIDDEN * HIDDEN, HIDDEN, HIDDEN, HIDDEN, 1]
    first, second, third, *biases = parameters.split(lengths, -1)
    first = first.unflatten(-1, (HIDDEN, channels + 2))
    of_features, of_place = first[..., :channels], first[..., channels:]
    cells = features.flatten(2)
    x = of_features.flatten(1, 2) @ cells
    # Nearness is linear in the place: no map of it is made for each query.
    column = pixels * torch.arange(width, device=x.device, dtype=x.dtype) + pixels // 2
    row = pixels * torch.arange(height, device=x.device, dtype=x.dtype) + pixels // 2
    centre = (centres * sizes[:, None]).to(x.dtype)
    across = of_place[..., :1] * (centre[..., None, :1] - column)
    down = of_place[..., 1:] * (centre[..., None, 1:] - row)
    near = (down + biases[0][..., None])[..., None] + across[..., None, :]
    x = F.relu_(x.view(n * queries, HIDDEN, -1) + near.flatten(0, 1).flatten(2))
    x = F.relu_(
        torch.baddbmm(biases[1].reshape(-1, HIDDEN, 1), second.reshape(-1, HIDDEN, HIDDEN), x)
    )
    x = torch.baddbmm(biases[2].reshape(-1, 1, 1), third.reshape(-1, 1, HIDDEN), x)
    return x.view(n, queries, height, width)
