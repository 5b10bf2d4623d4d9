"""Attention against sums written out cell by cell."""

import itertools
import math

import pytest
import torch

from rvos_studio.networks.aot.attention import Grid, LocalAttention, as_map, as_tokens, attend
from rvos_studio.networks.aot.position import sine_position


def by_hand(layer, query, key, value, grid):
    """Local attention of one head at a time and one cell at a time."""
    heads = layer.heads
    channels = query.shape[-1] // heads
    found = torch.zeros(query.shape[1], value.shape[-1], dtype=query.dtype)
    weight = layer.offset_keys.weight[..., 0, 0].unflatten(0, (heads, -1))
    bias = layer.offset_keys.bias.unflatten(0, (heads, -1))
    for head in range(heads):
        q, k = (x[0].unflatten(-1, (heads, -1))[:, head] for x in (query, key))
        v = value[0].unflatten(-1, (heads, -1))[:, head]
        width = v.shape[-1]
        for y, x in itertools.product(range(grid.height), range(grid.width)):
            cell = y * grid.width + x
            logits, values = [], []
            for dy, dx in itertools.product(range(-7, 8), repeat=2):
                if not (0 <= y + dy < grid.height and 0 <= x + dx < grid.width):
                    continue
                other = (y + dy) * grid.width + x + dx
                offset = (dy + 7) * 15 + dx + 7
                logit = q[cell] @ k[other] / math.sqrt(channels)
                logits.append(logit + weight[head, offset] @ q[cell] + bias[head, offset])
                extra = 0 if layer.offset_values is None else layer.offset_values[head, :, offset]
                values.append(v[other] + extra)
            shares = torch.stack(logits).softmax(0)
            found[cell, head * width : (head + 1) * width] = shares @ torch.stack(values)
    return found[None]


@pytest.mark.parametrize("size", [(3, 5), (9, 17), (8, 16), (16, 8)])
@pytest.mark.parametrize(("heads", "wide"), [(1, False), (2, True)])
@torch.no_grad()
def test_local_attention_is_the_written_out_sum(size, heads, wide):
    torch.manual_seed(0)
    grid = Grid(*size)
    layer = LocalAttention(heads, 8, offset_values=wide).double()
    if wide:
        torch.nn.init.normal_(layer.offset_values)
    query, key = torch.randn(2, 1, grid.height * grid.width, 8, dtype=torch.float64)
    value = torch.randn(1, grid.height * grid.width, 8 if wide else 24, dtype=torch.float64)
    expected = by_hand(layer, query, key, value, grid)
    torch.testing.assert_close(layer(query, key, value, grid), expected)


@torch.no_grad()
def test_frames_of_a_batch_do_not_see_each_other():
    torch.manual_seed(0)
    grid = Grid(9, 10)
    layer = LocalAttention(2, 8, offset_values=True)
    query, key, value = torch.randn(3, 2, 90, 8)
    together = layer(query, key, value, grid)
    alone = [layer(query[n : n + 1], key[n : n + 1], value[n : n + 1], grid) for n in (0, 1)]
    torch.testing.assert_close(together, torch.cat(alone))


@pytest.mark.parametrize(("heads", "width"), [(1, 24), (4, 8)])
def test_blocks_of_queries_change_nothing(heads, width):
    torch.manual_seed(0)
    query, key, value = torch.randn(1, 30, 8), torch.randn(1, 70, 8), torch.randn(1, 70, width)
    whole = attend(query, key, value, heads)
    torch.testing.assert_close(attend(query, key, value, heads, block=7), whole)
    if heads == 1:
        expected = ((query @ key.mT) / math.sqrt(8)).softmax(-1) @ value
        torch.testing.assert_close(whole, expected)


def test_a_map_and_its_tokens_are_the_same_cells():
    cells = torch.randn(2, 3, 4, 5)
    assert torch.equal(as_map(as_tokens(cells), Grid(4, 5)), cells)
    assert as_map(torch.randn(1, 20, 3), Grid(4, 5)).stride() == (60, 1, 15, 3)


def test_rows_come_before_columns_in_the_position_code():
    code = sine_position(Grid(3, 4), torch.zeros(1)).view(3, 4, 256)
    assert torch.equal(code[:, 0, :128], code[:, 3, :128])
    assert torch.equal(code[0, :, 128:], code[2, :, 128:])
    assert code[0, 0, 0] == 0
    assert code[0, 0, 1] == 1
    # The last row lies at two pi, where the slowest wave but one has hardly begun.
    assert code[2, 0, 0].abs() < 1e-5
    torch.testing.assert_close(code[1, 0, 0], torch.tensor(math.pi).sin(), atol=1e-5, rtol=0)
