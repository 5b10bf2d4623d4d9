"""MobileNetV2 of width 1 with frozen norms (Sandler et al. 2018), kept at a stride of 16 pixels."""

from typing import NamedTuple

from torch import Tensor, nn

from rvos_studio.networks.frozen_norm import RELU6, NormedConvolution
from rvos_studio.networks.names import Rules

CHANNELS = (24, 32, 96, 1280)
"""Channels of the four maps."""

MOBILENET_NAMES: Rules = (
    (r"layers\.(\d+)\.convolution", r"features.\1.0"),
    (r"layers\.(\d+)\.norm", r"features.\1.1"),
    # The first block has nothing to expand, so its other parts move up.
    (r"layers\.1\.depthwise\.convolution", "features.1.conv.0.0"),
    (r"layers\.1\.depthwise\.norm", "features.1.conv.0.1"),
    (r"layers\.1\.project\.convolution", "features.1.conv.1"),
    (r"layers\.1\.project\.norm", "features.1.conv.2"),
    (r"layers\.(\d+)\.expand\.convolution", r"features.\1.conv.0.0"),
    (r"layers\.(\d+)\.expand\.norm", r"features.\1.conv.0.1"),
    (r"layers\.(\d+)\.depthwise\.convolution", r"features.\1.conv.1.0"),
    (r"layers\.(\d+)\.depthwise\.norm", r"features.\1.conv.1.1"),
    (r"layers\.(\d+)\.project\.convolution", r"features.\1.conv.2"),
    (r"layers\.(\d+)\.project\.norm", r"features.\1.conv.3"),
)
"""The names of torchvision, which published checkpoints have."""


class _Group(NamedTuple):
    expansion: int
    channels: int
    blocks: int
    stride: int = 1
    dilation: int = 1
    """Of all blocks but the first, which still has that of the group before."""


_GROUPS = (
    _Group(1, 16, 1),
    _Group(6, 24, 2, stride=2),
    _Group(6, 32, 3, stride=2),
    _Group(6, 64, 4, stride=2),
    _Group(6, 96, 3),
    # Once more a stride of 2 where pictures are classified; here dilation sees as far.
    _Group(6, 160, 3, dilation=2),
    _Group(6, 320, 1, dilation=2),
)
_TAPS = (3, 6, 13, 18)


class MobileNetV2(nn.Module):
    """The layers of MobileNetV2 before its classifier.

    Input: normalised RGB, N x 3 x H x W, any size. Output: four maps, N x c x ceil(H / s) x
    ceil(W / s), with c of `CHANNELS` and s = 4, 8, 16, 16.
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([NormedConvolution(3, 32, 3, stride=2, activation=RELU6)])
        inputs, dilation = 32, 1
        for group in _GROUPS:
            for block in range(group.blocks):
                stride = group.stride if block == 0 else 1
                self.layers.append(
                    _InvertedResidual(inputs, group.channels, group.expansion, stride, dilation)
                )
                inputs, dilation = group.channels, group.dilation
        self.layers.append(NormedConvolution(inputs, CHANNELS[-1], 1, activation=RELU6))

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        maps = []
        for number, layer in enumerate(self.layers):
            x = layer(x)
            if number in _TAPS:
                maps.append(x)
        return tuple(maps)


class _InvertedResidual(nn.Module):
    """Expand 1x1, depthwise 3x3, project 1x1."""

    def __init__(
        self, inputs: int, outputs: int, expansion: int, stride: int, dilation: int
    ) -> None:
        super().__init__()
        inner = inputs * expansion
        self.expand = (
            NormedConvolution(inputs, inner, 1, activation=RELU6)
            if expansion > 1
            else nn.Identity()
        )
        self.depthwise = NormedConvolution(
            inner, inner, 3, stride, dilation, groups=inner, activation=RELU6
        )
        self.project = NormedConvolution(inner, outputs, 1)
        self.residual = inputs == outputs and stride == 1

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.project(self.depthwise(self.expand(x)), plus=x if self.residual else None)
        return y
