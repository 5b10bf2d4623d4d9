"""A pyramid decoder in which cells look at each other across frames, and at the words (ReferFormer, section 3.4)."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.names import Rules
from rvos_studio.networks.referring.levels import Level, Text, as_maps, as_tokens
from rvos_studio.networks.transformer import PostNormAttention, PostNormPerceptron

_NORM_GROUPS = 8
_REDUCTIONS = (1, 2, 4, 8)
"""How much smaller maps are when cells look at each other, coarsest first: 32 pixels a cell for all."""
_FEWER_REDUCTIONS = (2, 2, 4)

PIXEL_DECODER_NAMES: Rules = tuple(
    (rf"stages\.{number}\.{ours}", theirs.format(len(_REDUCTIONS) - number))
    for number in range(len(_REDUCTIONS))
    for ours, theirs in (
        (r"adapter\.convolution", "adapter_{}"),
        (r"adapter\.norm", "adapter_{}.norm"),
        (r"smooth\.convolution", "layer_{}"),
        (r"smooth\.norm", "layer_{}.norm"),
        (r"block\.self_attention", "cross_attn_{}.self_attn"),
        (r"block\.self_norm", "cross_attn_{}.norm1"),
        (r"block\.words\.attention", "cross_attn_{}.multihead_attn"),
        (r"block\.words\.norm", "cross_attn_{}.norm2"),
        (r"block\.perceptron\.expand", "cross_attn_{}.linear1"),
        (r"block\.perceptron\.reduce", "cross_attn_{}.linear2"),
        (r"block\.perceptron\.norm", "cross_attn_{}.norm3"),
    )
)
"""The names of ReferFormer, which call the coarsest stage 4."""


class PixelDecoder(nn.Module):
    """Mask features, (B T) x `channels` x h x w, 4 pixels a cell, of levels of 32, 16, 8 and 4, coarsest first."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels


class CrossModalPixelDecoder(PixelDecoder):
    """ReferFormer's and MUTR's."""

    def __init__(
        self, inputs: Sequence[int], channels: int, heads: int, inner: int, fine: int = 0
    ) -> None:
        """`inputs`: channels of each level. `fine`: those of a last stage that looks at nothing but its level.

        With such a stage the first two levels are of 16 pixels a cell.
        """
        super().__init__(fine or channels)
        reductions = _FEWER_REDUCTIONS if fine else _REDUCTIONS
        self.stages = nn.ModuleList(
            _Stage(c, channels, heads, inner, reduction)
            for c, reduction in zip(inputs, reductions, strict=not fine)
        )
        if fine:
            self.narrow = nn.Conv2d(channels, fine, 1)
            self.stages.append(_PlainStage(inputs[-1], fine))
        self.mask_features = nn.Conv2d(fine or channels, fine or channels, 3, padding=1)

    def forward(self, levels: Sequence[Level], text: Text) -> Tensor:
        x: Tensor | None = None
        for stage, level in zip(self.stages, levels, strict=True):
            if isinstance(stage, _PlainStage):
                x = self.narrow(x)
            x = stage(level, x, text)
        return self.mask_features(x)


class _Stage(nn.Module):
    def __init__(self, inputs: int, channels: int, heads: int, inner: int, reduction: int) -> None:
        super().__init__()
        self.adapter = _NormedConvolution(inputs, channels, 1)
        self.block = _Block(channels, heads, inner, reduction)
        self.smooth = _NormedConvolution(channels, channels, 3)

    def forward(self, level: Level, coarser: Tensor | None, text: Text) -> Tensor:
        level = level.having(self.adapter(level.features))
        y = self.block(level, text)
        if coarser is not None:
            y = y + F.interpolate(coarser, size=y.shape[-2:])
        return F.relu(self.smooth(y))


class _PlainStage(nn.Module):
    def __init__(self, inputs: int, channels: int) -> None:
        super().__init__()
        self.adapter = _NormedConvolution(inputs, channels, 1)
        self.smooth = _NormedConvolution(channels, channels, 3)

    def forward(self, level: Level, coarser: Tensor, text: Text) -> Tensor:
        y = self.adapter(level.features)
        y = y + F.interpolate(coarser, y.shape[-2:], mode="bilinear", align_corners=False)
        return F.relu(self.smooth(y))


class _Block(nn.Module):
    """Cells look at the cells of all frames on smaller maps, then at the words: (B T) x C x h x w."""

    def __init__(self, channels: int, heads: int, inner: int, reduction: int) -> None:
        super().__init__()
        self.self_attention = nn.MultiheadAttention(channels, heads, batch_first=True)
        self.self_norm = nn.LayerNorm(channels)
        self.words = PostNormAttention(channels, heads)
        self.perceptron = PostNormPerceptron(channels, inner)
        self.reduction = reduction

    def forward(self, level: Level, text: Text) -> Tensor:
        clips, frames = len(text.words), len(level.features)
        x = (level.features + self._see_others(level, clips)).flatten(2).mT
        position = level.position.flatten(2).mT.expand(frames, -1, -1)
        # One frame after the other: fine maps of many frames have no room for what comes between.
        parts = [
            self._see_words(x[frame, None], position[frame, None], text, frame * clips // frames)
            for frame in range(frames)
        ]
        return torch.cat(parts).mT.unflatten(-1, level.features.shape[-2:])

    def _see_words(self, x: Tensor, position: Tensor, text: Text, clip: int) -> Tensor:
        """1 x (h w) x C."""
        x = self.words(
            self.self_norm(x),
            text.words[clip, None],
            position=position,
            memory_position=text.position[clip, None],
            padding=None if text.padding is None else text.padding[clip, None],
        )
        return self.perceptron(x)

    def _see_others(self, level: Level, clips: int) -> Tensor:
        """(B T) x C x h x w."""
        size = level.features.shape[-2:]
        small = tuple(length // self.reduction for length in size)
        value = F.interpolate(level.features, size=small)
        placed = as_tokens(F.interpolate(level.features + level.position, size=small), clips)
        padding = None
        if level.padding is not None:
            padding = F.interpolate(level.padding[:, None].float(), size=small).bool()
            padding = padding.reshape(clips, -1)
        seen = self.self_attention(
            placed, placed, as_tokens(value, clips), key_padding_mask=padding, need_weights=False
        )[0]
        seen = as_maps(seen, value)
        return seen if self.reduction == 1 else F.interpolate(seen, size=size, mode="bilinear")


class _NormedConvolution(nn.Module):
    def __init__(self, inputs: int, outputs: int, kernel: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False)
        self.norm = nn.GroupNorm(_NORM_GROUPS, outputs)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.convolution(x))
