"""ConvNeXt: sizes, one block by hand, gradients, half precision."""

import pytest
import torch

from rvos_studio.networks.convnext import ConvNeXt
from rvos_studio.networks.names import published
from rvos_studio.networks.uninext.encoders import ENCODER_NAMES
from tests.networks.shaken import picture, without_gradient

CHANNELS = (8, 16, 32, 64)


def tiny():
    torch.manual_seed(5)
    network = ConvNeXt((1, 2, 1, 1), CHANNELS).eval()
    for name, parameter in network.named_parameters():
        if name.rpartition(".")[2] in ("scale", "weight") and parameter.shape[0] == 1:
            parameter.data.uniform_(0.5, 1.5)
        elif name.endswith("bias"):
            parameter.data.normal_(0, 0.1)
    return network


@pytest.mark.parametrize("size", [(32, 32), (64, 96)])
def test_three_maps(size):
    with torch.inference_mode():
        maps = tiny()(picture(*size, n=2))
    assert [tuple(one.shape) for one in maps] == [
        (2, c, size[0] // s, size[1] // s) for c, s in zip(CHANNELS[1:], (8, 16, 32), strict=True)
    ]


def test_a_block_by_hand():
    """Every step written out, cell by cell."""
    block = tiny().stages[0][0].double()
    x = torch.randn(1, 3, 4, 8, dtype=torch.float64)
    expected = torch.empty_like(x)
    for row in range(3):
        for column in range(4):
            y = block.spatial.bias.clone()
            for down in range(-3, 4):
                for right in range(-3, 4):
                    if 0 <= row + down < 3 and 0 <= column + right < 4:
                        weight = block.spatial.weight[:, 0, down + 3, right + 3]
                        y += weight * x[0, row + down, column + right]
            y = (y - y.mean()) / (y.var(correction=0) + 1e-6).sqrt()
            y = block.expand.weight @ (y * block.norm.weight[0] + block.norm.bias[0])
            y = y + block.expand.bias
            y = y * (1 + torch.erf(y / 2**0.5)) / 2
            y = block.reduce.weight @ y + block.reduce.bias
            expected[0, row, column] = x[0, row, column] + block.scale[0] * y
    with torch.inference_mode():
        assert torch.allclose(block(x), expected, atol=1e-12)


def test_pictures_of_a_batch_do_not_meet():
    network = tiny()
    x = picture(64, 32, n=2)
    with torch.inference_mode():
        together, alone = network(x), network(x[1:])
    for a, b in zip(together, alone, strict=True):
        assert torch.allclose(a[1:], b, atol=1e-5)


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


def test_no_two_parameters_have_one_published_name():
    names = [published(name, ENCODER_NAMES["convnext-l"]) for name in tiny().state_dict()]
    assert len(set(names)) == len(names)
    assert "stages.1.1.gamma.weight" in names
