"""Direct calls of oneDNN, in which torch computes convolutions on the CPU.

Matrix products take a tenth to a half less time there than in the BLAS that torch would choose, and what
is packed once, in the order in which oneDNN reads it, is not packed anew at every call, by every thread.
"""

from itertools import product

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

_LARGE = 1 << 22
"""Multiplications from which oneDNN, called for one product after the other, beats a call for all."""


def available() -> bool:
    """Whether torch was built with it."""
    return bool(torch.backends.mkldnn.is_available())


def suits(x: Tensor) -> bool:
    """Whether it can take over: nothing but float32 on the CPU is asked for, and no gradients."""
    return (
        x.device.type == "cpu"
        and x.dtype == torch.float32
        and not torch.is_grad_enabled()
        and not torch.is_autocast_enabled("cpu")
        and available()
    )


def linear(
    x: Tensor, weight: Tensor, bias: Tensor | None = None, activation: str = "none"
) -> Tensor:
    """`torch.nn.functional.linear`, for tensors that suit; `activation` may be "relu"."""
    y: Tensor = torch.ops.mkldnn._linear_pointwise(x, weight, bias, activation, [], "")
    return y


def matmul(a: Tensor, b: Tensor) -> Tensor:
    """... x L x K times ... x K x M, each `b` with rows or columns that follow each other in memory: ... x L x M."""
    if b.is_mkldnn:
        return linear(a, b)
    *many, length, inner = a.shape
    if not suits(a) or length * inner * b.shape[-1] < _LARGE:
        return a @ b
    products = [linear(a[place], b[place].mT) for place in product(*map(range, many))]
    together = products[0] if len(products) == 1 else torch.stack(products)
    return together.view(*many, length, -1)


def factor(b: Tensor) -> Tensor:
    """1 x K x M ready to be the second factor of many products, or of one of many rows; for `matmul` only."""
    return packed_matrix(b[0].mT) if suits(b) and len(b) == 1 else b


class Linear(nn.Linear):
    """`torch.nn.Linear`, in oneDNN where that suits."""

    packed: Tensor | None = None
    """The weight, once `pack` has seen it."""

    def forward(self, x: Tensor) -> Tensor:
        if suits(x):
            return linear(x, self._factor, self.bias)
        return F.linear(x, self.weight, self.bias)

    def rectified(self, x: Tensor) -> Tensor:
        """Likewise, then ReLU."""
        if suits(x):
            return linear(x, self._factor, self.bias, "relu")
        return F.relu_(F.linear(x, self.weight, self.bias))

    @property
    def _factor(self) -> Tensor:
        return self.weight if self.packed is None else self.packed


class Pointwise(nn.Conv2d):
    """A 1x1 convolution, in oneDNN as the matrix product that it is where that suits."""

    packed: Tensor | None = None
    """The weight, once `pack` has seen it."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        if not suits(x):
            return super().forward(x)
        weight = self.weight[:, :, 0, 0] if self.packed is None else self.packed
        return pointwise(x, weight, self.bias)


def pack(module: nn.Module) -> None:
    """Make every `Linear` and `Pointwise` of `module` ready, for inference, once the weights are loaded."""
    for part in module.modules():
        if isinstance(part, Linear | Pointwise) and part.weight.device.type == "cpu":
            part.packed = packed_matrix(part.weight.flatten(1)) if available() else None


def pointwise(x: Tensor, weight: Tensor, bias: Tensor | None, activation: str = "none") -> Tensor:
    """A 1x1 convolution by an out x in `weight`, for tensors that suit: the result is `channels_last` in memory."""
    return linear(x.permute(0, 2, 3, 1), weight, bias, activation).permute(0, 3, 1, 2)


def packed_matrix(weight: Tensor) -> Tensor:
    """An out x in `weight` of `linear` in the order in which oneDNN reads it."""
    result: Tensor = torch.ops.mkldnn._reorder_linear_weight(weight.detach().float().contiguous())
    return result


def packed(weight: Tensor, like: nn.Conv2d) -> Tensor:
    """The weight of a convolution such as `like` in the order in which oneDNN reads it."""
    result: Tensor = torch._C._nn.mkldnn_reorder_conv2d_weight(
        weight.detach().float().to_mkldnn(),
        list(like.padding),
        list(like.stride),
        list(like.dilation),
        like.groups,
    )
    return result
