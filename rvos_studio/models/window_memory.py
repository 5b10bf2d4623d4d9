"""How many frames of a clip ReferFormer, MUTR and SOC can look at together.

The figures are measured: `benchmarks/windows.py` shows what they are worth.
"""

from math import isqrt

from rvos_studio.networks.referring.network import ReferringNetwork
from rvos_studio.networks.referring.soc.pixel_decoder import PlainPixelDecoder

_CHANNELS = 256
_SEEING = {
    "resnet-50": 200,
    "swin-t": 390,
    "video-swin-t": 390,
    "video-swin-b": 500,
    "video-swin-tiny": 75,
}
"""Bytes that the process takes for a pixel of any frame while pictures are seen, by backbone."""
_SEEN = {
    "resnet-50": 64,
    "swin-t": 24,
    "video-swin-t": 24,
    "video-swin-b": 32,
    "video-swin-tiny": 4,
}
"""Of these, the finest map, which is kept."""
_KEPT = 33
"""Pictures and their other maps, likewise."""
_ANSWERING, _ANSWERING_PLAINLY = 560, 300
"""While an expression is answered with so many `_CHANNELS`, likewise, by the kind of pixel decoder."""
_AT_ONCE = 384 << 20
"""Bytes of what is computed in parts of a size of their own, however many frames there are."""
_TABLES = 2
"""Tables of the weights with which all queries of a clip look at each other, held at a time."""


def bytes_of(network: ReferringNetwork, frames: int, size: tuple[int, int]) -> int:
    """What a window takes at most while it is looked at, beside the weights; pictures have this height and width."""
    linear, square = _costs(network, size)
    return _AT_ONCE + linear * frames + square * frames**2


def frames_within(nbytes: int, network: ReferringNetwork, size: tuple[int, int]) -> int:
    """Frames of this height and width that take at most so many bytes; at least one."""
    linear, square = _costs(network, size)
    left = max(0, nbytes - _AT_ONCE)
    frames = (isqrt(linear**2 + 4 * square * left) - linear) // (2 * square)
    return max(1, frames)


def _costs(network: ReferringNetwork, size: tuple[int, int]) -> tuple[int, int]:
    """Bytes for each frame, and for each two frames."""
    variant = network.variant
    plain = isinstance(network.pixel_decoder, PlainPixelDecoder)
    answering = (_ANSWERING_PLAINLY if plain else _ANSWERING) * variant.channels / _CHANNELS
    kept = _SEEN[variant.backbone] + _KEPT
    pixel = max(_SEEING[variant.backbone], kept + answering)
    return round(pixel * size[0] * size[1]), 4 * _TABLES * variant.heads * variant.queries**2
