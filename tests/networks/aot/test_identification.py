"""The identity bank against the convolution that it is."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from rvos_studio.networks.aot.identification import IdentityBank

SIZES = {True: (49, 65), False: (48, 64)}


def labels_of(kind, size):
    torch.manual_seed(0)
    if kind == "nothing":
        return torch.zeros(2, *size, dtype=torch.long)
    if kind == "noise":
        return torch.randint(0, 11, (2, *size))
    labels = torch.zeros(2, *size, dtype=torch.long)
    labels[0, :, 20:], labels[1, 3:40, :50], labels[1, 40:, 40:] = 2, 10, 1
    return labels


@pytest.mark.parametrize("kind", ["nothing", "noise", "areas"])
@pytest.mark.parametrize("corners", [True, False])
def test_it_is_the_convolution_of_one_map_for_each_identity(kind, corners):
    labels = labels_of(kind, SIZES[corners])
    layer = IdentityBank(8, corners, normed=False).convolution.double()
    maps = F.one_hot(labels, 11).permute(0, 3, 1, 2).double()
    wanted = F.conv2d(maps, layer.weight, layer.bias, layer.stride, layer.padding)
    given = layer(labels)
    torch.testing.assert_close(given, wanted)
    weights = torch.randn_like(wanted)
    parameters = (layer.weight, layer.bias)
    gradients = [torch.autograd.grad((y * weights).sum(), parameters) for y in (given, wanted)]
    torch.testing.assert_close(*gradients)
