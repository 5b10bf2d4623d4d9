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


@pytest.mark.parametrize("many", [1, 2])
@torch.inference_mode()
def test_a_second_factor_for_many_products(many):
    a, b = torch.randn(many, 5, 7), torch.randn(many, 7, 9)
    ready = onednn.factor(b)
    assert ready.is_mkldnn == (many == 1 and onednn.available())
    torch.testing.assert_close(onednn.matmul(a, ready), a @ b)
    assert onednn.factor(b.double()).dtype == torch.float64


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


@torch.inference_mode()
def test_packed_weights_give_the_same_answers():
    layers = torch.nn.ModuleList([onednn.Linear(7, 5), onednn.Pointwise(7, 5)])
    tokens, cells = torch.randn(2, 3, 7), torch.randn(2, 7, 3, 4)
    given = [layers[0](tokens), layers[0].rectified(tokens), layers[1](cells)]
    onednn.pack(layers)
    assert [layer.packed is not None for layer in layers] == [onednn.available()] * 2
    for before, after in zip(
        given, [layers[0](tokens), layers[0].rectified(tokens), layers[1](cells)], strict=True
    ):
        torch.testing.assert_close(after, before)


@pytest.mark.parametrize(("inputs", "outputs"), [(16, 256), (256, 512)])
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("added", [False, True])
@torch.inference_mode()
def test_pointwise_convolutions_of_few_and_many_channels(inputs, outputs, stride, added):
    part = shaken(NormedConvolution(inputs, outputs, 1, stride, activation=RELU))
    x = torch.randn(2, inputs, 5, 7)
    plus = torch.randn_like(part(x)) if added else None
    before = part(x, plus)
    fold_norms(part)
    assert (part(x, plus) - before).abs().max() <= 1e-5 * before.abs().max()
