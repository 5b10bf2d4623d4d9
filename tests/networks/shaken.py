"""Networks whose every value is random, so that none can be left out unnoticed."""

import torch
from torch import nn

from rvos_studio.networks.frozen_norm import FrozenNorm


def shaken(network: nn.Module) -> nn.Module:
    """The network with random norms and biases too, in evaluation mode."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, FrozenNorm | nn.LayerNorm):
                module.weight.uniform_(0.8, 1.2, generator=generator)
                module.bias.normal_(0, 0.1, generator=generator)
            if isinstance(module, FrozenNorm):
                module.running_mean.normal_(0, 0.1, generator=generator)
                module.running_var.uniform_(0.2, 0.8, generator=generator)
    return network.eval()


def picture(height: int, width: int, n: int = 1) -> torch.Tensor:
    return torch.randn(n, 3, height, width, generator=torch.Generator().manual_seed(2))


def without_gradient(network: nn.Module, x: torch.Tensor) -> list[str]:
    """The parameters that the sum of all maps does not depend on."""
    network.train()
    sum(
        (one * torch.linspace(-1, 1, one.numel()).view_as(one)).sum() for one in network(x)
    ).backward()
    return [
        name
        for name, parameter in network.named_parameters()
        if parameter.grad is None or not parameter.grad.any()
    ]
