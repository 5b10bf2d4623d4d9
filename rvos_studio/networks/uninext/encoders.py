"""The networks in which UNINEXT sees a frame."""

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor, nn

from rvos_studio.networks.convnext import CONVNEXT_NAMES, ConvNeXt
from rvos_studio.networks.efficientnet_lite import CHANNELS as LITE
from rvos_studio.networks.names import Rules
from rvos_studio.networks.resnet import CHANNELS, ResNet50
from rvos_studio.networks.vit import VIT_NAMES, ViT

Channels = tuple[int, int, int]

_WINDOWED = (0, 1, 3, 4, 6, 7, 9, 10)
"""The blocks of ViT-H that see windows only. All after the twelfth see everything: so it was trained."""

_RESNET_NAMES: Rules = (
    (r"stem\.convolution", "stem.conv1"),
    (r"stem\.norm", "stem.conv1.norm"),
    *(
        (rf"stages\.{stage}\.(\d+)\.{ours}\.{part}", rf"res{stage + 2}.\1.{theirs}{published}")
        for stage in range(4)
        for ours, theirs in (
            ("reduce", "conv1"),
            ("spatial", "conv2"),
            ("expand", "conv3"),
            ("shortcut", "shortcut"),
        )
        for part, published in (("convolution", ""), ("norm", ".norm"))
    ),
)
"""The names of Detectron2."""


class Encoder(nn.Module):
    """A network that gives three maps.

    Input: normalised RGB, N x 3 x H x W, with H and W multiples of `multiple`. Output: N x c x h x w,
    with c of `channels`, 8, 16 and 32 pixels a cell.
    """

    def __init__(self, network: nn.Module, channels: Channels, multiple: int) -> None:
        super().__init__()
        self.network = network
        self.channels = channels
        self.multiple = multiple

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        *_, fine, middle, coarse = self.network(x)
        return fine, middle, coarse


class _Kind(NamedTuple):
    build: Callable[[], nn.Module] | None
    """None where its maps come from outside."""
    channels: Channels
    multiple: int
    names: Rules


def _convnext(depths: tuple[int, ...], width: int) -> _Kind:
    channels = (width, 2 * width, 4 * width, 8 * width)
    return _Kind(lambda: ConvNeXt(depths, channels), channels[1:], 32, CONVNEXT_NAMES)


_KINDS = {
    "resnet-50": _Kind(ResNet50, (CHANNELS[1], CHANNELS[2], CHANNELS[3]), 1, _RESNET_NAMES),
    "convnext-tiny": _convnext((1, 1, 1, 1), 16),
    "convnext-l": _convnext((3, 3, 27, 3), 192),
    "vit-h": _Kind(
        lambda: ViT(1280, depth=32, heads=16, window=14, windowed=_WINDOWED),
        (640, 1280, 1280),
        32,
        VIT_NAMES,
    ),
    # Frozen and dilated: the last map's cells are 16 pixels wide.
    "efficientnet-lite0": _Kind(None, (LITE[8], LITE[16], LITE[32]), 32, ()),
}

ENCODER_CHANNELS: dict[str, Channels] = {name: kind.channels for name, kind in _KINDS.items()}
"""Channels of the maps of each encoder."""
ENCODER_NAMES: dict[str, Rules] = {name: kind.names for name, kind in _KINDS.items()}
"""Published names of the parameters of each encoder's network, without a prefix."""


def build_encoder(name: str) -> Encoder:
    """An encoder of `ENCODER_NAMES` with random weights; `KeyError` for any other name."""
    kind = _KINDS[name]
    assert kind.build is not None
    return Encoder(kind.build(), kind.channels, kind.multiple)
