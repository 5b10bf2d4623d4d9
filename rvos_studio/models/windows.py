"""Cutting the frames of a clip into windows that go through a network one after the other."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil


def balanced(frames: Sequence[int], most: int) -> list[list[int]]:
    """As few windows as have at most `most` frames each, as equally long as can be, longer ones first."""
    count = ceil(len(frames) / most)
    if count == 0:
        return []
    length, longer = divmod(len(frames), count)
    ends = [number * length + min(number, longer) for number in range(count + 1)]
    return [list(frames[start:end]) for start, end in pairwise(ends)]


def consecutive(frames: Sequence[int], length: int) -> list[list[int]]:
    """Windows of `length` frames, and what is left in a last one: how Ref-DAVIS is evaluated."""
    return [list(frames[start : start + length]) for start in range(0, len(frames), length)]
