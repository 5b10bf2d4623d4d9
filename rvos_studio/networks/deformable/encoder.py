"""Maps of several scales look at each other."""

from torch import Tensor, nn

from rvos_studio.networks.deformable.attention import (
    DEFORMABLE_ATTENTION_NAMES,
    DeformableAttention,
    Pyramid,
)
from rvos_studio.networks.names import Rules, under
from rvos_studio.networks.transformer import PostNormPerceptron

_LAYER_NAMES: Rules = (
    *under("attention", "self_attn", DEFORMABLE_ATTENTION_NAMES),
    (r"attention_norm", "norm1"),
    (r"perceptron\.expand", "linear1"),
    (r"perceptron\.reduce", "linear2"),
    (r"perceptron\.norm", "norm2"),
)

DEFORMABLE_ENCODER_NAMES: Rules = tuple(
    (rf"layers\.(\d+)\.(?:{ours})", rf"layers.\1.{theirs}") for ours, theirs in _LAYER_NAMES
)
"""The names of Deformable DETR."""


class DeformableEncoderLayer(nn.Module):
    """Attention at a few points of each map around a cell's own place, then a perceptron."""

    def __init__(
        self, channels: int, heads: int, inner: int, levels: int = 4, points: int = 4
    ) -> None:
        super().__init__()
        self.attention = DeformableAttention(channels, heads, levels, points)
        self.attention_norm = nn.LayerNorm(channels)
        self.perceptron = PostNormPerceptron(channels, inner)

    def forward(self, x: Tensor, position: Tensor, reference: Tensor, pyramid: Pyramid) -> Tensor:
        y = self.attention(x + position, reference, x, pyramid)
        return self.perceptron(self.attention_norm(x + y))


class DeformableEncoder(nn.Module):
    """Layers over the tokens of a pyramid, N x L x C, with positions that each layer adds to its queries."""

    def __init__(self, layers: int, channels: int, heads: int, inner: int, points: int = 4) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            DeformableEncoderLayer(channels, heads, inner, points=points) for _ in range(layers)
        )

    def forward(self, x: Tensor, position: Tensor, pyramid: Pyramid) -> Tensor:
        reference = pyramid.centres(x)
        for layer in self.layers:
            x = layer(x, position, reference, pyramid)
        return x
