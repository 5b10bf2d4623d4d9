"""How many frames fit."""

import pytest
import torch

from rvos_studio.models.window_memory import bytes_of, frames_within
from rvos_studio.networks.referring import published
from rvos_studio.networks.referring import variants as direct
from rvos_studio.networks.referring.soc import variants as soc
from rvos_studio.networks.referring.soc.network import Soc

VARIANTS = direct.VARIANTS | soc.VARIANTS
WIDE = (360, 640)


def network_of(name):
    with torch.device("meta"):
        return Soc(VARIANTS[name]) if name in soc.VARIANTS else published.build(VARIANTS[name])


@pytest.mark.parametrize("name", VARIANTS)
def test_as_many_frames_fit_as_take_less(name):
    network = network_of(name)
    for mib in (64, 1024, 4096, 65536):
        frames = frames_within(mib << 20, network, WIDE)
        assert bytes_of(network, frames + 1, WIDE) > mib << 20
        assert frames == 1 or bytes_of(network, frames, WIDE) <= mib << 20


def test_larger_networks_and_pictures_take_more():
    small, large = network_of("soc-video-swin-t"), network_of("soc-video-swin-b")
    assert bytes_of(small, 9, WIDE) < bytes_of(large, 9, WIDE) < bytes_of(large, 9, (432, 768))
    crossing = network_of("referformer-video-swin-t")
    assert bytes_of(small, 9, WIDE) < bytes_of(crossing, 9, WIDE)


def test_the_clips_of_ref_davis_fit_at_the_default():
    assert frames_within(4096 << 20, network_of("soc-video-swin-t"), WIDE) >= 36
