"""The maps of a clip's frames at several scales, with where they are padded and where their cells lie."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.grounding import Asked
from rvos_studio.networks.positions import sine_positions_1d, sine_positions_2d

_NORM_GROUPS = 32


@dataclass(frozen=True)
class Level:
    """Maps of all frames of B clips at one scale, clip by clip."""

    features: Tensor
    """(B T) x c x h x w."""
    position: Tensor
    """Codes of rows and columns, (B T) x C x h x w; 1 x C x h x w where nothing is padded."""
    padding: Tensor | None
    """(B T) x h x w, true on padding; None where there is none."""

    @classmethod
    def of(cls, features: Tensor, padding: Tensor | None, channels: int) -> "Level":
        """With positions of so many channels; `padding` is that of whole pictures, (B T) x H x W."""
        size = features.shape[-2:]
        if padding is None:
            present = torch.ones(1, *size, device=features.device)
        else:
            padding = F.interpolate(padding[:, None].float(), size=size)[:, 0].bool()
            present = ~padding
        position = sine_positions_2d(present, channels).to(features.dtype)
        return cls(features, position, padding)

    def having(self, features: Tensor) -> "Level":
        """The same places with other features."""
        return replace(self, features=features)

    def tokens(self, clips: int) -> Tensor:
        """B x (T h w) x c."""
        return as_tokens(self.features, clips)

    def token_padding(self, clips: int) -> Tensor | None:
        """B x (T h w)."""
        return None if self.padding is None else self.padding.reshape(clips, -1)


class Text(NamedTuple):
    """One sentence for each of B clips, as the rest of the network reads it."""

    words: Tensor
    """B x S x C."""
    position: Tensor
    """B x S x C."""
    padding: Tensor | None
    """B x S, true after the end of a shorter sentence; None where all are equally long."""
    sentence: Tensor
    """B x C."""
    evidence: Tensor | None = None
    """Of what it refers to on each frame, (B T) x E x h x w; None for networks that get none."""
    asked: Asked | None = None
    """Where there is evidence: the words as they were read, for each frame, B T sentences."""

    @classmethod
    def of(cls, words: Tensor, sentence: Tensor, present: Tensor) -> "Text":
        """With the positions of tokens that are `present`, B x S."""
        position = sine_positions_1d(present, words.shape[-1]).to(words.dtype)
        return cls(words, position, None if bool(present.all()) else ~present, sentence)


class InputProjections(nn.Module):
    """Levels of 8, 16, 32 and 64 pixels a cell, all of `channels`, from a backbone's maps of 8, 16 and 32."""

    def __init__(self, inputs: Sequence[int], channels: int) -> None:
        super().__init__()
        self.levels = nn.ModuleList(
            nn.Sequential(nn.Conv2d(c, channels, 1), nn.GroupNorm(_NORM_GROUPS, channels))
            for c in inputs
        )
        self.levels.append(
            nn.Sequential(
                nn.Conv2d(inputs[-1], channels, 3, stride=2, padding=1),
                nn.GroupNorm(_NORM_GROUPS, channels),
            )
        )
        self.channels = channels

    def forward(self, maps: Sequence[Level], padding: Tensor | None) -> tuple[Level, ...]:
        """`padding` is that of whole pictures, (B T) x H x W."""
        *same, halved = self.levels
        levels = [
            one.having(project(one.features)) for project, one in zip(same, maps, strict=True)
        ]
        levels.append(Level.of(halved(maps[-1].features), padding, self.channels))
        return tuple(levels)


class EarlyFusion(nn.Module):
    """Every cell asks the words; the answer is multiplied with its features, or added to them."""

    def __init__(self, channels: int, heads: int, added: bool) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(channels, heads, batch_first=True)
        self.added = added

    def forward(self, level: Level, text: Text) -> Level:
        clips, key = len(text.words), text.words + text.position
        asked = level.tokens(clips)
        answer = self.attention(
            asked, key, text.words, key_padding_mask=text.padding, need_weights=False
        )[0]
        fused = asked + answer if self.added else asked * answer
        return level.having(as_maps(fused, level.features))


def as_tokens(maps: Tensor, clips: int) -> Tensor:
    """(B T) x c x h x w -> B x (T h w) x c."""
    return maps.unflatten(0, (clips, -1)).permute(0, 1, 3, 4, 2).flatten(1, 3)


def as_maps(tokens: Tensor, like: Tensor) -> Tensor:
    """B x (T h w) x c -> (B T) x c x h x w, with T, h and w of the maps `like`."""
    frames, (height, width) = len(like), like.shape[-2:]
    return tokens.reshape(frames, height, width, -1).permute(0, 3, 1, 2)
