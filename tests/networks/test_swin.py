"""Swin: what a window sees, odd sizes, caching, gradients."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from rvos_studio.networks.swin import Swin
from tests.networks.shaken import picture, shaken, without_gradient

WINDOW = 4


def tiny(*depths):
    torch.manual_seed(3)
    heads = [2 * 2**stage for stage in range(len(depths))]
    return shaken(Swin(16, depths, heads, WINDOW))


def cells_that_change(network, row, column, size):
    """Where the last map of one stage answers to a change of one cell."""
    x = picture(4 * size[0], 4 * size[1])
    other = x.clone()
    other[..., 4 * row : 4 * row + 4, 4 * column : 4 * column + 4] += 1
    with torch.inference_mode():
        change = (network(x)[-1] - network(other)[-1]).abs().amax((0, 1))
    return {tuple(cell) for cell in (change > 1e-5).nonzero().tolist()}


def square(rows, columns):
    return {(row, column) for row in rows for column in columns}


def test_a_cell_is_seen_in_its_window_only():
    assert cells_that_change(tiny(1), 5, 2, (8, 12)) == square(range(4, 8), range(4))


def test_shifted_windows_join_neighbours_and_not_opposite_borders():
    """Cell 0, 0 is seen in the first window, and no further by shifted windows that begin there.

    The window at 2, 2 takes over what the cells 2..3 of the first one know.
    """
    seen = cells_that_change(tiny(2), 0, 0, (8, 12))
    assert seen == square(range(6), range(6))
    # From the other corner the shifted window would go round to the first cells.
    assert cells_that_change(tiny(2), 7, 11, (8, 12)) == square(range(2, 8), range(6, 12))


def test_a_map_smaller_than_a_window_is_one_window():
    assert cells_that_change(tiny(1), 0, 0, (3, 2)) == square(range(3), range(2))


@pytest.mark.parametrize("size", [(31, 55), (1, 1), (4, 9), (3, 2)])
@pytest.mark.parametrize("shift", [0, WINDOW // 2])
def test_attention_is_that_of_all_cells_but_those_of_other_windows(size, shift):
    """Cells are added right and below to fill the windows: zeros before the layer, and keys in it."""
    attention = tiny(2).stages[0][1 if shift else 0].attention.double()
    attention.position_bias.data.normal_()
    x = torch.randn(1, *size, 16, dtype=torch.float64)
    height, width = (-(-n // WINDOW) * WINDOW for n in size)
    padded = F.pad(x, (0, 0, 0, width - size[1], 0, height - size[0])).flatten(0, 2)
    q, k, v = attention.qkv(padded).view(-1, 3, 2, 8).permute(1, 2, 0, 3)

    row, column = (
        n.flatten()
        for n in torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    )
    down, right = row[:, None] - row, column[:, None] - column
    near = ((row - shift) // WINDOW)[:, None] == (row - shift) // WINDOW
    near &= ((column - shift) // WINDOW)[:, None] == (column - shift) // WINDOW
    reach = WINDOW - 1
    offset = (
        (down.clamp(-reach, reach) + reach) * (2 * WINDOW - 1) + right.clamp(-reach, reach) + reach
    )
    logits = q @ k.transpose(1, 2) / 8**0.5 + attention.position_bias[offset].permute(2, 0, 1)
    y = logits.masked_fill(~near, -torch.inf).softmax(-1) @ v
    y = attention.projection(y.transpose(0, 1).reshape(height, width, 16))
    assert torch.allclose(attention(x)[0], y[: size[0], : size[1]], atol=1e-9)


def test_sizes_are_rounded_up():
    with torch.inference_mode():
        maps = tiny(2, 2, 1)(picture(31 * 4 - 1, 55 * 4 - 3, n=2))
    assert [tuple(one.shape) for one in maps] == [(2, 16, 31, 55), (2, 32, 16, 28), (2, 64, 8, 14)]


def test_pictures_of_a_batch_do_not_meet():
    network = tiny(2, 2)
    x = picture(60, 84, n=3)
    with torch.inference_mode():
        together = network(x)
        apart = [network(one[None]) for one in x]
    for stage, one in enumerate(together):
        expected = torch.cat([maps[stage] for maps in apart])
        assert torch.allclose(one, expected, atol=1e-5)


def test_every_parameter_learns_even_after_inference_on_the_same_size():
    network = tiny(2, 2)
    x = picture(44, 76)
    with torch.inference_mode():
        network(x)
    assert without_gradient(network, x) == []


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16])
def test_half_precision_is_near(kind):
    network = tiny(2, 2)
    x = picture(60, 84)
    with torch.inference_mode():
        exact = network(x)
        with torch.autocast("cpu", kind):
            rough = network(x)
    for a, b in zip(exact, rough, strict=True):
        assert (a - b).abs().max() < 0.05 * a.abs().max()
