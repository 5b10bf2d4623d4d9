"""What the comparison of answers shows of one frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from rvos_studio.app.canvas.overlay import Drawn, Style
from rvos_studio.app.canvas.picture import Picture
from rvos_studio.app.canvas.views import Side, View
from rvos_studio.app.language import tr
from rvos_studio.masks import Mask, region_of

Pixels = NDArray[np.uint8]
"""H x W of 0 and 1."""


@dataclass(frozen=True)
class Painting:
    """A finished picture to lay over a frame."""

    image: QImage


@dataclass(frozen=True, eq=False)
class Layer:
    """One side, drawn, with what a click on it can take."""

    side: Side
    drawn: Drawn | None
    pixels: Pixels | None = None
    """The side's mask; None where it has none."""
    adds: Pixels | None = None
    """Its connected parts can be added to the mask."""
    removes: Pixels | None = None
    """Its connected parts can be removed from the mask."""
    mask: Mask | None = None
    """A model's answer that `pixels` are."""
    counts: NDArray[np.unsignedinteger[Any]] | None = None
    """Votes per pixel, where these are shown: a click takes what has as many."""

    def region(self, x: int, y: int, adds: bool) -> Pixels | None:
        """What a click on a pixel adds to the mask, or removes from it; None where there is nothing to take.

        Of votes it adds the pixels around that have as many or more, and removes those that have no more.
        """
        takeable = self.adds if adds else self.removes
        if takeable is None:
            return None
        height, width = takeable.shape
        if not (0 <= y < height and 0 <= x < width and takeable[y, x]):
            return None
        if self.counts is not None:
            here = self.counts[y, x]
            alike = self.counts >= here if adds else self.counts <= here
            takeable = takeable & alike.view(np.uint8)
        return region_of(takeable, x, y)

    @cached_property
    def lack(self) -> str:
        """Why a model's answer is not to be seen, in words; empty where it is."""
        if not self.side.model:
            return ""
        if self.pixels is None:
            return tr("not asked here")
        return "" if self.pixels.any() else tr("nothing here")


@dataclass(frozen=True)
class Swatch:
    """One entry of a legend."""

    colour: QColor
    words: str


@dataclass(frozen=True, eq=False)
class Comparison:
    """A frame with answers over it, made for one view."""

    picture: Picture
    style: Style
    view: View | None
    answers: Mapping[str, Layer]
    """Model -> its own answer; all models only where all were asked for."""
    layers: tuple[Layer, ...]
    """What the view shows: one layer, or two that alternate or share the pane."""
    legend: tuple[Swatch, ...] = ()
    remark: str = ""
    """Below the legend: a figure, in words."""
