"""What the canvas and the model panes show of one frame."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from rvos_studio.app.canvas.overlay import Overlay


@dataclass(frozen=True)
class Picture:
    """One frame with everything drawn over it."""

    frame: int
    image: QImage
    chosen: int
    """The object that is edited; 0 for none."""
    masks: Mapping[int, NDArray[np.uint8]]
    """Object id -> H x W of 0 and 1, the chosen object last."""
    overlay: Overlay | None
    remark: str = ""
    """Where the chosen object's mask comes from, in words."""
    locked: bool = False
    """Whether the chosen object's masks are not to be changed."""
    badge: str = ""
    """What is shown in the track's place, in words; empty for the track."""

    @property
    def pixels(self) -> NDArray[np.uint8] | None:
        """The chosen object's mask, to be drawn on; None when no object is chosen."""
        return self.masks.get(self.chosen)

    def object_at(self, x: int, y: int) -> int:
        """The topmost object whose mask holds the pixel; 0 for none."""
        for object_id, pixels in reversed(self.masks.items()):
            if 0 <= y < pixels.shape[0] and 0 <= x < pixels.shape[1] and pixels[y, x]:
                return object_id
        return 0
