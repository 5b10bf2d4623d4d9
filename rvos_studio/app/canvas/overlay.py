"""Masks as a see-through picture: fill and outline in the object's colour, cheap to repaint in part."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from rvos_studio.app.canvas.brush import Box
from rvos_studio.video import Frame

COLOURS = ("#e69f00", "#56b4e9", "#f0e442", "#009e73", "#cc79a7", "#d55e00", "#7f9cff", "#b7e36b")
"""Okabe and Ito's colour-blind-safe palette, the blue lightened for dark footage, and one colour more."""

FILL, OUTLINE = 0.42, 0.95
"""Opacity of a mask's inside, unless somebody chose another, and of its edge."""

DASHES = ((9, 5), (4, 4), (2, 5), (14, 3))
"""Length of the dashes and of the gaps between them, in widths of the outline."""


class Drawn(Protocol):
    """What can be laid over a frame."""

    image: QImage
    """ARGB32, premultiplied, of the frame's size."""


@dataclass(frozen=True)
class Style:
    """How masks are drawn: filled or by their outlines alone."""

    filled: bool = True
    opacity: float = FILL
    """Of the inside where it is filled, 0..1."""
    dashes: int = 0
    """Which dashes the outline has, from 1; 0 for an unbroken one. Objects differ by colour, models by dashes."""


PLAIN = Style()


def colour_of(object_id: int) -> QColor:
    """The colour of an object on the screen; object 1 has the first."""
    return QColor(COLOURS[(object_id - 1) % len(COLOURS)])


def image_of(frame: Frame) -> QImage:
    """A frame as RGB32, the format Qt scales fastest; owns its pixels, so it may be built on any thread."""
    height, width = frame.shape[:2]
    image = QImage(width, height, QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.bits(), np.uint8).reshape(height, width, 4)
    cv2.cvtColor(frame, cv2.COLOR_RGB2BGRA, dst=pixels)
    return image


class Overlay:
    """A premultiplied ARGB32 picture of one or more masks (H x W uint8 of 0 and 1), later objects over earlier ones.

    May be built on any thread; `repaint` changes what `image` shows.
    """

    def __init__(
        self,
        masks: Mapping[int, NDArray[np.uint8]],
        height: int,
        width: int,
        style: Style = PLAIN,
    ) -> None:
        self._style = style
        self.image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        self._pixels = np.frombuffer(self.image.bits(), np.uint32).reshape(height, width)
        self._pixels[:] = 0
        self._outline = max(1, round(height / 540))
        *lower, (top, pixels) = masks.items()
        for object_id, below in lower:
            self._lay(object_id, below, cv2.boundingRect(below))
        self._below = self._pixels.copy() if lower else None
        self._lay(top, pixels, cv2.boundingRect(pixels))

    def repaint(self, object_id: int, pixels: NDArray[np.uint8], box: Box) -> Box:
        """Show other pixels (H x W, 0 and 1) for the topmost object inside `box`; returns the box that changed."""
        x, y, width, height = box
        if not width or not height:
            return box
        reach = self._outline
        left, top = max(0, x - reach), max(0, y - reach)
        right = min(pixels.shape[1], x + width + reach)
        bottom = min(pixels.shape[0], y + height + reach)
        area = (left, top, right - left, bottom - top)
        below = 0 if self._below is None else self._below[top:bottom, left:right]
        self._pixels[top:bottom, left:right] = below
        self._lay(object_id, pixels, area)
        return area

    def _lay(self, object_id: int, pixels: NDArray[np.uint8], box: Box) -> None:
        """Draw one mask inside a box; the outline is the mask's own outermost pixels."""
        x, y, width, height = box
        if not width or not height:
            return
        reach = self._outline
        # Pixels around the box decide where the outline runs inside it.
        left, top = max(0, x - reach), max(0, y - reach)
        around = pixels[top : y + height + reach, left : x + width + reach]
        kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
        # The mask does not end where the frame does: no outline along the frame's border.
        inner = cv2.erode(around, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=1)
        inner = inner[y - top : y - top + height, x - left : x - left + width]
        shade = pixels[y : y + height, x : x + width] + inner  # 0 outside, 1 outline, 2 inside
        if self._style.dashes:
            shade[(shade == 1) & self._gaps(box)] = 2
        colour, inside = colour_of(object_id), self._style.opacity if self._style.filled else 0
        shades = premultiplied(colour, OUTLINE), premultiplied(colour, inside)
        drawn = np.array([0, *shades], np.uint32)[shade]
        np.copyto(self._pixels[y : y + height, x : x + width], drawn, where=drawn > 0)

    def _gaps(self, box: Box) -> NDArray[np.bool_]:
        """Where the outline is broken: stripes across the frame, as a view of one line."""
        x, y, width, height = box
        dash, gap = DASHES[(self._style.dashes - 1) % len(DASHES)]
        along = np.arange(x + y, x + y + width + height - 1) // self._outline
        return sliding_window_view(along % (dash + gap) >= dash, width)


def premultiplied(colour: QColor, opacity: float) -> int:
    """A colour as a pixel of ARGB32_Premultiplied; opacity 0..1."""
    red, green, blue = (
        round(value * opacity) for value in (colour.red(), colour.green(), colour.blue())
    )
    return round(255 * opacity) << 24 | red << 16 | green << 8 | blue
