"""ResNet-50 with frozen norms (He et al. 2016; stride on the 3x3), without its classifier."""

import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.frozen_norm import RELU, NormedConvolution
from rvos_studio.networks.names import Rules

CHANNELS = (256, 512, 1024, 2048)
"""Channels of the maps of stride 4, 8, 16 and 32."""

_BLOCKS = (3, 4, 6, 3)

RESNET_NAMES: Rules = (
    (r"stem\.convolution", "conv1"),
    (r"stem\.norm", "bn1"),
    *(
        (rf"stages\.{stage}\.(\d+)\.{part}", rf"layer{stage + 1}.\1.{published}")
        for stage in range(len(_BLOCKS))
        for part, published in (
            (r"reduce\.convolution", "conv1"),
            (r"reduce\.norm", "bn1"),
            (r"spatial\.convolution", "conv2"),
            (r"spatial\.norm", "bn2"),
            (r"expand\.convolution", "conv3"),
            (r"expand\.norm", "bn3"),
            (r"shortcut\.convolution", "downsample.0"),
            (r"shortcut\.norm", "downsample.1"),
        )
    ),
)
"""The names of torchvision, which published checkpoints have."""


class ResNet50(nn.Module):
    """The first `stages` (1 to 4) of ResNet-50.

    Input: normalised RGB, N x 3 x H x W, any size. Output: one map a stage, N x c x ceil(H / s) x
    ceil(W / s), with c of `CHANNELS` and s = 4, 8, 16, 32.
    """

    def __init__(self, stages: int = 4) -> None:
        super().__init__()
        self.stem = NormedConvolution(3, 64, 7, stride=2, activation=RELU)
        self.stages = nn.ModuleList()
        inputs = 64
        for stage in range(stages):
            blocks = nn.Sequential()
            for block in range(_BLOCKS[stage]):
                stride = 2 if stage > 0 and block == 0 else 1
                blocks.append(_Bottleneck(inputs, CHANNELS[stage], stride))
                inputs = CHANNELS[stage]
            self.stages.append(blocks)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        x = F.max_pool2d(self.stem(x), kernel_size=3, stride=2, padding=1)
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return tuple(maps)


class _Bottleneck(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        inner = outputs // 4
        self.reduce = NormedConvolution(inputs, inner, 1, activation=RELU)
        self.spatial = NormedConvolution(inner, inner, 3, stride, activation=RELU)
        self.expand = NormedConvolution(inner, outputs, 1, activation=RELU)
        self.shortcut = (
            nn.Identity() if inputs == outputs else NormedConvolution(inputs, outputs, 1, stride)
        )

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.expand(self.spatial(self.reduce(x)), plus=self.shortcut(x))
        return y
