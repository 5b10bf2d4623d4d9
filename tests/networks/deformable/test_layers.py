"""Encoder and decoder: refinement of boxes, and what learns from what."""

import torch

from rvos_studio.networks.deformable.attention import Pyramid
from rvos_studio.networks.deformable.decoder import DeformableDecoder, refine
from rvos_studio.networks.deformable.encoder import DeformableEncoder

SHAPES = ((4, 6), (2, 3), (1, 2), (1, 1))
PYRAMID = Pyramid(SHAPES)
TOKENS = sum(PYRAMID.lengths)


def shaken(network):
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.normal_(0, 0.3, generator=generator)
    return network


def tokens(n, count, seed=1):
    return torch.randn(n, count, 16, generator=torch.Generator().manual_seed(seed))


def without_gradient(network):
    return [
        name
        for name, parameter in network.named_parameters()
        if parameter.grad is None or not parameter.grad.any()
    ]


def test_a_box_moves_in_logits():
    box = torch.tensor([0.2, 0.4, 0.6, 0.8])
    change = torch.tensor([0.1, -0.2, 0.3, 0.0])
    assert torch.allclose(refine(box, change), (box.logit() + change).sigmoid())
    assert torch.allclose(refine(box, torch.zeros(4)), box)
    assert refine(torch.tensor([0.0, 1.0, 0.0, 1.0]), torch.zeros(4)).isfinite().all()


def test_a_point_becomes_a_box_of_the_size_said():
    point, change = torch.tensor([0.2, 0.4]), torch.tensor([0.5, 0.5, -1.0, 2.0])
    box = refine(point, change)
    assert torch.allclose(box[:2], (point.logit() + 0.5).sigmoid())
    assert torch.allclose(box[2:], change[2:].sigmoid())


def test_the_encoder_treats_each_frame_alone_and_learns_everywhere():
    encoder = shaken(DeformableEncoder(2, 16, 2, 32))
    x, position = tokens(3, TOKENS), tokens(1, TOKENS, seed=2)
    together = encoder(x, position, PYRAMID)
    alone = torch.cat([encoder(one[None], position, PYRAMID) for one in x])
    assert torch.allclose(together, alone, atol=1e-5)
    (together * tokens(3, TOKENS, seed=5)).sum().backward()
    assert without_gradient(encoder) == []


def test_each_layer_starts_from_the_box_of_the_one_before():
    decoder = shaken(DeformableDecoder(3, 16, 2, 32))
    memory, queries, positions = tokens(2, TOKENS), tokens(2, 3, seed=2), tokens(2, 3, seed=4)
    reference = torch.rand(2, 3, 2)
    answers = decoder(queries, positions, reference, memory, PYRAMID)
    x = queries
    for layer, head, answer in zip(decoder.layers, decoder.box_heads, answers, strict=True):
        x = layer(x, positions, reference, memory, PYRAMID)
        reference = refine(reference, head(x))
        assert torch.equal(answer.state, x)
        assert torch.equal(answer.box, reference)
    assert reference.shape == (2, 3, 4)


def test_no_gradient_goes_back_through_a_box():
    decoder = shaken(DeformableDecoder(2, 16, 2, 32))
    *_, last = decoder(
        tokens(1, 3), tokens(1, 3, 2), torch.rand(1, 3, 2), tokens(1, TOKENS), PYRAMID
    )
    last.box.sum().backward()
    assert all(p.grad is None for p in decoder.box_heads[0].parameters())
    assert without_gradient(decoder.layers) == []
