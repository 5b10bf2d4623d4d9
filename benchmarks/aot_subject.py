"""What AOT and DeAOT are measured with: a clip and weights that are the same everywhere, every time."""

import zlib

import cv2
import numpy as np
import torch
from torch import Tensor

from rvos_studio.networks.aot.network import Network, published_names
from rvos_studio.networks.aot.variants import Variant

HEIGHT, WIDTH = 480, 864


class Drifting:
    """Textured discs that drift over a textured ground; made when asked for."""

    height, width = HEIGHT, WIDTH

    def __init__(self, length: int, objects: int) -> None:
        self._length = length
        draw = np.random.default_rng(5)
        self._ground = self._texture(draw)
        self._skins = [self._texture(draw) for _ in range(objects)]
        self._start = draw.uniform((120, 160), (HEIGHT - 120, WIDTH - 160), (objects, 2))
        self._reach = draw.uniform(-70, 70, (objects, 2))

    def __len__(self) -> int:
        return self._length

    def labels(self, index: int) -> np.ndarray:
        """H x W: 0 the ground, i the i-th disc; later ones lie on top."""
        labels = np.zeros((HEIGHT, WIDTH), np.uint8)
        for number, (start, reach) in enumerate(zip(self._start, self._reach, strict=True), 1):
            row, column = np.rint(start + reach * np.sin(index / 25)).astype(int)
            cv2.circle(labels, (int(column), int(row)), 45, number, -1)
        return labels

    def frame(self, index: int) -> np.ndarray:
        frame, labels = self._ground.copy(), self.labels(index)
        for number, skin in enumerate(self._skins, 1):
            cv2.copyTo(skin, np.uint8(labels == number), frame)
        return frame

    @staticmethod
    def _texture(draw: np.random.Generator) -> np.ndarray:
        noise = draw.integers(0, 255, (HEIGHT // 24, WIDTH // 24, 3), np.uint8)
        return cv2.resize(noise, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)


def random_state(variant: Variant) -> dict[str, Tensor]:
    """Weights by their published names, the same every time, with which labels move about."""
    with torch.device("meta"):
        shapes = {name: value.shape for name, value in Network(variant).state_dict().items()}
    return {
        theirs: torch.from_numpy(_random(theirs, tuple(shapes[name])))
        for name, theirs in published_names(variant).items()
    }


def _random(name: str, shape: tuple[int, ...]) -> np.ndarray:
    noise = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(shape, np.float32)
    if name.endswith("running_var"):
        return 1 + 0.1 * np.abs(noise)
    if name.endswith(("running_mean", "bias")):
        return 0.05 * noise
    if len(shape) < 2:
        return 1 + 0.1 * noise
    return noise / np.float32(np.sqrt(np.prod(shape[1:])))
