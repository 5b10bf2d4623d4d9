"""What is right for questions about a sample: masks, boxes, and whether there is anything."""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rvos_studio.training.questions import Question
from rvos_studio.training.samples import Sample


def target(
    sample: Sample, asked: Sequence[Question], size: tuple[int, int], cell: int
) -> dict[str, Tensor]:
    """For K questions: masks K x T x h x w, boxes K x T x 4, and whether there is anything, K x T.

    `size`: height and width of the pictures, of which a cell of the masks has `cell` pixels a side. Boxes are centre
    x, y, width, height, 0..1 of the frame; zeros where nothing is seen.
    """
    masks = of_labels(sample, [one.label for one in asked], size, cell)
    boxes = np.zeros((*masks.shape[:2], 4), np.float32)
    for k, question in enumerate(asked):
        for t, labels in enumerate(sample.labels):
            if masks[k, t].any():
                boxes[k, t] = _box(labels == question.label)
    return {
        "masks": torch.from_numpy(masks),
        "boxes": torch.from_numpy(boxes),
        "visible": torch.from_numpy(masks.any((2, 3))),
    }


def of_labels(
    sample: Sample, wanted: Sequence[int], size: tuple[int, int], cell: int
) -> NDArray[np.uint8]:
    """Masks of labels, K x T x h x w, 0 or 1; label 0 is nothing."""
    height, width = size[0] // cell, size[1] // cell
    masks = np.zeros((len(wanted), len(sample.labels), height, width), np.uint8)
    for k, label in enumerate(wanted):
        if not label:
            continue
        for t, labels in enumerate(sample.labels):
            share = cv2.resize(
                (labels == label).astype(np.float32), (width, height), interpolation=cv2.INTER_AREA
            )
            masks[k, t] = share > 0.5
    return masks


def _box(inside: NDArray[np.bool_]) -> tuple[float, float, float, float]:
    """Centre x, y, width, height of what is true, 0..1."""
    height, width = inside.shape
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    top, bottom = rows[0] / height, (rows[-1] + 1) / height
    left, right = columns[0] / width, (columns[-1] + 1) / width
    return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
