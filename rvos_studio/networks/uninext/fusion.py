"""Early fusion: picture and words look at each other before anything else does (Li et al. 2022, "GLIP")."""

import math

import torch
from torch import Tensor, nn

from rvos_studio.networks.names import Rules

FUSION_NAMES: Rules = (
    (r"picture_norm", "layer_norm_v"),
    (r"words_norm", "layer_norm_l"),
    (r"picture_key", "attn.v_proj"),
    (r"words_key", "attn.l_proj"),
    (r"picture_value", "attn.values_v_proj"),
    (r"words_value", "attn.values_l_proj"),
    (r"to_picture", "attn.out_v_proj"),
    (r"to_words", "attn.out_l_proj"),
    (r"picture_scale", "gamma_v"),
    (r"words_scale", "gamma_l"),
)
"""The names that UNINEXT's checkpoints have."""


_ABSENT = -1e4
"""What cells find a word like that is not there."""


class EarlyFusion(nn.Module):
    """Attention of cells to words and of words to cells, by the same comparison of each with each."""

    def __init__(self, channels: int, text: int, fused: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.picture_norm = nn.LayerNorm(channels)
        self.words_norm = nn.LayerNorm(text)
        self.picture_key = nn.Linear(channels, fused)
        self.words_key = nn.Linear(text, fused)
        self.picture_value = nn.Linear(channels, fused)
        self.words_value = nn.Linear(text, fused)
        self.to_picture = nn.Linear(fused, channels)
        self.to_words = nn.Linear(fused, text)
        self.picture_scale = nn.Parameter(torch.full((channels,), 1 / 6))
        self.words_scale = nn.Parameter(torch.full((text,), 1 / 6))

    def forward(
        self, picture: Tensor, words: Tensor, present: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """N x L x channels and N x S x text, as both are afterwards. Words look at padded cells too.

        `present`: N x S, false after the end of shorter sentences; None where all are equally long.
        """
        # What is found is added to the normed input, not to the input: so it was trained.
        picture, words = self.picture_norm(picture), self.words_norm(words)
        alike = self._alike(picture, words)
        if present is not None:
            alike = alike.masked_fill(~present[:, None, :, None], _ABSENT)
        return (
            picture + self.picture_scale * self._of_words(alike, words),
            words + self.words_scale * self._of_picture(alike, picture),
        )

    # Words are few and cells many. So cells have no keys and values of their own: what is asked of them
    # and what they are told is put in terms of the cells, which is the same sum in another order.

    def _alike(self, picture: Tensor, words: Tensor) -> Tensor:
        """N x heads x S x L."""
        asked = self._split(self.words_key(words))
        asked = asked / math.sqrt(asked.shape[3])
        weight, bias = self._per_head(self.picture_key)
        alike = (asked @ weight).flatten(1, 2) @ picture.mT
        return alike.unflatten(1, (self.heads, -1)) + asked @ bias[..., None]

    def _of_words(self, alike: Tensor, words: Tensor) -> Tensor:
        weight = self.to_picture.weight.unflatten(1, (self.heads, -1)).permute(1, 2, 0)
        told = self._split(self.words_value(words)) @ weight
        return alike.softmax(2).flatten(1, 2).mT @ told.flatten(1, 2) + self.to_picture.bias

    def _of_picture(self, alike: Tensor, picture: Tensor) -> Tensor:
        weight, bias = self._per_head(self.picture_value)
        seen = (alike.softmax(3).flatten(1, 2) @ picture).unflatten(1, (self.heads, -1))
        told: Tensor = self.to_words(_join(seen @ weight.mT + bias[:, None]))
        return told

    def _split(self, tokens: Tensor) -> Tensor:
        return tokens.unflatten(2, (self.heads, -1)).transpose(1, 2)

    def _per_head(self, layer: nn.Linear) -> tuple[Tensor, Tensor]:
        """Its weight, heads x d x channels, and bias, heads x d."""
        return (
            layer.weight.unflatten(0, (self.heads, -1)),
            layer.bias.unflatten(0, (self.heads, -1)),
        )


def _join(tokens: Tensor) -> Tensor:
    return tokens.transpose(1, 2).flatten(2)
