"""The networks in which AOT and DeAOT see a frame."""

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor, nn

from rvos_studio.networks.mobilenet_v2 import MOBILENET_NAMES, MobileNetV2
from rvos_studio.networks.names import Rules, under
from rvos_studio.networks.resnet import RESNET_NAMES, ResNet50
from rvos_studio.networks.swin import SWIN_NAMES, SWIN_OPTIONAL, Swin

Channels = tuple[int, int, int, int]
Maps = tuple[Tensor, Tensor, Tensor, Tensor]


class _Kind(NamedTuple):
    build: Callable[[], nn.Module]
    channels: Channels
    names: Rules


_KINDS = {
    "mobilenet-v2": _Kind(MobileNetV2, (24, 32, 96, 1280), MOBILENET_NAMES),
    "resnet-50": _Kind(lambda: ResNet50(stages=3), (256, 512, 1024, 1024), RESNET_NAMES),
    "swin-b": _Kind(
        lambda: Swin(128, depths=(2, 2, 18), heads=(4, 8, 16), window=7),
        (128, 256, 512, 512),
        SWIN_NAMES,
    ),
    "swin-l": _Kind(
        lambda: Swin(192, depths=(2, 2, 18), heads=(6, 12, 24), window=12),
        (192, 384, 768, 768),
        SWIN_NAMES,
    ),
}

FROZEN: dict[str, Channels] = {"efficientnet-lite0": (24, 40, 112, 112 + 320)}
"""Channels of the maps of encoders that are not part of the network; the last two stand side by side in the fourth."""

ENCODER_NAMES: dict[str, Rules] = {
    name: under("network", "", kind.names) for name, kind in _KINDS.items()
}
"""Published names of the parameters of each encoder, without the `encoder.` that checkpoints put before."""

OPTIONAL_NAMES: tuple[str, ...] = SWIN_OPTIONAL
"""Regular expressions for published names, again without `encoder.`, that are there but not loaded."""


class Encoder(nn.Module):
    """Gives the maps that the propagation and the decoder look at.

    Input: normalised RGB, N x 3 x H x W. Output: four maps, N x c x h x w, with c of `channels`, 4, 8,
    16 and 16 pixels a cell. The fourth goes into the propagation; it is the third one itself where
    the network has no other.
    """

    channels: Channels

    def __init__(self, network: nn.Module, channels: Channels) -> None:
        super().__init__()
        self.network = network
        self.channels = channels

    def forward(self, x: Tensor) -> Maps:
        fine, middle, coarse, *last = self.network(x)
        return fine, middle, coarse, last[0] if last else coarse


def build_encoder(name: str) -> Encoder:
    """An encoder of `ENCODER_NAMES` with random weights; `KeyError` for any other name."""
    kind = _KINDS[name]
    return Encoder(kind.build(), kind.channels)
