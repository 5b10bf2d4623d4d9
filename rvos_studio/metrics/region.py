"""J: how much two regions overlap."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput


def region_similarity(
    prediction: NDArray[Any], truth: NDArray[Any], void: NDArray[Any] | None = None
) -> float:
    """J of one frame: intersection over union, 0..1; 1 when the union is empty.

    All arrays are H x W; every non-zero pixel is foreground. Pixels of `void` count in neither.
    Raises `BadInput` where the sizes differ. (Perazzi et al., A Benchmark Dataset and Evaluation
    Methodology for Video Object Segmentation, CVPR 2016.)
    """
    a, b = foregrounds(prediction, truth, void)
    union = int(np.count_nonzero(a | b))
    return int(np.count_nonzero(a & b)) / union if union else 1.0


def foregrounds(
    prediction: NDArray[Any], truth: NDArray[Any], void: NDArray[Any] | None = None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Both masks as boolean H x W arrays without the void pixels."""
    if prediction.ndim != 2 or prediction.shape != truth.shape:
        shapes = f"{prediction.shape} and {truth.shape}"
        raise BadInput(f"Only masks of one height x width can be compared, not {shapes}.")
    a, b = prediction != 0, truth != 0
    if void is None:
        return a, b
    if void.shape != truth.shape:
        raise BadInput(f"The void pixels are {void.shape}, the masks {truth.shape}.")
    valid = void == 0
    return a & valid, b & valid
