"""DeAOT's block: what is seen and which object it is take separate ways, joined by gates.

Yang and Yang, "Decoupling Features in Hierarchical Propagation for Video Object Segmentation", NeurIPS 2022.
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
from rvos_studio.networks.aot.lasting import Lasting, lasting
from rvos_studio.networks.names import Rules
from rvos_studio.networks.onednn import Linear, factor


class Sizes(NamedTuple):
    """Channels inside a block."""

    tokens: int
    """Of each of the two branches."""
    keys: int
    """Of queries and keys."""
    values: int
    """Of values and gates in each of the two branches."""

    @classmethod
    def of(cls, width: int) -> "Sizes":
        """Those of the paper for a width of 256, and in proportion."""
        return cls(width, width // 2, 2 * width)


class State(NamedTuple):
    """Tokens of the two branches, each N x L x width; nothing has an identity before the first block."""

    visual: Tensor
    identity: Tensor | None = None


class Carried(NamedTuple):
    """The state on its way through a block, with the gates of both branches, N x L x (4 width)."""

    state: State
    gate: Tensor


class Seen(NamedTuple):
    """What a block sees of a frame before its cells are bound to objects."""

    key: Tensor
    """N x L x (width / 2)."""
    value: Tensor
    """Of the visual branch, N x L x (2 width)."""
    identity: Tensor | None
    """Of the identity branch, N x L x width."""


class GatedOutput(nn.Module):
    """The way out of an attention: gate, look at the neighbouring cells, project to both branches."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        both = 2 * sizes.values
        self.depthwise = nn.Conv2d(both, both, 5, padding=2, groups=both, bias=False)
        self.project = Linear(both, 2 * sizes.tokens)

    def forward(self, found: Tensor, gate: Tensor, grid: Grid) -> Tensor:
        return self.project(as_tokens(self.depthwise(as_map(found * gate, grid))))


