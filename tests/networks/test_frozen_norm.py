"""Frozen norms, and convolutions that have swallowed theirs."""

import pytest
import torch
from torch import nn

from rvos_studio.networks.frozen_norm import FrozenNorm, NormedConvolution, fold_norms
from tests.networks.shaken import shaken


def test_it_is_batch_norm_that_never_learns():
    ours = shaken(FrozenNorm(5))
    theirs = nn.BatchNorm2d(5).eval()
    assert set(theirs.state_dict()) == {*ours.state_dict(), "num_batches_tracked"}
    theirs.load_state_dict(ours.state_dict(), strict=False)
    x = torch.randn(2, 5, 3, 4)
    assert torch.allclose(ours.train()(x), theirs(x), rtol=1e-6, atol=1e-6)
    assert not list(ours.parameters())


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("kernel", [1, 3, 7])
def test_there_are_as_many_cells_as_promised(kernel, stride):
    x = NormedConvolution(3, 4, kernel, stride)(torch.randn(1, 3, 31, 55))
    assert x.shape == (1, 4, -(-31 // stride), -(-55 // stride))
    x = NormedConvolution(4, 4, 3, dilation=2, groups=4)(torch.randn(1, 4, 7, 5))
    assert x.shape == (1, 4, 7, 5)


@pytest.mark.parametrize("groups", [1, 4])
def test_folding_changes_no_answer(groups):
    part = shaken(NormedConvolution(4, 8, 3, stride=2, groups=groups))
    x = torch.randn(2, 4, 9, 12)
    with torch.inference_mode():
        before = part(x)
        fold_norms(part)
        after = part(x)
    assert isinstance(part.norm, nn.Identity)
    assert (after - before).abs().max() <= 1e-6 * before.abs().max()


def test_folding_twice_is_folding_once():
    part = shaken(NormedConvolution(4, 8, 3))
    fold_norms(part)
    once = {name: value.clone() for name, value in part.state_dict().items()}
    fold_norms(part)
    assert set(once) == {"convolution.weight", "convolution.bias"}
    assert all(torch.equal(once[name], value) for name, value in part.state_dict().items())


def test_folding_reaches_every_part_and_keeps_type_and_freedom():
    network = nn.Sequential(NormedConvolution(3, 4, 3), nn.Sequential(NormedConvolution(4, 4, 1)))
    network.to(torch.bfloat16).requires_grad_(False)
    fold_norms(network)
    assert not any(isinstance(module, FrozenNorm) for module in network.modules())
    for parameter in network.parameters():
        assert parameter.dtype == torch.bfloat16
        assert not parameter.requires_grad
