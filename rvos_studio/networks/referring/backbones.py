"""The networks in which the referring networks see a clip."""

from collections.abc import Callable
from typing import NamedTuple

from torch import Tensor, nn

from rvos_studio.networks.efficientnet_lite import CHANNELS
from rvos_studio.networks.names import Rules
from rvos_studio.networks.resnet import RESNET_NAMES, ResNet50
from rvos_studio.networks.swin import SWIN_NAMES, SWIN_OPTIONAL, Swin
from rvos_studio.networks.video_swin import VIDEO_SWIN_NAMES, VideoSwin

Channels = tuple[int, int, int, int]


class Kind(NamedTuple):
    """One of them."""

    build: Callable[[], nn.Module] | None
    """None where its maps come from outside."""
    channels: Channels
    """Of its maps of 4, 8, 16 and 32 pixels a cell."""
    names: Rules
    video: bool = False
    """Whether it sees the frames of a clip together."""


BACKBONES = {
    "resnet-50": Kind(ResNet50, (256, 512, 1024, 2048), RESNET_NAMES),
    "swin-t": Kind(
        lambda: Swin(96, depths=(2, 2, 6, 2), heads=(3, 6, 12, 24), window=7),
        (96, 192, 384, 768),
        SWIN_NAMES,
    ),
    "video-swin-t": Kind(
        lambda: VideoSwin(96, depths=(2, 2, 6, 2), heads=(3, 6, 12, 24)),
        (96, 192, 384, 768),
        VIDEO_SWIN_NAMES,
        video=True,
    ),
    "video-swin-b": Kind(
        lambda: VideoSwin(128, depths=(2, 2, 18, 2), heads=(4, 8, 16, 32)),
        (128, 256, 512, 1024),
        VIDEO_SWIN_NAMES,
        video=True,
    ),
    "video-swin-tiny": Kind(
        lambda: VideoSwin(16, depths=(2, 1, 1, 1), heads=(1, 1, 2, 2)),
        (16, 32, 64, 128),
        VIDEO_SWIN_NAMES,
        video=True,
    ),
    # Frozen and dilated: the last map's cells are 16 pixels wide.
    "efficientnet-lite0": Kind(None, (CHANNELS[4], CHANNELS[8], CHANNELS[16], CHANNELS[32]), ()),
}

BACKBONE_OPTIONAL = SWIN_OPTIONAL
"""Regular expressions for published names that are there but not loaded."""


class Backbone(nn.Module):
    """Frames of clips, B x T x 3 x H x W, normalised RGB, to four maps (B T) x c x h x w with c of `channels`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        kind = BACKBONES[name]
        assert kind.build is not None
        self.network = kind.build()
        self.channels = kind.channels
        self.video = kind.video

    def forward(self, clips: Tensor) -> tuple[Tensor, ...]:
        if self.video:
            return tuple(one.flatten(0, 1) for one in self.network(clips))
        return tuple(self.network(clips.flatten(0, 1)))
