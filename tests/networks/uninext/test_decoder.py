"""The decoder: codes of boxes, contents by rank, boxes from layer to layer."""

import math

import torch

from rvos_studio.networks.deformable.attention import Pyramid
from rvos_studio.networks.uninext.decoder import Decoder, box_codes

MAPS = [torch.zeros(1, 8, size, size) for size in (8, 4, 2, 1)]
PYRAMID = Pyramid.of(MAPS)


def tiny(layers=2):
    torch.manual_seed(3)
    decoder = Decoder(layers=layers, channels=8, heads=2, inner=16, queries=5)
    for parameter in decoder.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return decoder


def boxes(count):
    return torch.rand(1, count, 4, generator=torch.Generator().manual_seed(4)) * 0.5 + 0.2


def memory():
    return torch.randn(1, 85, 8, generator=torch.Generator().manual_seed(5))


def test_a_box_in_codes():
    """Sine and cosine alternate, of each number at each frequency; y stands before x."""
    x, y, width, height = 0.1, 0.2, 0.3, 0.4
    expected = [
        wave(number * 2 * math.pi / 10000**power)
        for number in (y, x, width, height)
        for power in (0, 0.5)
        for wave in (math.sin, math.cos)
    ]
    codes = box_codes(torch.tensor([x, y, width, height], dtype=torch.float64), 4)
    assert torch.allclose(codes, torch.tensor(expected, dtype=torch.float64), atol=1e-6)


@torch.inference_mode()
def test_contents_follow_the_rank_and_boxes_the_proposal():
    decoder, given = tiny(), boxes(5)
    decoded = decoder(given, memory(), PYRAMID)
    order = torch.tensor([1, 0, 2, 3, 4])
    swapped = decoder(given[:, order], memory(), PYRAMID)
    assert not torch.allclose(swapped.state[:, 0], decoded.state[:, 1], atol=1e-3)
    decoder.content.data = decoder.content[order]
    both = decoder(given[:, order], memory(), PYRAMID)
    assert torch.allclose(both.state, decoded.state[:, order], atol=1e-5)
    assert torch.allclose(both.box, decoded.box[:, order], atol=1e-5)


@torch.inference_mode()
def test_each_layer_starts_from_the_box_of_the_one_before():
    decoder, given = tiny(), boxes(5)
    decoded = decoder(given, memory(), PYRAMID)
    first = decoder.layers[0](
        decoder.content[None], decoder._position(given, PYRAMID), given, memory(), PYRAMID
    )
    expected = (given.logit() + decoder.box_heads[0](first)).sigmoid()
    assert torch.allclose(decoded.reference, expected, atol=1e-5)
    moved = (decoded.reference.logit() + decoder.box_heads[1](decoded.state)).sigmoid()
    assert torch.allclose(decoded.box, moved, atol=1e-5)


@torch.inference_mode()
def test_fewer_proposals_than_queries():
    assert tiny()(boxes(3), memory(), PYRAMID).state.shape == (1, 3, 8)


@torch.inference_mode()
def test_positions_count_padding_in():
    paddings = [torch.zeros(1, *one.shape[2:], dtype=torch.bool) for one in MAPS]
    paddings[0][:, :, 4:] = True
    decoder, given = tiny(), boxes(5)
    half = given * torch.tensor([0.5, 1, 0.5, 1])
    actual = decoder._position(given, Pyramid.of(MAPS, paddings))
    assert torch.allclose(actual, decoder._position(half, PYRAMID), atol=1e-6)


def test_every_parameter_learns():
    decoder = tiny()
    decoded = decoder(boxes(5), memory(), PYRAMID)
    (decoded.state.pow(3).sum() + decoded.box.sum()).backward()
    assert all(p.grad is not None and p.grad.any() for p in decoder.parameters())


def test_a_box_teaches_its_own_head_and_the_one_before():
    """Zhang et al. 2023 call it to look forward twice."""
    decoder = tiny(layers=3)
    first, second, third = decoder.every(boxes(5), memory(), PYRAMID)
    for decoded, heads in ((first, [0]), (second, [0, 1]), (third, [1, 2])):
        decoder.zero_grad()
        decoded.box.sum().backward(retain_graph=True)
        taught = [n for n, h in enumerate(decoder.box_heads) if h.layers[0].weight.grad is not None]
        assert taught == heads


def test_proposals_learn_from_the_first_layer():
    decoder, given = tiny(), boxes(5).requires_grad_()
    first, _ = decoder.every(given, memory(), PYRAMID)
    first.box.sum().backward()
    assert given.grad.all()
