"""Making one answer of two that come from either side of a frame."""

import zlib
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

import numpy as np
from numpy.typing import NDArray

from rvos_studio.masks import Probability

HELD_BYTES = 64 << 20
"""Forward answers that are held in memory until the backward ones come; the rest waits in a temporary file."""


@dataclass(frozen=True)
class Side:
    """What one pass answers on one frame."""

    probabilities: NDArray[np.float32]
    """Objects x H x W, 0..1."""
    confidences: tuple[float, ...]
    """One per object, 0..1."""


class Held:
    """The answers of a pass by frame, each probability in a byte (so to within 0.002), deflated."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=HELD_BYTES)  # noqa: SIM115 - closed by `close`
        self._places: dict[int, tuple[int, int, tuple[int, ...], tuple[float, ...]]] = {}

    def put(self, frame: int, side: Side) -> None:
        """Keep the answer on a frame."""
        levels = np.rint(side.probabilities * 255).astype(np.uint8)
        packed = zlib.compress(levels.tobytes(), 1)
        self._file.seek(0, 2)
        place = (self._file.tell(), len(packed), levels.shape, side.confidences)
        self._file.write(packed)
        self._places[frame] = place

    def take(self, frame: int) -> Side:
        """The answer on a frame."""
        offset, size, shape, confidences = self._places[frame]
        self._file.seek(offset)
        levels = np.frombuffer(zlib.decompress(self._file.read(size)), np.uint8).reshape(shape)
        return Side(levels.astype(np.float32) / np.float32(255), confidences)

    def clear(self) -> None:
        """Forget all answers."""
        self._places.clear()
        self._file.seek(0)
        self._file.truncate()

    def close(self) -> None:
        """Give the memory and the file back."""
        self._file.close()


def blend(near: Side, far: Side, closeness: float) -> NDArray[np.float32]:
    """Probabilities of both sides, weighted per object by closeness in time and confidence.

    `closeness` is that of `near`, 0..1; `far` has the rest.
    """
    weights = np.array([near.confidences, far.confidences]) * [[closeness], [1 - closeness]]
    total = weights.sum(axis=0)
    share = np.where(total > 0, weights[0] / np.where(total > 0, total, 1), closeness)
    share = share.astype(np.float32)[:, None, None]
    return share * near.probabilities + (1 - share) * far.probabilities


def decide(probabilities: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Labels, H x W: the likeliest of background (what the objects leave) and objects from 1."""
    background = np.clip(1 - probabilities.sum(axis=0), 0, 1)
    likeliest: NDArray[np.intp] = np.argmax(np.stack([background, *probabilities]), axis=0)
    return likeliest.astype(np.uint8)


def confidence(probability: Probability, mask: NDArray[np.bool_]) -> float:
    """Soft overlap of a probability with the mask made of it, 0..1; 1 where both are empty.

    It falls when the object fades away below the threshold and when its edge gets vague.
    """
    inside = float(probability[mask].sum(dtype=np.float64))
    outside = float(probability[~mask].sum(dtype=np.float64))
    union = float(np.count_nonzero(mask)) + outside
    # Less than a pixel in all is the noise of a firm "not there".
    return inside / union if union >= 1 else 1.0
