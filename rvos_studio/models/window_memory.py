"""How many frames of a clip ReferFormer, MUTR and SOC can look at together."""

from rvos_studio.networks.referring.variants import Variant


def bytes_of(variant: Variant, frames: int, size: tuple[int, int]) -> int:
    """What a window takes at most while it is looked at, beside the weights; pictures have this height and width."""
    return 1000 * size[0] * size[1] * frames


def frames_within(nbytes: int, variant: Variant, size: tuple[int, int]) -> int:
    """Frames of this height and width whose features take at most so many bytes; at least one."""
    return max(1, nbytes // (1000 * size[0] * size[1]))
