"""Video Swin Transformer (Liu et al. 2022), without its classifier."""

from collections.abc import Sequence

import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.names import Rules
from rvos_studio.networks.swin import SWIN_NAMES, SWIN_OPTIONAL, SwinBlock, SwinMerging
from rvos_studio.networks.window_attention import WindowAttention

VIDEO_SWIN_NAMES: Rules = ((r"mergings\.(\d+)", r"downsamples.\1"), *SWIN_NAMES)
"""The names of the authors, which published checkpoints have."""

VIDEO_SWIN_OPTIONAL = SWIN_OPTIONAL
"""Regular expressions for published names that are not loaded: the network counts for itself."""

WINDOW = (8, 7, 7)
"""Frames, rows and columns."""
_PATCH = 4


class VideoSwin(nn.Module):
    """Video Swin with one stage for every entry of `depths` (blocks) and `heads`; a frame stays a frame.

    Input: normalised RGB, N x T x 3 x H x W, any size. Output: one map a stage, N x T x c x h x w, with
    `width` channels and 4 pixels a cell in the first; each stage has twice the channels and half the size,
    rounded up, of the one before.
    """

    def __init__(self, width: int, depths: Sequence[int], heads: Sequence[int]) -> None:
        super().__init__()
        channels = [width * 2**stage for stage in range(len(depths))]
        self.embedding = _Embedding(width)
        self.stages = nn.ModuleList(
            nn.Sequential(
                *(
                    SwinBlock(c, WindowAttention(c, count, WINDOW, block % 2 == 1, shrinking=True))
                    for block in range(depth)
                )
            )
            for c, depth, count in zip(channels, depths, heads, strict=True)
        )
        self.mergings = nn.ModuleList(SwinMerging(c) for c in channels[:-1])

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        frames = x.shape[1]
        x = self.embedding(x)
        maps = []
        for number, stage in enumerate(self.stages):
            if number > 0:
                merged = self.mergings[number - 1](x.flatten(0, 1))
                x = merged.unflatten(0, (-1, frames))
            x = stage(x)
            maps.append(x.permute(0, 1, 4, 2, 3))
        return tuple(maps)


# Inside, maps are N x T x h x w x C.


class _Embedding(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.projection = nn.Conv3d(3, width, (1, _PATCH, _PATCH), (1, _PATCH, _PATCH))
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        x = F.pad(x, (0, -width % _PATCH, 0, -height % _PATCH)).transpose(1, 2)
        embedded: Tensor = self.norm(self.projection(x).permute(0, 2, 3, 4, 1))
        return embedded
