"""Swin Transformer for pictures (Liu et al. 2021), any number of stages."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.names import Rules
from rvos_studio.networks.window_attention import WindowAttention

SWIN_NAMES: Rules = (
    (r"embedding\.projection", "patch_embed.proj"),
    (r"embedding\.norm", "patch_embed.norm"),
    (r"stages\.(\d+)\.(\d+)\.attention_norm", r"layers.\1.blocks.\2.norm1"),
    (
        r"stages\.(\d+)\.(\d+)\.attention\.position_bias",
        r"layers.\1.blocks.\2.attn.relative_position_bias_table",
    ),
    (r"stages\.(\d+)\.(\d+)\.attention\.projection", r"layers.\1.blocks.\2.attn.proj"),
    (r"stages\.(\d+)\.(\d+)\.attention", r"layers.\1.blocks.\2.attn"),
    (r"stages\.(\d+)\.(\d+)\.perceptron_norm", r"layers.\1.blocks.\2.norm2"),
    (r"stages\.(\d+)\.(\d+)\.expand", r"layers.\1.blocks.\2.mlp.fc1"),
    (r"stages\.(\d+)\.(\d+)\.reduce", r"layers.\1.blocks.\2.mlp.fc2"),
    (r"mergings\.(\d+)", r"layers.\1.downsample"),
    (r"output_norms\.(\d+)", r"norm\1"),
)
"""The names of the authors, which published checkpoints have."""

SWIN_OPTIONAL = (r"layers\.\d+\.blocks\.\d+\.attn\.relative_position_index",)
"""Regular expressions for published names that are not loaded: the network counts for itself."""

_PATCH = 4


class Swin(nn.Module):
    """Swin with one stage for every entry of `depths` (blocks) and `heads`.

    Input: normalised RGB, N x 3 x H x W, any size. Output: one map a stage, N x c x h x w, with `width`
    channels and 4 pixels a cell in the first; each stage has twice the channels and half the size,
    rounded up, of the one before.
    """

    def __init__(
        self, width: int, depths: Sequence[int], heads: Sequence[int], window: int
    ) -> None:
        super().__init__()
        channels = [width * 2**stage for stage in range(len(depths))]
        self.embedding = _Embedding(width)
        self.stages = nn.ModuleList(
            nn.Sequential(
                *(
                    SwinBlock(
                        c, WindowAttention(c, count, (window, window), shifted=block % 2 == 1)
                    )
                    for block in range(depth)
                )
            )
            for c, depth, count in zip(channels, depths, heads, strict=True)
        )
        self.mergings = nn.ModuleList(SwinMerging(c) for c in channels[:-1])
        self.output_norms = nn.ModuleList(nn.LayerNorm(c) for c in channels)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        x = self.embedding(x)
        maps = []
        for number, (stage, norm) in enumerate(zip(self.stages, self.output_norms, strict=True)):
            if number > 0:
                x = self.mergings[number - 1](x)
            x = stage(x)
            maps.append(norm(x).permute(0, 3, 1, 2))
        return tuple(maps)


# Inside, maps are N x h x w x C.


class _Embedding(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.projection = nn.Conv2d(3, width, _PATCH, _PATCH)
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        x = F.pad(x, (0, -width % _PATCH, 0, -height % _PATCH))
        embedded: Tensor = self.norm(self.projection(x).permute(0, 2, 3, 1))
        return embedded


class SwinMerging(nn.Module):
    """Four cells become one of twice the channels: N x h x w x C, half the size rounded up."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(4 * channels)
        self.reduction = nn.Linear(4 * channels, 2 * channels, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[1:3]
        x = F.pad(x, (0, 0, 0, width % 2, 0, height % 2))
        corners = [x[:, row::2, column::2] for column in (0, 1) for row in (0, 1)]
        merged: Tensor = self.reduction(self.norm(torch.cat(corners, -1)))
        return merged


class SwinBlock(nn.Module):
    """Attention within windows, then a perceptron, each added to its input; any axes before the last, C."""

    def __init__(self, channels: int, attention: WindowAttention) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(channels)
        self.attention = attention
        self.perceptron_norm = nn.LayerNorm(channels)
        self.expand = nn.Linear(channels, 4 * channels)
        self.reduce = nn.Linear(4 * channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.attention_norm(x))
        y: Tensor = self.reduce(F.gelu(self.expand(self.perceptron_norm(x))))
        return x + y
