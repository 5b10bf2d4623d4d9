"""ResNet-50: sizes, stages, folding, gradients."""

import pytest
import torch

from rvos_studio.networks.frozen_norm import fold_norms
from rvos_studio.networks.resnet import CHANNELS, ResNet50
from tests.networks.shaken import picture, shaken, without_gradient


@pytest.mark.parametrize("stages", [1, 3, 4])
def test_one_map_a_stage(stages):
    with torch.inference_mode():
        maps = ResNet50(stages).eval()(picture(37, 51, n=2))
    sizes = [(10, 13), (5, 7), (3, 4), (2, 2)]
    assert [tuple(one.shape) for one in maps] == [
        (2, c, *size) for c, size in zip(CHANNELS[:stages], sizes, strict=False)
    ]


def test_fewer_stages_are_the_first_ones():
    whole = shaken(ResNet50()).eval()
    part = ResNet50(stages=2).eval()
    missing, unexpected = part.load_state_dict(whole.state_dict(), strict=False)
    assert not missing
    assert all(name.startswith(("stages.2.", "stages.3.")) for name in unexpected)
    with torch.inference_mode():
        x = picture(33, 49)
        for ours, theirs in zip(part(x), whole(x), strict=False):
            assert torch.equal(ours, theirs)


def test_folding_changes_no_answer():
    network = shaken(ResNet50()).double()
    with torch.inference_mode():
        x = picture(65, 97).double()
        before = network(x)
        fold_norms(network)
        after = network(x)
    for a, b in zip(before, after, strict=True):
        assert (a - b).abs().max() <= 1e-12 * a.abs().max()
        assert b.is_contiguous(memory_format=torch.channels_last)


def test_every_parameter_learns_and_no_norm_does():
    network = shaken(ResNet50())
    norms = {name: value.clone() for name, value in network.named_buffers()}
    assert without_gradient(network, picture(65, 97)) == []
    assert not [name for name, _ in network.named_parameters() if "norm" in name]
    assert all(torch.equal(norms[name], value) for name, value in network.named_buffers())
