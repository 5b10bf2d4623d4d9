"""Deformable attention against a loop over every query, head, level and point."""

import math

import pytest
import torch

from rvos_studio.networks.deformable import attention as deformable_attention
from rvos_studio.networks.deformable.attention import DeformableAttention, Pyramid, sample

SHAPES = ((5, 7), (3, 4), (1, 2))
PYRAMID = Pyramid(SHAPES)
CELLS = sum(height * width for height, width in SHAPES)


def numbers(*shape, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, dtype=torch.float64, generator=generator)


def at(cells, x, y):
    """The value, c, of an h x w x c map at a place in cells, zero beyond the border."""
    height, width, channels = cells.shape
    total = torch.zeros(channels, dtype=torch.float64)
    left, top = math.floor(x - 0.5), math.floor(y - 0.5)
    for row in (top, top + 1):
        for column in (left, left + 1):
            share = (1 - abs(x - 0.5 - column)) * (1 - abs(y - 0.5 - row))
            if 0 <= row < height and 0 <= column < width:
                total += share * cells[row, column]
    return total


def looped(value, places, weights):
    n, _, heads, channels = value.shape
    _, queries, _, levels, points, _ = places.shape
    answer = torch.zeros(n, queries, heads, channels, dtype=torch.float64)
    maps = [
        part.unflatten(1, shape)
        for part, shape in zip(value.split(PYRAMID.lengths, 1), SHAPES, strict=True)
    ]
    for i in range(n):
        for q in range(queries):
            for head in range(heads):
                for level, (height, width) in enumerate(SHAPES):
                    for point in range(points):
                        x, y = places[i, q, head, level, point].tolist()
                        seen = at(maps[level][i, :, :, head], x * width, y * height)
                        answer[i, q, head] += weights[i, q, head, level, point] * seen
    assert levels == len(SHAPES)
    return answer.flatten(2)


@pytest.mark.parametrize("learning", [True, False])
def test_sampling_is_that_of_the_loop(learning):
    value = numbers(2, CELLS, 2, 3)
    places = 0.5 + 0.6 * numbers(2, 4, 2, 3, 4, 2, seed=1)
    weights = numbers(2, 4, 2, 3, 4, seed=2)
    assert places.min() < -0.2
    assert places.max() > 1.2
    with torch.set_grad_enabled(learning):
        answer = sample(value, PYRAMID, places, weights)
    assert torch.allclose(answer, looped(value, places, weights), atol=1e-12, rtol=0)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@torch.inference_mode()
def test_a_place_that_is_nowhere_spoils_no_other(number):
    value, weights = numbers(1, CELLS, 2, 3), numbers(1, 4, 2, 3, 4, seed=2)
    places = numbers(1, 4, 2, 3, 4, 2, seed=1).sigmoid()
    answer = sample(value, PYRAMID, places, weights)
    places[0, 1, :, 0, 0] = number
    spoilt = sample(value, PYRAMID, places, weights)
    others = [0, 2, 3]
    assert torch.equal(spoilt[:, others], answer[:, others])
    assert spoilt[0, 1].isnan().all() == math.isnan(number)


def test_one_frame_at_a_time_gives_the_same(monkeypatch):
    value = numbers(3, CELLS, 2, 3)
    places, weights = torch.rand(3, 4, 2, 3, 4, 2).double(), numbers(3, 4, 2, 3, 4, seed=2)
    together = sample(value, PYRAMID, places, weights)
    monkeypatch.setattr(deformable_attention, "_AT_ONCE", 1)
    assert torch.equal(sample(value, PYRAMID, places, weights), together)


def shaken_attention():
    torch.manual_seed(4)
    attention = DeformableAttention(8, heads=2, levels=3, points=4).double()
    for parameter in attention.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return attention


