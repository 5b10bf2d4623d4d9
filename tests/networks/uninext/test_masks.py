"""Masks: convolutions of a query by hand, doubling, and what becomes of a mask at the source's size."""

import torch

from rvos_studio.networks.uninext.masks import Masks, convolved, doubled, probabilities


def test_three_convolutions_by_hand():
    features = torch.randn(1, 8, 3, 2, dtype=torch.float64)
    given = torch.randn(1, 2, 169, dtype=torch.float64)
    centre = torch.tensor([[[5.0, 20.0], [9.0, 1.0]]], dtype=torch.float64)
    logits = convolved(features, given, centre)
    for query in range(2):
        parameters = given[0, query]
        weights = (
            parameters[:80].view(8, 10),
            parameters[80:144].view(8, 8),
            parameters[144:152][None],
        )
        biases = parameters[152:160], parameters[160:168], parameters[168:]
        for row in range(3):
            for column in range(2):
                place = torch.tensor([8 * column + 4, 8 * row + 4])
                z = torch.cat([centre[0, query] - place, features[0, :, row, column]])
                z = (weights[0] @ z + biases[0]).clamp(min=0)
                z = (weights[1] @ z + biases[1]).clamp(min=0)
                z = weights[2] @ z + biases[2]
                assert torch.allclose(logits[0, query, row, column], z[0], atol=1e-10)


def test_doubling_keeps_the_cells_at_odd_places():
    x = torch.tensor([[[[1.0, 3.0], [5.0, 11.0]]]])
    assert doubled(x)[0, 0].tolist() == [
        [1, 1, 2, 3],
        [1, 1, 2, 3],
        [3, 3, 5, 7],
        [5, 5, 8, 11],
    ]


def test_padding_is_cut_off_before_pixels_are_picked():
    """Logits of 2 x 3 cells are 8 x 12 pixels, of which 8 x 8 are picture."""
    logits = torch.full((1, 1, 2, 3), 20.0)
    logits[..., 2] = -20
    mask = probabilities(logits, (8, 6), (16, 12))
    assert mask.shape == (1, 1, 16, 12)
    assert (mask > 0.5).all()
    whole = probabilities(logits, (8, 12), (8, 12))[0, 0] > 0.5
    assert whole[:, :8].all()
    assert not whole[:, 10:].any()


def test_one_query_is_convolved_as_among_many_and_every_parameter_learns():
    torch.manual_seed(7)
    masks = Masks(16)
    maps = [torch.randn(2, 16, 8 // s, 12 // s) for s in (1, 2, 4)]
    state, centre = torch.randn(2, 3, 16), torch.rand(2, 3, 2) * 64
    features = masks.shared(*maps)
    logits = masks.logits(features, state, centre)
    assert logits.shape == (2, 3, 16, 24)
    alone = masks.logits(features, state[:, 1:2], centre[:, 1:2])
    assert torch.allclose(logits[:, 1:2], alone, atol=1e-4)
    logits.square().sum().backward()
    assert all(parameter.grad.any() for parameter in masks.parameters())
