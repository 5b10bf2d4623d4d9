"""AOT's block: attention within the frame, over long-term memory, and to the frame before.

Yang, Wei and Yang, "Associating Objects with Transformers for Video Object Segmentation", NeurIPS 2021.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from rvos_studio.networks.aot.attention import (
    Bound,
    Grid,
    LocalAttention,
    as_map,
    as_tokens,
    attend,
)
from rvos_studio.networks.aot.hierarchy import Hierarchy
from rvos_studio.networks.aot.position import sine_position
from rvos_studio.networks.names import Rules
from rvos_studio.networks.onednn import Linear

HEADS = 8


class Seen(NamedTuple):
    """What a block sees of a frame before its cells are bound to objects; each N x L x width."""

    key: Tensor
    value: Tensor


class SelfAttention(nn.Module):
    """Attention of the cells of a frame to each other; their places count in queries and keys."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = Linear(width, width)
        self.key = Linear(width, width)
        self.value = Linear(width, width)
        self.project = Linear(width, width)

    def forward(self, x: Tensor, grid: Grid, block: int) -> Tensor:
        placed = x + sine_position(grid, x, x.shape[-1])
        found = attend(self.query(placed), self.key(placed), self.value(x), HEADS, block)
        return self.project(found)


class FeedForward(nn.Module):
    """Two layers with a look at the neighbouring cells between them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        wide = 4 * width
        self.expand = Linear(width, wide)
        self.norm = nn.GroupNorm(32, wide)
        self.depthwise = nn.Conv2d(wide, wide, 5, padding=2, groups=wide, bias=False)
        self.contract = Linear(wide, width)

    def forward(self, x: Tensor, grid: Grid) -> Tensor:
        cells = F.gelu(self.norm(as_map(self.expand(x), grid)))
        return self.contract(as_tokens(self.depthwise(cells)))


class LongShortTermBlock(nn.Module):
    """One block; section 4.2 of the paper. Long and short term share queries, keys and values."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm_self = nn.LayerNorm(width)
        self.self_attention = SelfAttention(width)
        self.norm_memory = nn.LayerNorm(width)
        self.key = Linear(width, width)
        self.value = Linear(width, width)
        self.from_long = Linear(width, width)
        self.nearby = LocalAttention(HEADS, width, offset_values=True)
        self.from_short = Linear(width, width)
        self.norm_feed = nn.LayerNorm(width)
        self.feed_forward = FeedForward(width)

    def see(self, x: Tensor, grid: Grid, block: int) -> tuple[Tensor, Seen]:
        """The tokens after self-attention, and what of them can be remembered."""
        x = x + self.self_attention(self.norm_self(x), grid, block)
        value = self.norm_memory(x)
        return x, Seen(self.key(value), value)

    def bind(self, seen: Seen, identity: Tensor) -> Bound:
        """Bind cells to objects by their identities, N x L x width."""
        return Bound(seen.key, self.value(seen.value + identity))

    def recall(
        self, x: Tensor, seen: Seen, long: Bound, short: Bound, grid: Grid, block: int
    ) -> Tensor:
        """The tokens after a look into long-term memory and at the frame before."""
        long_term = self.from_long(attend(seen.key, *long, HEADS, block))
        short_term = self.from_short(self.nearby(seen.key, *short, grid))
        x = x + long_term + short_term
        return x + self.feed_forward(self.norm_feed(x), grid)


class LongShortTermTransformer(Hierarchy):
    """AOT's blocks. The answer: the input and the normed tokens of every block, side by side."""

    def __init__(self, width: int, blocks: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(LongShortTermBlock(width) for _ in range(blocks))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(blocks))
        self.channels = width * (blocks + 1)

    def _begin(self, x: Tensor) -> Tensor:
        return x

    def _end(self, x: Tensor, states: Sequence[Tensor], grid: Grid) -> Tensor:
        normed = [norm(state) for norm, state in zip(self.norms, states, strict=True)]
        return torch.cat([x, *normed], -1)


LONG_SHORT_TERM_NAMES: Rules = (
    (r"norms\.(\d+)", r"decoder_norms.\1"),
    (r"blocks\.(\d+)\.norm_self", r"layers.\1.norm1"),
    (r"blocks\.(\d+)\.norm_memory", r"layers.\1.norm2"),
    (r"blocks\.(\d+)\.norm_feed", r"layers.\1.norm3"),
    (r"blocks\.(\d+)\.self_attention\.query", r"layers.\1.self_attn.linear_Q"),
    (r"blocks\.(\d+)\.self_attention\.key", r"layers.\1.self_attn.linear_K"),
    (r"blocks\.(\d+)\.self_attention\.value", r"layers.\1.self_attn.linear_V"),
    (r"blocks\.(\d+)\.self_attention\.project", r"layers.\1.self_attn.projection"),
    (r"blocks\.(\d+)\.key", r"layers.\1.linear_Q"),
    (r"blocks\.(\d+)\.value", r"layers.\1.linear_V"),
    (r"blocks\.(\d+)\.from_long", r"layers.\1.long_term_attn.projection"),
    (r"blocks\.(\d+)\.from_short", r"layers.\1.short_term_attn.projection"),
    (r"blocks\.(\d+)\.nearby\.offset_keys", r"layers.\1.short_term_attn.relative_emb_k"),
    (r"blocks\.(\d+)\.nearby\.offset_values", r"layers.\1.short_term_attn.relative_emb_v"),
    (r"blocks\.(\d+)\.feed_forward\.expand", r"layers.\1.linear1"),
    (r"blocks\.(\d+)\.feed_forward\.norm", r"layers.\1.activation.gn"),
    (r"blocks\.(\d+)\.feed_forward\.depthwise", r"layers.\1.activation.conv"),
    (r"blocks\.(\d+)\.feed_forward\.contract", r"layers.\1.linear2"),
)
