"""Convolutions by Winograd's filtering against torch's own."""

import pytest
import torch
from torch import nn
from torch.nn.functional import conv2d

from rvos_studio.networks import onednn
from rvos_studio.networks.frozen_norm import NormedConvolution, fold_norms
from rvos_studio.networks.winograd import Convolution, Winograd, transform, worthwhile
from tests.networks.shaken import shaken

pytestmark = pytest.mark.skipif(not onednn.available(), reason="torch was built without oneDNN")


@pytest.mark.parametrize("size", [(1, 1), (3, 7), (4, 4), (31, 9), (33, 2)])
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("form", [torch.contiguous_format, torch.channels_last])
@torch.inference_mode()
def test_it_is_the_convolution(size, number, form):
    torch.manual_seed(0)
    x = torch.randn(number, 64, *size).contiguous(memory_format=form)
    weight, bias = torch.randn(80, 64, 3, 3, dtype=torch.float64) / 24, torch.randn(80)
    wanted = conv2d(x.double(), weight, bias.double(), padding=1)
    given = x.clone()
    assert (Winograd(weight, bias)(x) - wanted).abs().max() <= 2e-5
    assert (Winograd(weight, None)(x) - (wanted - bias[:, None, None])).abs().max() <= 2e-5
    assert torch.equal(x, given)


def test_only_what_gains_is_transformed():
    layers = nn.Sequential(
        Convolution(64, 64, 3, padding=1),
        Convolution(64, 64, 1),
        Convolution(8, 64, 3, padding=1),
        Convolution(64, 64, 3, padding=1, stride=2),
    )
    transform(layers)
    assert [layer.winograd is not None for layer in layers] == [True, False, False, False]


def test_gradients_and_other_precisions_take_the_usual_way():
    layer = Convolution(64, 64, 3, padding=1)
    transform(layer)
    x = torch.randn(1, 64, 5, 6)
    y = layer(x)
    y.sum().backward()
    assert layer.weight.grad is not None
    with torch.inference_mode():
        assert torch.equal(layer(x), layer.winograd(x))
        assert torch.allclose(layer(x), y, atol=1e-5)
        assert layer.double()(x.double()).dtype == torch.float64


def test_folded_convolutions_use_it():
    part = shaken(NormedConvolution(64, 64, 3))
    assert worthwhile(part.convolution)
    x = torch.randn(1, 64, 9, 12)
    with torch.inference_mode():
        before = part(x)
        fold_norms(part)
        assert (part(x) - before).abs().max() <= 1e-5 * before.abs().max()
