"""Text encoders of the referring networks: transformers' own classes, built from numbers alone."""

from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from transformers import RobertaModel

PAD = 1
"""The token that fills up RoBERTa's shorter sentences."""

_MOST_TOKENS = 512
_PROJECTION_EPSILON = 1e-12


class Encoded(NamedTuple):
    """What is known of sentences."""

    words: Tensor
    """B x S x C."""
    sentence: Tensor
    """B x C, of RoBERTa's pooler."""


class Roberta(nn.Module):
    """RoBERTa (Liu et al. 2019) with its pooler, of any width; `base` is 768, 12 and 12.

    Input: token ids, B x S with `PAD` after shorter sentences. Output: features of `width` channels.
    """

    def __init__(
        self, width: int = 768, layers: int = 12, heads: int = 12, vocabulary: int = 50265
    ) -> None:
        super().__init__()
        self.model = _roberta(width, layers, heads, vocabulary)

    def forward(self, tokens: Tensor) -> Encoded:
        present = tokens != PAD
        answer = self.model(
            input_ids=tokens,
            attention_mask=present.long(),
            token_type_ids=torch.zeros_like(tokens),
            # Places count from the one after that of padding, which has it always.
            position_ids=torch.where(present, present.cumsum(1) + PAD, PAD),
        )
        return Encoded(answer.last_hidden_state, answer.pooler_output)


def _roberta(width: int, layers: int, heads: int, vocabulary: int) -> "RobertaModel":
    from transformers import RobertaConfig, RobertaModel

    config: Any = RobertaConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=4 * width,
        max_position_embeddings=_MOST_TOKENS + PAD + 1,
        type_vocab_size=1,
        layer_norm_eps=1e-5,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=PAD,
    )
    model = RobertaModel(config)
    # They are no part of a state, and a network made without memory could not get them from one.
    for name in ("position_ids", "token_type_ids"):
        setattr(model.embeddings, name, None)
    return model


class TextProjection(nn.Module):
    """From the width of the text encoder to that of the maps, then a norm."""

    def __init__(self, width: int, channels: int) -> None:
        super().__init__()
        self.linear = nn.Linear(width, channels)
        self.norm = nn.LayerNorm(channels, eps=_PROJECTION_EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.linear(x))


TEXT_PROJECTION_NAMES = (("linear", "fc"), ("norm", "layer_norm"))
ROBERTA_OPTIONAL = (r"embeddings\.position_ids",)
"""Regular expressions for published names that are not loaded: the network counts for itself."""
