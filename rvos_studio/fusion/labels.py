"""How the objects of a frame compete for its pixels, where one label map has to hold them all."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

_CONSTANT = 0.1


class Background(StrEnum):
    """How likely no object is at a pixel."""

    CONSTANT = "constant"
    """0.1, and objects below 0.5 do not compete: as ReferFormer does for Ref-DAVIS."""
    PRODUCT = "product"
    """The product of 1 - p over the objects: as UNINEXT does for Ref-DAVIS."""


def label_map(probabilities: Sequence[NDArray[Any]], background: Background) -> NDArray[np.uint8]:
    """The likeliest of background 0 and objects 1.. at every pixel; the lowest of several as likely.

    `probabilities` are arrays of one shape, one per object, 0..1.
    """
    maps = np.stack(probabilities)
    if background is Background.CONSTANT:
        maps = np.where(maps < 0.5, 0, maps)
        nothing = np.full(maps.shape[1:], _CONSTANT, maps.dtype)
    else:
        nothing = np.prod(1 - maps, axis=0, dtype=maps.dtype)
    labels: NDArray[np.uint8] = np.argmax(np.stack([nothing, *maps]), axis=0).astype(np.uint8)
    return labels
