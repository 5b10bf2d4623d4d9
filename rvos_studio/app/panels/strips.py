"""Strips of the timeline: one value per frame, as shades of heat or as a curve."""

import functools
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPalette

from rvos_studio.app.language import tr
from rvos_studio.app.panels.columns import Columns, picture

Values = NDArray[np.floating]
"""One value per frame, 0..1, NaN where there is none."""

_FILL, _LINE = 0.3, 1.0
"""Opacity."""
_THICK = 1.4
"""Of the line, in pixels."""
_DIGIT = 7
"""Height of the digits of a scale, in pixels."""


class Strip(Protocol):
    """One lane below the rows of the timeline, about the chosen object."""

    name: str
    """A strip takes the place of one of the same name."""
    height: int
    """In pixels."""
    folds: bool
    """Whether it is shown only while the person has the curves unfolded."""

    @property
    def title(self) -> str:
        """What is written beside it."""
        ...

    @property
    def about(self) -> str:
        """What its name's tooltip says: what the values mean and how they are drawn."""
        ...

    def paint_scale(self, painter: QPainter, room: QRectF, palette: QPalette) -> None:
        """Draw which look means which value into a column a few pixels wide and as high as the strip."""
        ...

    def paint(self, painter: QPainter, columns: Columns, palette: QPalette) -> None:
        """Draw the columns: x counts them from 0, y counts pixels from 0 to `height`. A few milliseconds at most."""
        ...

    def words(self, frame: int) -> str:
        """What the tooltip says of one frame; empty where there is nothing to say."""
        ...


@dataclass(frozen=True, eq=False)
class Heat:
    """Shades that grow with the value; of the frames in a column of pixels the highest is seen."""

    name: str
    values: Values
    height: int = 12
    folds: bool = False
    meaning: str = ""
    """Of the values, in a sentence."""
    remark: str = ""
    """Written instead of the name, for as long as it holds."""

    @property
    def title(self) -> str:
        return self.remark or self.name

    @property
    def about(self) -> str:
        how = tr("The stronger the shade, the higher the value, from 0 to 1.")
        return "\n".join(each for each in (self.name, self.meaning, how) if each)

    def paint_scale(self, painter: QPainter, room: QRectF, palette: QPalette) -> None:
        shades = _shades(palette.color(QPalette.ColorRole.Base).lightness() < 128)
        painter.drawImage(room, picture(shades[::-8, None]))

    def paint(self, painter: QPainter, columns: Columns, palette: QPalette) -> None:
        shades = _shades(palette.color(QPalette.ColorRole.Base).lightness() < 128)
        highest = columns.reduced(self.values, np.fmax)
        known = ~np.isnan(highest)
        row = np.zeros((1, len(highest)), np.uint32)
        row[0, known] = shades[(255 * np.clip(highest[known], 0, 1)).astype(np.uint8)]
        painter.drawImage(QRectF(0, 0, columns.count, self.height), picture(row))

    def words(self, frame: int) -> str:
        value = self.values[frame]
        return "" if np.isnan(value) else f"{self.name} {value:.2f}"


@dataclass(frozen=True, eq=False)
class Curve:
    """A line, and below it, filled, a second value where there is one."""

    name: str
    line: Values
    line_name: str
    filled: Values | None = None
    filled_name: str = ""
    height: int = 22
    folds: bool = True

    @property
    def title(self) -> str:
        return self.name

    @property
    def about(self) -> str:
        words = tr("The line is {line}, from 0 below to 1 above.").format(line=self.line_name)
        if self.filled is not None:
            words += " " + tr("The filled part is {filled}.").format(filled=self.filled_name)
        return f"{self.name}\n{words}"

    def paint_scale(self, painter: QPainter, room: QRectF, palette: QPalette) -> None:
        font = painter.font()
        font.setPixelSize(_DIGIT)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        for place, digit in ((Qt.AlignmentFlag.AlignTop, "1"), (Qt.AlignmentFlag.AlignBottom, "0")):
            painter.drawText(room, place | Qt.AlignmentFlag.AlignRight, digit)

    def paint(self, painter: QPainter, columns: Columns, palette: QPalette) -> None:
        for level in (
            0.0,
            0.5,
            1.0,
        ):  # below the values, so that full ones do not look like empty ones
            at = 1 + round((self.height - 3) * (1 - level))
            painter.fillRect(QRectF(0, at, columns.count, 1), palette.color(QPalette.ColorRole.Mid))
        y = np.arange(self.height)[:, None]
        opacity = np.zeros((self.height, columns.count))
        if self.filled is not None:
            highest = np.nan_to_num(columns.reduced(self.filled, np.fmax))
            opacity[y >= np.round(self.height * (1 - np.clip(highest, 0, 1)))] = _FILL
        upper, lower = self._line(columns)
        covered = np.clip(np.minimum(lower, y + 1) - np.maximum(upper, y), 0, 1)
        opacity = np.fmax(opacity, _LINE * covered)
        ink = np.uint32(palette.color(QPalette.ColorRole.Accent).rgb() & 0xFFFFFF)
        painter.drawImage(0, 0, picture(np.round(255 * opacity).astype(np.uint32) << 24 | ink))

    def _line(self, columns: Columns) -> tuple[Values, Values]:
        """From where to where the line goes in each column, in pixels below the top; NaN where there is none."""
        if columns.across < 1:
            frames = np.arange(len(self.line)) + 0.5
            middle = columns.left + columns.across * (np.arange(columns.count) + 0.5)
            between = np.interp(middle, frames, self.line)
            own = self.line[np.clip(middle.astype(np.intp), 0, len(self.line) - 1)]
            low = high = np.where(np.isnan(between), own, between)
        else:
            low, high = (columns.reduced(self.line, each) for each in (np.fmin, np.fmax))
        upper, lower = (1 + (self.height - 3) * (1 - np.clip(each, 0, 1)) for each in (high, low))
        # On to the next column, so that the line has no gaps where it is steep.
        both = ~np.isnan(upper[:-1] + upper[1:])
        upper[:-1], lower[:-1] = (
            np.where(both, np.fmin(upper[:-1], lower[1:]), upper[:-1]),
            np.where(both, np.fmax(lower[:-1], upper[1:]), lower[:-1]),
        )
        return upper, lower + _THICK

    def words(self, frame: int) -> str:
        said = [(self.line_name, self.line)]
        if self.filled is not None:
            said.append((self.filled_name, self.filled))
        known = [
            f"{name} {values[frame]:.2f}" for name, values in said if not np.isnan(values[frame])
        ]
        return f"{self.name}: {', '.join(known)}" if known else ""


@functools.cache
def _shades(dark: bool) -> NDArray[np.uint32]:
    """256 shades as ARGB, from nothing to the farthest from the background.

    Inferno's lightness only grows, so that more is seen as more by everybody and also in grey.
    """
    ramp = pg.colormap.get("inferno")
    steps = np.linspace(0, 1, 256)
    # Not from the first shade on: that is the background's, and a little shall be seen to be little, not nothing.
    table = ramp.map(0.25 + 0.7 * steps if dark else 0.85 - 0.75 * steps, mode="byte").astype(
        np.uint32
    )
    opacity = np.round(255 * np.clip(0.12 + 2.5 * steps, 0, 1)).astype(np.uint32)
    return opacity << 24 | table[:, 0] << 16 | table[:, 1] << 8 | table[:, 2]
