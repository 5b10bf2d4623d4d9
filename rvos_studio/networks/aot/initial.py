"""Weights to begin training with."""

import math

import torch
from torch import nn

from rvos_studio.networks.aot.gated_propagation import GatedPropagationBlock
from rvos_studio.networks.aot.long_short_term import LongShortTermBlock
from rvos_studio.networks.aot.network import Network
from rvos_studio.networks.onednn import Linear

_SHARPNESS = 2.0
"""Of a key, as a factor: cells then begin by looking at cells like themselves, and little at others."""


@torch.no_grad()
def initialise(network: Network) -> Network:
    """Begin as the authors of AOT do, and where the encoder is frozen with keys that keep its likenesses.

    Linear layers by Glorot's rule, identities orthogonal. A key that is a rotation of what it is made from leaves the
    products of any two cells as they are, so attention finds from the first step what the encoder sees as alike.
    """
    for module in network.hierarchy.modules():
        if isinstance(module, Linear):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
    bank = network.identify.convolution
    flat = nn.init.orthogonal_(bank.weight.new_empty(bank.weight.shape[0], bank.weight[0].numel()))
    bank.weight.copy_(flat.view_as(bank.weight) / math.sqrt(bank.kernel_size[0]))
    if not network.variant.frozen:
        return network
    # A patch of one object is one code whatever its shape; training adds the shapes.
    codes = nn.init.orthogonal_(bank.weight.new_empty(*bank.weight.shape[:2]))
    patch = bank.kernel_size[0] * bank.kernel_size[1]
    bank.weight.mul_(0.1).add_(codes[:, :, None, None] * math.sqrt(len(codes)) / patch)
    projected = nn.init.orthogonal_(
        network.project.weight.new_empty(network.project.weight.shape[:2])
    )
    network.project.weight.copy_(projected[:, :, None, None])
    for block in network.hierarchy.blocks:
        if isinstance(block, LongShortTermBlock):
            block.key.weight.copy_(_rotation(block.key.weight))
        elif isinstance(block, GatedPropagationBlock):
            keys = block.sizes.keys
            block.key_value.weight[:keys] = _rotation(block.key_value.weight[:keys])
    return network


def _rotation(weight: torch.Tensor) -> torch.Tensor:
    return _SHARPNESS * nn.init.orthogonal_(torch.empty_like(weight))
