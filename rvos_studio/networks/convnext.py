"""ConvNeXt (Liu et al. 2022) as UNINEXT keeps it: without classifier, scales and biases as tables of one row."""

from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.names import Rules

_EPSILON = 1e-6

CONVNEXT_NAMES: Rules = (
    (r"embedding\.convolution", "downsample_layers.0.0"),
    (r"embedding\.norm\.(weight|bias)", r"downsample_layers.0.1.\1.weight"),
    *(
        (rf"mergings\.{stage}\.{part}", f"downsample_layers.{stage + 1}.{published}")
        for stage in range(3)
        for part, published in (
            (r"norm\.(weight|bias)", r"0.\1.weight"),
            (r"convolution", "1"),
        )
    ),
    (r"stages\.(\d+)\.(\d+)\.spatial", r"stages.\1.\2.dwconv"),
    (r"stages\.(\d+)\.(\d+)\.norm\.(weight|bias)", r"stages.\1.\2.norm.\3.weight"),
    (r"stages\.(\d+)\.(\d+)\.expand", r"stages.\1.\2.pwconv1"),
    (r"stages\.(\d+)\.(\d+)\.reduce", r"stages.\1.\2.pwconv2"),
    (r"stages\.(\d+)\.(\d+)\.scale", r"stages.\1.\2.gamma.weight"),
    *(
        (rf"output_norms\.{number}\.(weight|bias)", rf"norm{number + 1}.\1.weight")
        for number in range(3)
    ),
)
"""The names that UNINEXT's checkpoints have."""


class ConvNeXt(nn.Module):
    """ConvNeXt with four stages of `depths` blocks and `channels`.

    Input: normalised RGB, N x 3 x H x W, both multiples of 32. Output: the maps of all stages but the
    first, N x c x H / s x W / s, with c of `channels[1:]` and s = 8, 16, 32.
    """

    def __init__(self, depths: Sequence[int], channels: Sequence[int]) -> None:
        super().__init__()
        self.embedding = _Embedding(channels[0])
        self.stages = nn.ModuleList(
            nn.Sequential(*(_Block(c) for _ in range(depth)))
            for depth, c in zip(depths, channels, strict=True)
        )
        self.mergings = nn.ModuleList(_Merging(*pair) for pair in pairwise(channels))
        self.output_norms = nn.ModuleList(_Norm(c) for c in channels[1:])

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        x = self.stages[0](self.embedding(x))
        maps = []
        for merging, stage, norm in zip(
            self.mergings, self.stages[1:], self.output_norms, strict=True
        ):
            x = stage(merging(x))
            maps.append(norm(x).permute(0, 3, 1, 2))
        return tuple(maps)


# Inside, maps are N x h x w x C.


class _Norm(nn.Module):
    """Layer norm over the channels; its weight and bias are 1 x C, as they are published."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1, channels))
        self.bias = nn.Parameter(torch.zeros(1, channels))

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, x.shape[-1:], self.weight[0], self.bias[0], _EPSILON)


class _Embedding(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(3, channels, 4, 4)
        self.norm = _Norm(channels)

    def forward(self, x: Tensor) -> Tensor:
        embedded: Tensor = self.norm(self.convolution(x).permute(0, 2, 3, 1))
        return embedded


class _Merging(nn.Module):
    """Four cells become one."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.norm = _Norm(inputs)
        self.convolution = nn.Conv2d(inputs, outputs, 2, 2)

    def forward(self, x: Tensor) -> Tensor:
        merged: Tensor = self.convolution(self.norm(x).permute(0, 3, 1, 2))
        return merged.permute(0, 2, 3, 1)


class _Block(nn.Module):
    """A wide convolution of every channel for itself, then a perceptron on every cell."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.spatial = nn.Conv2d(channels, channels, 7, padding=3, groups=channels)
        self.norm = _Norm(channels)
        self.expand = nn.Linear(channels, 4 * channels)
        self.reduce = nn.Linear(4 * channels, channels)
        self.scale = nn.Parameter(torch.full((1, channels), 1e-6))

    def forward(self, x: Tensor) -> Tensor:
        y = self.norm(self.spatial(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1))
        y = self.reduce(F.gelu(self.expand(y)))
        return x + self.scale[0] * y
