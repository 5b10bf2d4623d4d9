"""Masks by small networks of 1 x 1 convolutions whose weights are computed for each query (Tian et al. 2020)."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.transformer import Perceptron

HIDDEN = 8
"""Channels between the three layers."""
_OWN, _OWN_PLACE = 0.3, 0.003
"""How far queries of a head that begins alike differ at first, in shares of what they otherwise would."""


def parameter_count(channels: int) -> int:
    """Numbers for one query's network over features of `channels`."""
    return HIDDEN * (channels + 2) + HIDDEN * HIDDEN + HIDDEN + HIDDEN + HIDDEN + 1


@torch.no_grad()
def begin_alike(head: Perceptron, channels: int, place_first: bool = False) -> None:
    """Let a head for `parameter_count(channels)` begin with much the same small network for all queries.

    It looks at features and hardly at places, whose numbers of pixels would drown everything else, and says nothing.
    """
    last = head.layers[-1]
    assert isinstance(last, nn.Linear)
    first = torch.randn(HIDDEN, channels + 2) / channels**0.5
    place = slice(0, 2) if place_first else slice(channels, channels + 2)
    first[:, place] = 0
    second = torch.randn(HIDDEN, HIDDEN) * (2 / HIDDEN) ** 0.5
    third = torch.zeros(HIDDEN)
    biases = torch.zeros(2 * HIDDEN + 1)
    last.bias.copy_(torch.cat([first.flatten(), second.flatten(), third, biases]))
    shares = torch.full((HIDDEN, channels + 2), _OWN)
    shares[:, place] = _OWN_PLACE
    rest = torch.full((len(last.bias) - shares.numel(),), _OWN)
    # Of the last layer and of all biases nothing: a mask is what is added to it.
    rest[second.numel() :] = 0
    last.weight.mul_(torch.cat([shares.flatten(), rest])[:, None])


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
    x = F.relu_(x.view(n * queries, HIDDEN, height * width) + near.flatten(0, 1).flatten(2))
    x = F.relu_(
        torch.baddbmm(biases[1].reshape(-1, HIDDEN, 1), second.reshape(-1, HIDDEN, HIDDEN), x)
    )
    x = torch.baddbmm(biases[2].reshape(-1, 1, 1), third.reshape(-1, 1, HIDDEN), x)
    return x.view(n, queries, height, width)
