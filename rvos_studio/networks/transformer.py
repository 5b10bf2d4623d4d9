"""The two halves of a transformer layer that norms after it adds (Vaswani et al. 2017)."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.onednn import Linear

_AT_ONCE = 2**13
"""Tokens whose inner features are held at once when nothing is learnt."""


class PostNormAttention(nn.Module):
    """Multi-head attention, added to what asked, then a norm."""

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(channels, heads, batch_first=True)
        self.norm = nn.LayerNorm(channels)

    def forward(
        self,
        x: Tensor,
        memory: Tensor | None = None,
        *,
        position: Tensor | None = None,
        memory_position: Tensor | None = None,
        padding: Tensor | None = None,
        mask: Tensor | None = None,
    ) -> Tensor:
        """`x`, N x L x C, asks `memory`, N x M x C, or itself; positions are added to queries and keys only.

        `padding`: N x M, true where there is nothing to look at. `mask`: (N heads) x L x M, added to the logits.
        """
        if memory is None:
            memory, memory_position = x, position
        query, key = plus(x, position), plus(memory, memory_position)
        y = self.attention(
            query, key, memory, key_padding_mask=padding, attn_mask=mask, need_weights=False
        )[0]
        return self.norm(x + y)


class PostNormPerceptron(nn.Module):
    """Two linear layers with a ReLU between, added to the input, then a norm; ... x C."""

    def __init__(self, channels: int, inner: int) -> None:
        super().__init__()
        self.expand = Linear(channels, inner)
        self.reduce = Linear(inner, channels)
        self.norm = nn.LayerNorm(channels)

    def forward(self, x: Tensor) -> Tensor:
        if torch.is_grad_enabled() or x.numel() <= _AT_ONCE * x.shape[-1]:
            return self._part(x)
        parts = x.flatten(0, -2).split(_AT_ONCE)
        return torch.cat([self._part(part) for part in parts]).view(x.shape)

    def _part(self, x: Tensor) -> Tensor:
        return self.norm(x + self.reduce(self.expand.rectified(x)))


class Perceptron(nn.Module):
    """Linear layers with ReLUs between: channels -> channels -> ... -> outputs."""

    def __init__(self, channels: int, outputs: int, layers: int = 3) -> None:
        super().__init__()
        sizes = [channels] * layers + [outputs]
        self.layers = nn.ModuleList(Linear(sizes[i], sizes[i + 1]) for i in range(layers))

    def forward(self, x: Tensor) -> Tensor:
        *inner, last = self.layers
        for layer in inner:
            x = F.relu_(layer(x))
        return last(x)


def plus(x: Tensor, position: Tensor | None) -> Tensor:
    """`x` with its position, if it has one."""
    return x if position is None else x + position
