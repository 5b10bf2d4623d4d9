"""Weighted sums of values between cells as sums of rows of a table: a third of the time of sampling on the CPU."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor


def suits(value: Tensor) -> bool:
    """Whether it is faster and as exact: on the CPU, where nothing is learnt, in single precision or double."""
    return (
        value.device.type == "cpu"
        and value.dtype in (torch.float32, torch.float64)
        and not torch.is_grad_enabled()
    )


def gathered(
    value: Tensor, shapes: Sequence[tuple[int, int]], places: Tensor, weights: Tensor
) -> Tensor:
    """As `attention.sample`, for maps with `shapes`, rows and columns, that lie one after the other in `value`."""
    n, _, heads, channels = value.shape
    queries, levels, points = places.shape[1], places.shape[3], places.shape[4]
    table = _bordered(value, shapes)

    def of_levels(numbers: Sequence[int]) -> Tensor:
        """One of every level, for all that a query sees."""
        return torch.tensor(numbers)[:, None].expand(heads, levels, points).flatten().int()

    heights, widths = (of_levels(counts) for counts in zip(*shapes, strict=True))
    x, y = places.flatten(2, 4).unbind(-1)
    column, right = _near(x, widths)
    row, below = _near(y, heights)
    # A row of the table for each head of each cell.
    down = (widths + 2) * heads
    sizes = [(height + 2) * (width + 2) for height, width in shapes]
    starts = of_levels([sum(sizes[:level]) for level in range(levels)]) * heads
    starts = starts + torch.arange(heads, dtype=torch.int32).repeat_interleave(levels * points)
    clips = torch.arange(n, dtype=torch.int32)[:, None, None] * (table.shape[1] * heads)
    first = row * down + column * heads + starts + clips
    rows = torch.stack([first, first + heads, first + down, first + (down + heads)], -1)

    lower = weights.flatten(2) * below
    upper = weights.flatten(2) - lower
    lower_right, upper_right = lower * right, upper * right
    shares = torch.stack([upper - upper_right, upper_right, lower - lower_right, lower_right], -1)
    sums = F.embedding_bag(
        rows.view(n * queries * heads, -1),
        table.view(-1, channels),
        mode="sum",
        per_sample_weights=shares.view(n * queries * heads, -1),
    )
    return sums.view(n, queries, heads * channels)


def _bordered(value: Tensor, shapes: Sequence[tuple[int, int]]) -> Tensor:
    """N x L x heads x c with zeros around every map, which places beyond it find."""
    maps = value.split([height * width for height, width in shapes], 1)
    return torch.cat(
        [
            F.pad(one.unflatten(1, shape), (0, 0, 0, 0, 1, 1, 1, 1)).flatten(1, 2)
            for one, shape in zip(maps, shapes, strict=True)
        ],
        1,
    )


def _near(place: Tensor, count: Tensor) -> tuple[Tensor, Tensor]:
    """The cell before a place, 0..1 of a map of `count` cells, as its border counts, and the share of the next one."""
    half = place.new_tensor(0.5)
    at = torch.addcmul(half, place, count.to(place.dtype)).clamp(min=0).minimum(count + 1)
    # What is not a number has no cell, and must not have one beyond the table.
    cell = at.int().clamp(min=0).minimum(count)
    return cell, at - cell
