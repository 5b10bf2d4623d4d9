"""Batch norm whose statistics never change, and the convolution it follows."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_weights

EPSILON = 1e-5


class FrozenNorm(nn.Module):
    """Batch norm by stored statistics, in training too: nothing of it is learnt."""

    weight: Tensor
    bias: Tensor
    running_mean: Tensor
    running_var: Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("weight", torch.ones(channels))
        self.register_buffer("bias", torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        return F.batch_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, eps=EPSILON
        )


class NormedConvolution(nn.Module):
    """Convolution without bias, then a frozen norm; padded so that ceil(size / stride) cells come out."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int = 1,
        dilation: int = 1,
        groups: int = 1,
    ) -> None:
        super().__init__()
        padding = (kernel - 1) * dilation // 2
        self.convolution = nn.Conv2d(
            inputs, outputs, kernel, stride, padding, dilation, groups, bias=False
        )
        self.norm: FrozenNorm | nn.Identity = FrozenNorm(outputs)

    def forward(self, x: Tensor) -> Tensor:
        normed: Tensor = self.norm(self.convolution(x))
        return normed

    def fold(self) -> None:
        """Move the norm into the convolution."""
        if isinstance(self.norm, nn.Identity):
            return
        norm, self.norm = self.norm.double(), nn.Identity()
        given = self.convolution.weight
        weight, bias = fuse_conv_bn_weights(
            given.double(),
            None,
            norm.running_mean,
            norm.running_var,
            EPSILON,
            norm.weight,
            norm.bias,
        )
        # A pixel's channels side by side: depthwise convolutions are nearly twice as fast.
        folded = weight.detach().to(given).contiguous(memory_format=torch.channels_last)
        self.convolution.weight = nn.Parameter(folded, given.requires_grad)
        self.convolution.bias = nn.Parameter(bias.detach().to(given), given.requires_grad)


def fold_norms(module: nn.Module) -> None:
    """Move every frozen norm of `module` into the convolution before it: less time, the same answer.

    For inference, once the weights are loaded: the parameters have other names afterwards. Maps then
    come out in `channels_last` order in memory, whatever the order of the input.
    """
    for part in module.modules():
        if isinstance(part, NormedConvolution):
            part.fold()