class SelfPropagation(nn.Module):
    """Gated attention of the cells of a frame to each other, in both branches at once."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.key = Linear(2 * sizes.tokens, sizes.keys)
        self.value = Linear(sizes.tokens, sizes.values)
        self.id_value = Linear(sizes.tokens, sizes.values)
        self.gate = Linear(sizes.tokens, sizes.values)
        self.id_gate = Linear(sizes.tokens, sizes.values)
        self.out = GatedOutput(sizes)

    def forward(self, visual: Tensor, identity: Tensor, grid: Grid, block: int) -> Tensor:
        key = self.key(torch.cat([visual, identity], -1))
        value = F.silu(torch.cat([self.value(visual), self.id_value(identity)], -1))
        gate = F.silu(torch.cat([self.gate(visual), self.id_gate(identity)], -1))
        return self.out(attend(key, key, factor(value), 1, block), gate, grid)


class GatedPropagationBlock(nn.Module):
    """One block; section 4.2 of the paper. Queries are keys, and all attention has one head."""

    def __init__(self, sizes: Sizes, first: bool) -> None:
        super().__init__()
        self.sizes = sizes
        tokens, keys, values = sizes
        self.norm = nn.LayerNorm(tokens)
        self.key_value = Linear(tokens, keys + values)
        self.gate = Linear(tokens, values)
        self.id_norm = None if first else nn.LayerNorm(tokens)
        self.id_gate = None if first else Linear(tokens, values)
        self.id_value = Linear(tokens if first else 2 * tokens, values)
        self.from_long = GatedOutput(sizes)
        self.nearby = LocalAttention(1, keys, offset_values=False)
        self.from_short = GatedOutput(sizes)
        self.norm_self = nn.LayerNorm(tokens)
        self.id_norm_self = nn.LayerNorm(tokens)
        self.self_propagation = SelfPropagation(sizes)

    def see(self, state: State, grid: Grid, block: int) -> tuple[Carried, Seen]:
        """The state with its gates, and what of it can be remembered."""
        visual = self.norm(state.visual)
        key, value = self.key_value(visual).split(self.sizes[1:], -1)
        gate, identity = F.silu(self.gate(visual)), None
        if self.id_norm is None or self.id_gate is None or state.identity is None:
            id_gate = torch.ones_like(gate)
        else:
            identity = self.id_norm(state.identity)
            id_gate = F.silu(self.id_gate(identity))
        carried = Carried(state, torch.cat([gate, id_gate], -1))
        # As a view of the wider map the key would keep all of it in memory.
        return carried, Seen(key.contiguous(), F.silu(value), identity)

    def bind(self, seen: Seen, identity: Tensor) -> Bound:
        """Bind cells to objects by their identities, N x L x width; the visual half of a value stays as seen."""
        known = identity if seen.identity is None else torch.cat([seen.identity, identity], -1)
        return Bound(seen.key, torch.cat([seen.value, F.silu(self.id_value(known))], -1))

    def recall(
        self,
        carried: Carried,
        seen: Seen,
        long: Bound | Lasting,
        short: Bound,
        grid: Grid,
        block: int,
    ) -> State:
        """The state after a look into long-term memory, at the frame before, and at itself."""
        (visual, identity), gate = carried
        found = self.from_long(attend(seen.key, long.key, long.value, 1, block), gate, grid)
        found = found + self.from_short(self.nearby(seen.key, *short, grid), gate, grid)
        visual, identity = _added(visual, identity, found)
        found = self.self_propagation(
            self.norm_self(visual), self.id_norm_self(identity), grid, block
        )
        return State(*_added(visual, identity, found))


class GatedPropagation(Hierarchy):
    """DeAOT's blocks. The answer: both branches of the last block, normed each by itself."""

    def __init__(self, width: int, blocks: int) -> None:
        super().__init__()
        self.channels = 2 * width
        sizes = Sizes.of(width)
        self.blocks = nn.ModuleList(GatedPropagationBlock(sizes, n == 0) for n in range(blocks))
        self.norm = nn.GroupNorm(2, self.channels)

    def ready(self, bound: Bound) -> Bound | Lasting:
        return lasting(bound, varied=bound.value.shape[-1] // 2)

    def _begin(self, x: Tensor) -> State:
        return State(x)

    def _end(self, x: Tensor, states: Sequence[State], grid: Grid) -> Tensor:
        visual, identity = states[-1]
        assert identity is not None
        return self.norm(torch.cat([visual, identity], -1).mT).mT


def _added(visual: Tensor, identity: Tensor | None, found: Tensor) -> tuple[Tensor, Tensor]:
    to_visual, to_identity = found.chunk(2, -1)
    return visual + to_visual, to_identity if identity is None else identity + to_identity


GATED_PROPAGATION_NAMES: Rules = (
    (r"norm", "decoder_norms.0.gn"),
    (r"blocks\.(\d+)\.norm_self", r"layers.\1.norm2"),
    (r"blocks\.(\d+)\.id_norm_self", r"layers.\1.id_norm2"),
    (r"blocks\.(\d+)\.norm", r"layers.\1.norm1"),
    (r"blocks\.(\d+)\.id_norm", r"layers.\1.id_norm1"),
    (r"blocks\.(\d+)\.key_value", r"layers.\1.linear_QV"),
    (r"blocks\.(\d+)\.gate", r"layers.\1.linear_U"),
    (r"blocks\.(\d+)\.id_gate", r"layers.\1.linear_ID_U"),
    (r"blocks\.(\d+)\.id_value", r"layers.\1.linear_ID_V"),
    (r"blocks\.(\d+)\.from_long\.depthwise", r"layers.\1.long_term_attn.dw_conv.conv"),
    (r"blocks\.(\d+)\.from_long\.project", r"layers.\1.long_term_attn.projection"),
    (r"blocks\.(\d+)\.nearby\.offset_keys", r"layers.\1.short_term_attn.relative_emb_k"),
    (r"blocks\.(\d+)\.from_short\.depthwise", r"layers.\1.short_term_attn.dw_conv.conv"),
    (r"blocks\.(\d+)\.from_short\.project", r"layers.\1.short_term_attn.projection"),
    (r"blocks\.(\d+)\.self_propagation\.key", r"layers.\1.self_attn.linear_QK"),
    (r"blocks\.(\d+)\.self_propagation\.value", r"layers.\1.self_attn.linear_V1"),
    (r"blocks\.(\d+)\.self_propagation\.id_value", r"layers.\1.self_attn.linear_V2"),
    (r"blocks\.(\d+)\.self_propagation\.gate", r"layers.\1.self_attn.linear_U1"),
    (r"blocks\.(\d+)\.self_propagation\.id_gate", r"layers.\1.self_attn.linear_U2"),
    (r"blocks\.(\d+)\.self_propagation\.out\.depthwise", r"layers.\1.self_attn.dw_conv.conv"),
    (r"blocks\.(\d+)\.self_propagation\.out\.project", r"layers.\1.self_attn.projection"),
)
