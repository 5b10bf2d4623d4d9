"""Blocks one after the other, each with a memory of its own: what AOT and DeAOT have in common."""

from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn

from rvos_studio.networks.aot.attention import Bound, Grid


class Hierarchy(nn.Module):
    """Propagates objects through blocks that offer `see`, `bind` and `recall`.

    Tokens are N x L x 256, the cells of `grid` row by row. `block` bounds how many queries attend at a time (0: all).
    """

    channels: int
    """Channels of an answer."""
    blocks: nn.ModuleList

    def refer(
        self, x: Tensor, identity: Tensor, grid: Grid, block: int = 0
    ) -> tuple[Tensor, list[Bound]]:
        """Look at a frame whose objects are known: it is its own memory. The answer, and that memory by block."""
        state, states, memory = self._begin(x), [], []
        for layer in self.blocks:
            carried, seen = layer.see(state, grid, block)
            bound = layer.bind(seen, identity)
            state = layer.recall(carried, seen, bound, bound, grid, block)
            states.append(state)
            memory.append(bound)
        return self._end(x, states, grid), memory

    def propagate(
        self, x: Tensor, long: Sequence[Bound], short: Sequence[Bound], grid: Grid, block: int = 0
    ) -> tuple[Tensor, list[Any]]:
        """Look for the remembered objects. The answer, and by block what of this frame can be bound.

        `long` and `short` hold one entry per block; those of `long` may span several frames.
        """
        state, states, all_seen = self._begin(x), [], []
        for layer, lasting, before in zip(self.blocks, long, short, strict=True):
            carried, seen = layer.see(state, grid, block)
            state = layer.recall(carried, seen, lasting, before, grid, block)
            states.append(state)
            all_seen.append(seen)
        return self._end(x, states, grid), all_seen

    def bind(self, all_seen: Sequence[Any], identity: Tensor) -> list[Bound]:
        """What is remembered, by block, of a frame whose cells got these identities."""
        return [
            layer.bind(seen, identity) for layer, seen in zip(self.blocks, all_seen, strict=True)
        ]

    def _begin(self, x: Tensor) -> Any:
        raise NotImplementedError

    def _end(self, x: Tensor, states: Sequence[Any], grid: Grid) -> Tensor:
        raise NotImplementedError
