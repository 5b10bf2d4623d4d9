"""Synthetic clips as frame sources: textured squares over a textured ground."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rvos_studio.models.protocols import Prediction

HEIGHT, WIDTH, SIDE = 120, 214, 36
RED, BLUE = (210, 40, 40), (40, 60, 210)


@dataclass(frozen=True)
class ArrayClip:
    """Frames held in memory, n x H x W x 3."""

    frames: NDArray[np.uint8]

    @property
    def height(self) -> int:
        return self.frames.shape[1]

    @property
    def width(self) -> int:
        return self.frames.shape[2]

    def __len__(self) -> int:
        return len(self.frames)

    def frame(self, index: int) -> NDArray[np.uint8]:
        return self.frames[index]


def square_at(left: int, top: int) -> NDArray[np.bool_]:
    inside = np.zeros((HEIGHT, WIDTH), bool)
    inside[top : top + SIDE, left : left + SIDE] = True
    return inside


def red_place(frame: int) -> NDArray[np.bool_]:
    return square_at(20 + 3 * frame, 20)


def blue_place(frame: int, step: int = 0) -> NDArray[np.bool_]:
    return square_at(150 + step * frame, 72)


def squares(count: int = 12, blue_step: int = 0) -> ArrayClip:
    """A red square that moves 3 pixels to the right each frame, and a blue one that moves by `blue_step`."""
    rng = np.random.default_rng(3)
    ground = 110 + _texture(rng, (HEIGHT, WIDTH))
    skin = _texture(rng, (SIDE, SIDE))
    frames = []
    for number in range(count):
        frame = np.repeat(ground[..., None], 3, axis=2)
        for colour, place in ((RED, red_place(number)), (BLUE, blue_place(number, blue_step))):
            frame[place] = np.asarray(colour) + skin.reshape(-1, 1)
        frames.append(np.clip(frame, 0, 255).astype(np.uint8))
    return ArrayClip(np.stack(frames))


def overlap(answer: Prediction, truth: NDArray[np.bool_]) -> float:
    """J of an answer."""
    found = answer.probability > 0.5
    return float((found & truth).sum() / max((found | truth).sum(), 1))


def answers(grounder, clip, expressions, frames=None) -> list[Prediction]:
    frames = range(len(clip)) if frames is None else frames
    return [
        item for item in grounder.segment(clip, expressions, frames) if isinstance(item, Prediction)
    ]


def assert_sound(found: list[Prediction], clip: ArrayClip) -> None:
    """Every answer is a probability map of the clip's size with a confidence."""
    for answer in found:
        assert answer.probability.shape == (clip.height, clip.width)
        assert answer.probability.dtype in (np.float16, np.float32)
        assert np.isfinite(answer.probability).all()
        assert 0 <= answer.probability.min() <= answer.probability.max() <= 1
        assert 0 <= answer.confidence <= 1


def _texture(rng, shape) -> NDArray[np.float64]:
    coarse = rng.normal(0, 22, (shape[0] // 4 + 1, shape[1] // 4 + 1))
    return np.kron(coarse, np.ones((4, 4)))[: shape[0], : shape[1]] + rng.normal(0, 4, shape)
