"""Box and clicks: masks from a click segmenter, where one is installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from rvos_studio.app.canvas.pane import draw_chip
from rvos_studio.app.canvas.tools.cutout import Cutout, Pointed
from rvos_studio.app.canvas.tools.tool import outline_pens
from rvos_studio.masks import Mask
from rvos_studio.models.protocols import Clicks

if TYPE_CHECKING:
    from rvos_studio.app.canvas.canvas import Canvas

_DOT = 5.0
_COLOURS = {True: QColor("#009e73"), False: QColor("#d55e00")}


class Asker(Protocol):
    """Who asks the click segmenter."""

    model: str
    """Its name; empty where colours are to make the masks."""
    doing: str
    """What it is busy with, for the person who waits."""

    def ask(self, frame: int, clicks: Clicks, then: Callable[[Mask | None], None]) -> None:
        """Ask for a mask in place of what was asked for before; `then` gets it, or None where it failed."""
        ...

    def cancel(self) -> None:
        """What was asked for is not wanted any more."""
        ...


class Clicker(Cutout):
    """All clicks on a mask count together: each is asked about with those before it, back to the last box.

    The mask stays what it is until the answer is there, and the frame may be left meanwhile. An undo forgets the
    clicks that it takes back. Where the segmenter fails, colours make the mask.
    """

    def __init__(self, canvas: Canvas, asker: Asker) -> None:
        super().__init__(canvas)
        self._asker = asker
        self._asked: list[tuple[Pointed, Clicks]] = []
        """What is being asked about: each gesture with all that was pointed at until then."""
        self._place = (0, 0)
        self._answered: dict[Mask, Clicks] = {}
        """Masks that came of clicks on the object and frame of `_place`."""

    @property
    def busy(self) -> bool:
        return bool(self._asked) or super().busy

    def take(self, pointed: Pointed) -> None:
        if not self._asker.model or self.canvas.drawing:
            super().take(pointed)
        elif clicks := self._with(pointed):
            self._asked.append((pointed, clicks))
            self._ask()

    def cancel(self) -> None:
        if self._asked:
            self._asked.clear()
            self._asker.cancel()
            self.canvas.update()
        super().cancel()

    def step_back(self) -> None:
        if len(self._asked) > 1:
            self._asked.pop()
            self._ask()
        else:
            super().step_back()

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        if not self._asked:
            return
        place, (_, clicks) = self.canvas.transform(), self._asked[-1]
        draw_chip(painter, QPointF(8, 8), self._asker.doing)
        for adds, points in ((True, clicks.positive), (False, clicks.negative)):
            for x, y in points:
                _draw_dot(painter, place.map(QPointF(x + 0.5, y + 0.5)), adds)
        if clicks.box:
            painter.setPen(outline_pens()[1])
            painter.drawRect(place.mapRect(QRectF(*clicks.box)))

    def _with(self, pointed: Pointed) -> Clicks | None:
        """All that was pointed at, this last; None where it lies outside the frame."""
        high, wide = self.canvas.pixels.shape
        if pointed.box:
            left, top = max(0, pointed.box[0]), max(0, pointed.box[1])
            right = min(wide, pointed.box[0] + pointed.box[2])
            bottom = min(high, pointed.box[1] + pointed.box[3])
            inside = left < right and top < bottom
            return Clicks(box=(left, top, right - left, bottom - top)) if inside else None
        if not (0 <= pointed.at[0] < wide and 0 <= pointed.at[1] < high):
            return None
        before = self._asked[-1][1] if self._asked else self._before()
        if pointed.adds:
            return replace(before, positive=(*before.positive, pointed.at))
        return replace(before, negative=(*before.negative, pointed.at))

    def _before(self) -> Clicks:
        """The shown mask and the clicks that it came of."""
        place = self.canvas.picture.frame, self.canvas.picture.chosen
        if place != self._place:
            self._place, self._answered = place, {}
        mask = Mask.from_array(self.canvas.pixels)
        return replace(self._answered.get(mask, Clicks()), mask=mask if mask else None)

    def _ask(self) -> None:
        self._asker.ask(self.canvas.picture.frame, self._asked[-1][1], self._show)
        self.canvas.update()

    def _show(self, mask: Mask | None) -> None:
        asked, self._asked = self._asked, []
        self.canvas.update()
        if mask is None:
            for pointed, _ in asked:
                super().take(pointed)
        elif self.canvas.begin():
            pointed, clicks = asked[-1]
            self.canvas.replace(mask.array().view(np.uint8))
            # Not the answer itself: other objects' pixels may have been spared.
            self._answered[Mask.from_array(self.canvas.pixels)] = clicks
            self.canvas.finish(pointed.title)


def _draw_dot(painter: QPainter, at: QPointF, adds: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(outline_pens()[1])
    painter.setBrush(_COLOURS[adds])
    painter.drawEllipse(at, _DOT, _DOT)
