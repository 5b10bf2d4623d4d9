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
from rvos_studio.networks.names import Rules
from rvos_studio.networks.onednn import Linear

CHANNELS = 256
KEYS = 128
"""Channels of queries and keys."""
WIDE = 512
"""Channels of values and gates in each of the two branches."""


class State(NamedTuple):
    """Tokens of the two branches, each N x L x 256; nothing has an identity before the first block."""

    visual: Tensor
    identity: Tensor | None = None


class Carried(NamedTuple):
    """The state on its way through a block, with the gates of both branches, N x L x 1024."""

    state: State
    gate: Tensor


class Seen(NamedTuple):
    """What a block sees of a frame before its cells are bound to objects."""

    key: Tensor
    """N x L x 128."""
    value: Tensor
    """Of the visual branch, N x L x 512."""
    identity: Tensor | None
    """Of the identity branch, N x L x 256."""


class GatedOutput(nn.Module):
    """The way out of an attention: gate, look at the neighbouring cells, project to both branches."""

    def __init__(self) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(2 * WIDE, 2 * WIDE, 5, padding=2, groups=2 * WIDE, bias=False)
        self.project = Linear(2 * WIDE, 2 * CHANNELS)

    def forward(self, found: Tensor, gate: Tensor, grid: Grid) -> Tensor:
        return self.project(as_tokens(self.depthwise(as_map(found * gate, grid))))


class SelfPropagation(nn.Module):
    """Gated attention of the cells of a frame to each other, in both branches at once."""

    def __init__(self) -> None:
        super().__init__()
        self.key = Linear(2 * CHANNELS, KEYS)
        self.value = Linear(CHANNELS, WIDE)
        self.id_value = Linear(CHANNELS, WIDE)
        self.gate = Linear(CHANNELS, WIDE)
        self.id_gate = Linear(CHANNELS, WIDE)
        self.out = GatedOutput()

    def forward(self, visual: Tensor, identity: Tensor, grid: Grid, block: int) -> Tensor:
        key = self.key(torch.cat([visual, identity], -1))
        value = F.silu(torch.cat([self.value(visual), self.id_value(identity)], -1))
        gate = F.silu(torch.cat([self.gate(visual), self.id_gate(identity)], -1))
        return self.out(attend(key, key, value, 1, block), gate, grid)


class GatedPropagationBlock(nn.Module):
    """One block; section 4.2 of the paper. Queries are keys, and all attention has one head."""

    def __init__(self, first: bool) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(CHANNELS)
        self.key_value = Linear(CHANNELS, KEYS + WIDE)
        self.gate = Linear(CHANNELS, WIDE)
        self.id_norm = None if first else nn.LayerNorm(CHANNELS)
        self.id_gate = None if first else Linear(CHANNELS, WIDE)
        self.id_value = Linear(CHANNELS if first else 2 * CHANNELS, WIDE)
        self.from_long = GatedOutput()
        self.nearby = LocalAttention(1, KEYS, offset_values=False)
        self.from_short = GatedOutput()
        self.norm_self = nn.LayerNorm(CHANNELS)
        self.id_norm_self = nn.LayerNorm(CHANNELS)
        self.self_propagation = SelfPropagation()

    def see(self, state: State, grid: Grid, block: int) -> tuple[Carried, Seen]:
        """The state with its gates, and what of it can be remembered."""
        visual = self.norm(state.visual)
        key, value = self.key_value(visual).split([KEYS, WIDE], -1)
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
        """Bind cells to objects by their identities, N x L x 256; the visual half of a value stays as seen."""
        known = identity if seen.identity is None else torch.cat([seen.identity, identity], -1)
        return Bound(seen.key, torch.cat([seen.value, F.silu(self.id_value(known))], -1))

    def recall(
        self, carried: Carried, seen: Seen, long: Bound, short: Bound, grid: Grid, block: int
    ) -> State:
        """The state after a look into long-term memory, at the frame before, and at itself."""
        (visual, identity), gate = carried
        found = self.from_long(attend(seen.key, *long, 1, block), gate, grid)
        found = found + self.from_short(self.nearby(seen.key, *short, grid), gate, grid)
        visual, identity = _added(visual, identity, found)
        found = self.self_propagation(
            self.norm_self(visual), self.id_norm_self(identity), grid, block
        )
        return State(*_added(visual, identity, found))


class GatedPropagation(Hierarchy):
    """DeAOT's blocks. The answer: both branches of the last block, normed each by itself."""

    channels = 2 * CHANNELS

    def __init__(self, blocks: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(GatedPropagationBlock(first=n == 0) for n in range(blocks))
        self.norm = nn.GroupNorm(2, self.channels)

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
