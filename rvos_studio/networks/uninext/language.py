"""UNINEXT's text encoder: transformers' own class, built from numbers alone."""

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from transformers import BertModel

MOST_TOKENS = 256
"""Longer sentences are cut to so many, the first and the last token counted."""

_MOST_PLACES = 512


class Bert(nn.Module):
    """BERT without a pooler (Devlin et al. 2019), of any width; `base` is 768, 12 and 12.

    Input: token ids, B x S, sentences of one length, nothing padded. Output: B x S x `width`.
    """

    def __init__(self, width: int, layers: int, heads: int, vocabulary: int) -> None:
        super().__init__()
        self.model = _bert(width, layers, heads, vocabulary)

    def forward(self, tokens: Tensor) -> Tensor:
        places = torch.arange(tokens.shape[1], device=tokens.device).expand_as(tokens)
        answer = self.model(
            input_ids=tokens, token_type_ids=torch.zeros_like(tokens), position_ids=places
        )
        words: Tensor = answer.last_hidden_state
        return words


def _bert(width: int, layers: int, heads: int, vocabulary: int) -> "BertModel":
    from transformers import BertConfig, BertModel

    config: Any = BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=4 * width,
        max_position_embeddings=_MOST_PLACES,
    )
    model = BertModel(config, add_pooling_layer=False)
    # They are no part of a state, and a network made without memory could not get them from one.
    for name in ("position_ids", "token_type_ids"):
        setattr(model.embeddings, name, None)
    return model
