"""How quietly a track moves, seen from itself alone."""

from collections.abc import Sequence

from pycocotools import mask as rle

from rvos_studio.masks import Mask


def steadiness(track: Sequence[Mask]) -> tuple[float, ...]:
    """How much of every frame's mask its two neighbours confirm, 0..1.

    The value is the intersection over union of the mask with the majority of itself and both
    neighbours: what appears or vanishes for a single frame loses that vote, while a solid shape
    that moves on by less than half its size does not. First and last frame have 1.
    """
    codes = [mask.rle for mask in track]
    inner = zip(codes, codes[1:], codes[2:], strict=False)
    values = [1.0, *(_confirmed(*each) for each in inner), 1.0]
    return tuple(values[: len(codes)])


def instability(track: Sequence[Mask]) -> float:
    """Temporal instability, 0..1: one minus the mean steadiness of the inner frames; 0 without any."""
    inner = steadiness(track)[1:-1]
    return 1 - sum(inner) / len(inner) if inner else 0.0


def _confirmed(
    before: dict[str, object], now: dict[str, object], after: dict[str, object]
) -> float:
    # The majority of three is (before & after) | (now & (before | after)); on codes this takes microseconds.
    either = rle.merge([before, after])
    both = rle.merge([before, after], intersect=True)
    union = int(rle.area(rle.merge([now, both])))
    return int(rle.area(rle.merge([now, either], intersect=True))) / union if union else 1.0
