"""ViT: attention by hand, windows, positions for other sizes, the pyramid, gradients."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from rvos_studio.networks.vit import ViT
from tests.networks.shaken import picture, shaken, without_gradient

WINDOW = 3
GRID = 4


def tiny(windowed=(0,), depth=2):
    torch.manual_seed(6)
    network = shaken(
        ViT(16, depth, 2, WINDOW, windowed, pretrained_grid=2, largest_grid=GRID)
    ).eval()
    for name, parameter in network.named_parameters():
        if name.endswith(("positions", "rows", "columns", "bias")):
            parameter.data.normal_(0, 0.5)
    return network


@pytest.mark.parametrize("size", [(32, 32), (64, 96), (160, 32)])
def test_a_pyramid_of_three_maps(size):
    height, width = size
    with torch.inference_mode():
        fine, middle, coarse = tiny()(picture(*size, n=2))
    assert fine.shape == (2, 8, height // 8, width // 8)
    assert middle.shape == (2, 16, height // 16, width // 16)
    assert coarse.shape == (2, 16, height // 32, width // 32)
    assert torch.equal(coarse[0, :, 0, 0], middle[0, :, :2, :2].amax((1, 2)))


def by_hand(attention, x):
    """Attention of h x w x C cells among each other, on a grid of the size the tables are for."""
    height, width, channels = x.shape
    c = channels // 2
    cells = [(y, z) for y in range(height) for z in range(width)]
    out = torch.zeros_like(x)
    qkv = attention.qkv(x)
    for head in range(2):
        q, k, v = (
            qkv[..., part * channels + head * c : part * channels + (head + 1) * c]
            for part in range(3)
        )
        for y, z in cells:
            here = q[y, z]
            logits = torch.stack(
                [
                    here @ k[v_, w_] / c**0.5
                    + here @ attention.rows[y - v_ + height - 1]
                    + here @ attention.columns[z - w_ + width - 1]
                    for v_, w_ in cells
                ]
            )
            seen = torch.stack([v[v_, w_] for v_, w_ in cells])
            out[y, z, head * c : (head + 1) * c] = logits.softmax(0) @ seen
    return attention.projection(out)


@torch.inference_mode()
def test_attention_by_hand():
    attention = tiny().blocks[1].attention.double()
    x = torch.randn(1, GRID, GRID, 16, dtype=torch.float64)
    assert torch.allclose(attention(x)[0], by_hand(attention, x[0]), atol=1e-12)


@torch.inference_mode()
@pytest.mark.parametrize("size", [(3, 3), (5, 4), (1, 7), (2, 2)])
def test_windows_by_hand(size):
    """Zeros fill the last windows up, and are attended to."""
    block = tiny().blocks[0].double()
    x = torch.randn(2, *size, 16, dtype=torch.float64)
    height, width = (-(-n // WINDOW) * WINDOW for n in size)
    padded = F.pad(x, (0, 0, 0, width - size[1], 0, height - size[0]))
    expected = torch.empty_like(padded)
    for n in range(2):
        for y in range(0, height, WINDOW):
            for z in range(0, width, WINDOW):
                part = (n, slice(y, y + WINDOW), slice(z, z + WINDOW))
                expected[part] = by_hand(block.attention, padded[part])
    assert torch.allclose(block._attend(x), expected[:, : size[0], : size[1]], atol=1e-12)


@torch.inference_mode()
def test_tables_are_stretched_in_each_direction_for_itself():
    """2 * 7 - 1 rows, 2 * 2 - 1 columns, from tables of 2 * 4 - 1."""
    attention = tiny().blocks[1].attention.double()
    x = torch.randn(1, 7, 2, 16, dtype=torch.float64)
    actual = attention(x)[0]

    def stretched(table, count):
        """Linear, with the pixels' centres in the middle."""
        place = ((torch.arange(count) + 0.5) * len(table) / count - 0.5).clamp(0, len(table) - 1)
        low = place.floor().long()
        high = (low + 1).clamp(max=len(table) - 1)
        part = (place - low)[:, None]
        return table[low] * (1 - part) + table[high] * part

    attention.rows.data = stretched(attention.rows.data, 13)
    attention.columns.data = stretched(attention.columns.data, 3)
    assert torch.allclose(actual, by_hand(attention, x[0]), atol=1e-6)


@torch.inference_mode()
def test_only_a_global_block_sees_beyond_its_window():
    for windowed, reaches in (((0,), False), ((), True)):
        network = tiny(windowed, depth=1)
        x = picture(16 * 6, 16 * 6)
        other = x.clone()
        other[..., :16, :16] += 1
        changed = (network(x)[1] - network(other)[1]).abs().amax((0, 1)) > 1e-6
        assert changed[:WINDOW, :WINDOW].all()
        assert bool(changed[WINDOW:].any()) == reaches


def test_a_class_token_has_no_say():
    network = tiny()
    x = picture(64, 64)
    with torch.inference_mode():
        before = network(x)
        network.positions[:, 0] = 99
        assert all(torch.equal(a, b) for a, b in zip(before, network(x), strict=True))
    network.train()
    sum(one.square().sum() for one in network(x)).backward()
    assert not network.positions.grad[:, 0].any()
    assert network.positions.grad[:, 1:].all()


def test_every_parameter_learns():
    assert without_gradient(tiny(), picture(64, 96)) == []


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16])
def test_half_precision_is_near(kind):
    network = tiny()
    x = picture(64, 96)
    with torch.inference_mode():
        exact = network(x)
        with torch.autocast("cpu", kind):
            rough = network(x)
    for a, b in zip(exact, rough, strict=True):
        assert (a - b).abs().max() < 0.05 * a.abs().max()
