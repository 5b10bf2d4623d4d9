"""J: how much two regions overlap."""

from typing import Any

from numpy.typing import NDArray

from rvos_studio.metrics.frame import compare


def region_similarity(
    prediction: NDArray[Any], truth: NDArray[Any], void: NDArray[Any] | None = None
) -> float:
    """J of one frame: intersection over union, 0..1; 1 when the union is empty.

    All arrays are H x W; every non-zero pixel is foreground. Pixels of `void` count in neither.
    Raises `BadInput` where the sizes differ. (Perazzi et al., A Benchmark Dataset and Evaluation
    Methodology for Video Object Segmentation, CVPR 2016.)
    """
    return float(compare([prediction], [truth], void=void)[0][0, 0])