@pytest.mark.parametrize("kind", ["points", "boxes"])
def test_offsets_are_cells_around_a_point_and_shares_of_a_box(kind):
    attention, query, memory = shaken_attention(), numbers(2, 5, 8), numbers(2, CELLS, 8, seed=1)
    reference = torch.rand(2, 5, 3, 2 if kind == "points" else 4, dtype=torch.float64)
    value = attention.value(memory).unflatten(-1, (2, 4))
    offsets = attention.offsets(query).view(2, 5, 2, 3, 4, 2)
    weights = attention.weights(query).view(2, 5, 2, 12).softmax(-1).view(2, 5, 2, 3, 4)
    places = reference[:, :, None, :, None, :2].expand_as(offsets).clone()
    for level, (height, width) in enumerate(SHAPES):
        unit = torch.tensor([1 / width, 1 / height], dtype=torch.float64)
        if kind == "boxes":
            unit = reference[:, :, None, None, level, 2:] / 2 / 4
        places[:, :, :, level] += offsets[:, :, :, level] * unit
    expected = attention.output(looped(value, places, weights))
    answer = attention(query, reference, memory, PYRAMID)
    assert torch.allclose(answer, expected, atol=1e-12, rtol=0)


def padded():
    """A pyramid of which the second clip's maps are padded, and their padding."""
    paddings = []
    for height, width in SHAPES:
        padding = torch.zeros(2, height, width, dtype=torch.bool)
        padding[1, (height + 1) // 2 :] = True
        padding[1, :, (width + 1) // 2 :] = True
        paddings.append(padding)
    maps = [torch.zeros(2, 8, *shape) for shape in SHAPES]
    return Pyramid.of(maps, paddings), torch.cat([p.flatten(1) for p in paddings], 1)


def test_what_lies_on_padding_is_never_seen():
    pyramid, padding = padded()
    attention, query, memory = shaken_attention(), numbers(2, 5, 8), numbers(2, CELLS, 8, seed=1)
    reference = pyramid.scaled(torch.rand(2, 5, 2, dtype=torch.float64))
    other = torch.where(padding[..., None], 100.0, memory)
    first, second = (attention(query, reference, m, pyramid) for m in (memory, other))
    assert torch.equal(first, second)


def test_references_count_in_what_is_not_padding():
    pyramid, _ = padded()
    middle = torch.full((2, 1, 2), 0.5, dtype=torch.float64)
    scaled = pyramid.scaled(middle)
    assert torch.equal(scaled[0], torch.full((1, 3, 2), 0.5, dtype=torch.float64))
    shares = torch.tensor([[4 / 7, 3 / 5], [2 / 4, 2 / 3], [1 / 2, 1]], dtype=torch.float64)
    assert torch.allclose(scaled[1, 0], shares / 2)
    assert torch.allclose(pyramid.scaled(middle.repeat(1, 1, 2))[1, 0], shares.repeat(1, 2) / 2)


def test_centres_are_the_cells_own_places_on_each_map():
    pyramid, _ = padded()
    centres = pyramid.centres(torch.zeros(1, dtype=torch.float64))
    # Cell 1, 2 of the first map, which is cell 9 of the sequence.
    assert torch.allclose(centres[0, 9], torch.tensor([2.5 / 7, 1.5 / 5]).double())
    own = centres[1, 9, 0]
    assert torch.allclose(own, torch.tensor([2.5 / 7, 1.5 / 5]).double())
    share = own / torch.tensor([4 / 7, 3 / 5])
    assert torch.allclose(centres[1, 9, 1], share * torch.tensor([2 / 4, 2 / 3]))
    alone = Pyramid(SHAPES).centres(torch.zeros(1, dtype=torch.float64))
    assert torch.allclose(alone[0], centres[0])


def test_at_first_each_head_looks_in_its_own_direction():
    attention = DeformableAttention(16, heads=4, levels=1, points=3)
    offsets = attention.offsets.bias.view(4, 1, 3, 2)
    expected = torch.tensor([[1.0, 0], [0, 1], [-1, 0], [0, -1]])
    for step in range(3):
        assert torch.allclose(offsets[:, 0, step], expected * (step + 1), atol=1e-6)
