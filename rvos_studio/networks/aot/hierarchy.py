"""Blocks one after the other, each with a memory of its own: what AOT and DeAOT have in common."""

from collections.abc import Sequence
from typing import Any, Protocol, cast

from torch import Tensor, nn

from rvos_studio.networks.aot.attention import Bound, Grid
from rvos_studio.networks.aot.lasting import Lasting


class Block(Protocol):
    """One step of a hierarchy, in the order of its methods."""

    def see(self, state: Any, grid: Grid, block: int) -> tuple[Any, Any]:
        """The state on its way through the block, and what of it can be remembered."""
        ...

    def bind(self, seen: Any, identity: Tensor) -> Bound:
        """What is remembered when the cells get these identities, N x L x width."""
        ...

    def recall(
        self, carried: Any, seen: Any, long: Any, short: Bound, grid: Grid, block: int
    ) -> Any:
        """The state after a look into long-term memory and at the frame before."""
        ...


class Hierarchy(nn.Module):
    """Propagates objects through blocks.

    Tokens are N x L x width, the cells of `grid` row by row. `block` bounds how many queries attend at a time (0: all).
    """

    channels: int
    """Channels of an answer."""
    blocks: nn.ModuleList

    def refer(
        self, x: Tensor, identity: Tensor, grid: Grid, block: int = 0
    ) -> tuple[Tensor, list[Bound]]:
        """Look at a frame whose objects are known: it is its own memory. The answer, and that memory by block."""
        state, states, memory = self._begin(x), [], []
        for layer in self._layers:
            carried, seen = layer.see(state, grid, block)
            bound = layer.bind(seen, identity)
            state = layer.recall(carried, seen, bound, bound, grid, block)
            states.append(state)
            memory.append(bound)
        return self._end(x, states, grid), memory

    def propagate(
        self,
        x: Tensor,
        long: Sequence[Bound | Lasting],
        short: Sequence[Bound],
        grid: Grid,
        block: int = 0,
    ) -> tuple[Tensor, list[Any]]:
        """Look for the remembered objects. The answer, and by block what of this frame can be bound.

        `long` and `short` hold one entry per block; those of `long` may span several frames.
        """
        state, states, all_seen = self._begin(x), [], []
        for layer, lasting, before in zip(self._layers, long, short, strict=True):
            carried, seen = layer.see(state, grid, block)
            state = layer.recall(carried, seen, lasting, before, grid, block)
            states.append(state)
            all_seen.append(seen)
        return self._end(x, states, grid), all_seen

    def bind(self, all_seen: Sequence[Any], identity: Tensor) -> list[Bound]:
        """What is remembered, by block, of a frame whose cells got these identities."""
        return [
            layer.bind(seen, identity) for layer, seen in zip(self._layers, all_seen, strict=True)
        ]

    def ready(self, bound: Bound) -> Bound | Lasting:
        """What one block remembers, as it is best for many looks; nothing but `propagate` can read it."""
        return bound

    @property
    def _layers(self) -> Sequence[Block]:
        return cast("Sequence[Block]", self.blocks)

    def _begin(self, x: Tensor) -> Any:
        raise NotImplementedError

    def _end(self, x: Tensor, states: Sequence[Any], grid: Grid) -> Tensor:
        raise NotImplementedError
