"""Which frames stand for a whole clip."""

import numpy as np

REFERENCES = 8
"""Frames the grounders learn a thing's looks from."""


def evenly_spaced(length: int, count: int = REFERENCES) -> list[int]:
    """At most `count` different frame numbers spread over a clip of `length` frames, first and last among them."""
    if length < 1:
        return []
    return sorted({round(number) for number in np.linspace(0, length - 1, count).tolist()})
