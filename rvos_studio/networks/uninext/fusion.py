"""Early fusion: picture and words look at each other before anything else does (Li et al. 2022, "GLIP")."""

import torch
import torch.nn.functional as F  # noqa: N812
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

    def forward(self, picture: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
        """N x L x channels and N x S x text, as both are afterwards. Words look at padded cells too."""
        # What is found is added to the normed input, not to the input: so it was trained.
        picture, words = self.picture_norm(picture), self.words_norm(words)
        picture_key, words_key = (
            self._split(self.picture_key(picture)),
            self._split(self.words_key(words)),
        )
        picture_value = self._split(self.picture_value(picture))
        words_value = self._split(self.words_value(words))
        of_words = F.scaled_dot_product_attention(picture_key, words_key, words_value)
        of_picture = F.scaled_dot_product_attention(words_key, picture_key, picture_value)
        return (
            picture + self.picture_scale * self.to_picture(_join(of_words)),
            words + self.words_scale * self.to_words(_join(of_picture)),
        )

    def _split(self, tokens: Tensor) -> Tensor:
        return tokens.unflatten(2, (self.heads, -1)).transpose(1, 2)


def _join(tokens: Tensor) -> Tensor:
    return tokens.transpose(1, 2).flatten(2)
