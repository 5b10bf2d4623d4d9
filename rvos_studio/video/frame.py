"""What the rest of the program knows about a video: frames by exact index."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
"""One picture: H x W x 3, RGB, 0..255, C-contiguous, read-only."""


class FrameSource(Protocol):
    """Anything that gives frames by number; `Clip` is the real one, tests use arrays."""

    @property
    def height(self) -> int: ...

    @property
    def width(self) -> int: ...

    def __len__(self) -> int: ...

    def frame(self, index: int) -> Frame:
        """The frame at presentation order `index`, 0-based. Raises `IndexError` outside the clip."""
        ...
