"""Small real clips for tests: a square that moves over a quiet background, as a folder of pictures."""

from pathlib import Path

import numpy as np
from PIL import Image

from rvos_studio.masks import Mask

HEIGHT, WIDTH = 48, 64


def truth(frame: int) -> Mask:
    """The square on one frame: 14 pixels wide, two to the right each frame."""
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    pixels[16:30, 4 + 2 * frame : 18 + 2 * frame] = True
    return Mask.from_array(pixels)


def write_square_clip(folder: Path, frames: int = 12) -> Path:
    """Write the clip and return its folder: a textured red square over a textured dull background."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(5)
    background = rng.integers(90, 130, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    square = np.stack(
        [rng.integers(low, high, (14, 14)) for low, high in ((180, 255), (10, 60), (10, 60))], -1
    )
    for frame in range(frames):
        picture = background.copy()
        picture[truth(frame).array()] = square.reshape(-1, 3)
        Image.fromarray(picture).save(folder / f"{frame:05d}.png")
    return folder
