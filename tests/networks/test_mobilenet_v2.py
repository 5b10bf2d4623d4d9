"""MobileNetV2: sizes, reach, folding, gradients."""

import torch

from rvos_studio.networks.frozen_norm import fold_norms
from rvos_studio.networks.mobilenet_v2 import CHANNELS, MobileNetV2
from tests.networks.shaken import picture, shaken, without_gradient


def test_the_last_two_maps_have_the_same_cells():
    with torch.inference_mode():
        maps = MobileNetV2().eval()(picture(37, 51, n=2))
    sizes = [(10, 13), (5, 7), (3, 4), (3, 4)]
    assert [tuple(one.shape) for one in maps] == [
        (2, c, *size) for c, size in zip(CHANNELS, sizes, strict=True)
    ]


def test_dilation_sees_further_than_its_neighbours():
    """From the third map to the last: one block with dilation 1, then three with dilation 2."""
    network = shaken(MobileNetV2())
    x = torch.rand(1, 96, 24, 24, requires_grad=True)
    y = x
    for layer in network.layers[14:]:
        y = layer(y)
    y[0, :, 12, 12].sum().backward()
    seen = x.grad.abs().sum((0, 1)) > 0
    rows = seen.any(1).nonzero().flatten()
    assert (rows[0], rows[-1]) == (12 - 7, 12 + 7)


def test_folding_changes_no_answer():
    network = shaken(MobileNetV2()).double()
    with torch.inference_mode():
        x = picture(65, 97).double()
        before = network(x)
        fold_norms(network)
        after = network(x)
    for a, b in zip(before, after, strict=True):
        assert (a - b).abs().max() <= 1e-12 * a.abs().max()
        assert b.is_contiguous(memory_format=torch.channels_last)


def test_every_parameter_learns_and_no_norm_does():
    network = shaken(MobileNetV2())
    assert without_gradient(network, picture(65, 97)) == []
    assert not [name for name, _ in network.named_parameters() if "norm" in name]
