"""Products in oneDNN against torch's own."""

import pytest
import torch

from rvos_studio.networks import onednn
from rvos_studio.networks.frozen_norm import RELU, NormedConvolution, fold_norms
from tests.networks.shaken import shaken


@pytest.mark.parametrize("many", [(1,), (3,), (2, 3)])
@pytest.mark.parametrize("large", [False, True])
@torch.inference_mode()
def test_products_of_any_layout(many, large, monkeypatch):
    monkeypatch.setattr(onednn, "_LARGE", 0 if large else 1000)
    torch.manual_seed(0)
    a, b = torch.randn(*many, 5, 7), torch.randn(*many, 9, 7)
    assert torch.allclose(onednn.matmul(a, b.mT), a @ b.mT, atol=1e-5)
    assert torch.allclose(onednn.matmul(a, b.mT.contiguous()), a @ b.mT, atol=1e-5)
    assert onednn.matmul(a.double(), b.mT.double()).dtype == torch.float64


def test_a_linear_layer_learns_and_answers_as_torchs():
    layer, x = onednn.Linear(7, 5), torch.randn(2, 3, 7)
    learning = layer(x)
    assert torch.equal(layer.rectified(x), learning.relu())
    learning.sum().backward()
    assert layer.weight.grad.any()
    with torch.inference_mode():
        assert torch.allclose(layer(x), learning, atol=1e-5)
        assert torch.allclose(layer.rectified(x), learning.relu(), atol=1e-5)
        assert layer.double()(x.double()).dtype == torch.float64


@pytest.mark.parametrize("form", [torch.contiguous_format, torch.channels_last])
@torch.inference_mode()
def test_a_pointwise_convolution_of_any_layout(form):
    layer, x = onednn.Pointwise(7, 5), torch.randn(2, 7, 3, 4).contiguous(memory_format=form)
    wanted = torch.nn.functional.conv2d(x, layer.weight, layer.bias)
    assert torch.allclose(layer(x), wanted, atol=1e-5)


@pytest.mark.parametrize("outputs", [256, 1024])
@pytest.mark.parametrize("added", [False, True])
@torch.inference_mode()
def test_pointwise_convolutions_of_few_and_many_outputs(outputs, added):
    part = shaken(NormedConvolution(16, outputs, 1, activation=RELU))
    x, plus = torch.randn(2, 16, 5, 7), torch.randn(2, outputs, 5, 7) if added else None
    before = part(x, plus)
    fold_norms(part)
    assert (part(x, plus) - before).abs().max() <= 1e-5 * before.abs().max()
