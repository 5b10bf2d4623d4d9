"""F: how well two outlines agree."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rvos_studio.metrics.frame import TOLERANCE, compare


def boundary_accuracy(
    prediction: NDArray[Any],
    truth: NDArray[Any],
    tolerance: float = TOLERANCE,
    void: NDArray[Any] | None = None,
) -> float:
    """F of one frame: harmonic mean of boundary precision and recall, 0..1.

    All arrays are H x W; every non-zero pixel is foreground. A boundary pixel is right when the
    other boundary has a pixel within `tolerance`, a share of the frame's diagonal rounded up to
    whole pixels (from 1 on: pixels). Without any boundary on both sides F is 1, so that a full
    mask agrees with an empty one. Pixels of `void` count in neither. Raises `BadInput` where the
    sizes differ. (Perazzi et al., CVPR 2016; the bipartite matching is approximated by a dilation,
    as in the DAVIS 2017 evaluation.)
    """
    _, boundary = compare([prediction], [truth], tolerance, void)
    return float(boundary[0, 0])


def boundary_map(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels of an H x W mask that differ from their right, lower or lower-right neighbour.

    The frame's border is no boundary: neighbours outside count as equal.
    """
    boundary = np.zeros_like(mask, dtype=bool)
    boundary[:, :-1] |= mask[:, :-1] != mask[:, 1:]
    boundary[:-1] |= mask[:-1] != mask[1:]
    boundary[:-1, :-1] |= mask[:-1, :-1] != mask[1:, 1:]
    return boundary
