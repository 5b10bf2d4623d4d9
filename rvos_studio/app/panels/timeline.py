"""The timeline: a ruler to scrub on, thumbnails, one row per object, and strips about the chosen one."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QToolTip

from rvos_studio.app.language import tr
from rvos_studio.app.panels.filmstrip import FILM
from rvos_studio.app.panels.frame_plot import BELOW, GUTTER, MARGIN, FramePlot
from rvos_studio.app.panels.gestures import Gestures
from rvos_studio.app.panels.lanes import MOST_ROWS, Lanes, Names
from rvos_studio.app.panels.ruler import RULER
from rvos_studio.app.panels.sight import Sight
from rvos_studio.app.panels.strips import Curve, Heat, Strip
from rvos_studio.app.panels.track_rows import Mark, Row

__all__ = ["Curve", "Heat", "Mark", "Row", "Strip", "Timeline"]

_GRIP = 4
"""Pixels from an end of the range within which the hand gets hold of it."""


class Timeline(FramePlot):
    """Shows a clip from left to right and takes where to go; see `Gestures` for what the mouse does."""

    scrubbed = Signal(int)
    ranged = Signal(object)
    """The range of frames that has been selected, as a `range`; None when it was cleared."""
    resized = Signal(object, object)
    """The range before and after one of its ends was dragged; `ranged` follows."""
    picked = Signal(int)
    """The object whose name was clicked."""
    hovered = Signal(int, int)
    """The pointer rests on a frame, and on the row of an object or (0) on none; answer with `show_hint`."""
    unfolded = Signal(bool)
    """Whether the strips that fold are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.selected: range | None = None
        """The selected frames."""
        self._gestures = Gestures(self)
        self._hint: tuple[int, QPoint] | None = None
        self.setAccessibleName(tr("Timeline"))
        self.lanes = Lanes()
        self._selection = pg.LinearRegionItem(movable=False)
        self._selection.hide()
        for item in (self.lanes, self._selection):
            self.addItem(item, ignoreBounds=True)
        self._names = Names(self.lanes, GUTTER)
        self._names.setPos(0, RULER)
        self.scene().addItem(self._names)
        self._scroll = QScrollBar(Qt.Orientation.Vertical, self)
        self._scroll.setAccessibleName(tr("Rows of the timeline"))
        self._scroll.valueChanged.connect(self._show_rows_from)
        self._strip_scroll = QScrollBar(Qt.Orientation.Vertical, self)
        self._strip_scroll.setAccessibleName(tr("Strips of the timeline"))
        self._strip_scroll.valueChanged.connect(self._show_strips_from)
        for bar in (self._scroll, self._strip_scroll):
            bar.hide()
        self.take_colours()

    def set_clip(self, length: int, shape: float = 16 / 9) -> None:
        """Start on a clip of `length` frames, so many times as wide as high."""
        self.look(Sight.whole(length))
        self.lanes.length = length
        self.lanes.film.set_clip(length, shape)
        self.set_rows((), 0)
        self.clear_range()
        self.set_frame(0)

    def set_rows(self, rows: Sequence[Row], chosen: int) -> None:
        """Show these objects; of many, as many rows as there is room for, the chosen one's among them."""
        tracks, lanes = self.lanes.tracks, self.lanes
        moved = chosen != tracks.chosen or len(rows) != len(tracks.rows)
        tracks.rows, tracks.chosen = tuple(rows), chosen
        self._scroll.setRange(0, max(0, len(rows) - MOST_ROWS))
        self._scroll.setPageStep(MOST_ROWS)
        place = next((i for i, row in enumerate(rows) if row.object_id == chosen), 0)
        if moved and not lanes.first_row <= place < lanes.first_row + MOST_ROWS:
            self._scroll.setValue(place - MOST_ROWS // 2)
        lanes.first_row = self._scroll.value()
        self._lay_out()

    def choose(self, object_id: int) -> None:
        """Raise the row of another object."""
        self.set_rows(self.lanes.tracks.rows, object_id)

    def set_marks(self, marks: Mapping[int, NDArray[np.uint8]]) -> None:
        """Show what was said of frames after their masks were made: object -> one `Mark` per frame, 0 for none."""
        self.lanes.tracks.marks = dict(marks)
        self.lanes.update()

    def add_strip(self, strip: Strip) -> None:
        """Show a strip below those there are; one of the same name gives it its place."""
        before = self.lanes.strips.get(strip.name)
        self.lanes.strips[strip.name] = strip
        if before and (before.height, before.folds) == (strip.height, strip.folds):
            self.lanes.touch(strip)
            self._names.update()
        else:
            self._lay_out()

    def remove_strip(self, name: str) -> None:
        """Show a strip no longer; nothing happens where there is none of this name."""
        if self.lanes.strips.pop(name, None):
            self._lay_out()

    def unfold(self, unfolded: bool) -> None:
        """Show the strips that fold, or not."""
        if unfolded != self.lanes.unfolded:
            self.lanes.unfolded = unfolded
            self._lay_out()
            self.unfolded.emit(unfolded)

    # Thumbnails

    def show_film(self, shown: bool) -> None:
        """Show thumbnails, or not."""
        if shown != self.lanes.film_shown:
            self.lanes.film_shown = shown
            self._lay_out()
            self.viewed.emit()

    def put_thumbnail(self, frame: int, image: QImage) -> None:
        """Show this picture of a frame, made by `thumbnail`."""
        self.lanes.film.put(frame, image)
        self.lanes.update(0, 0, self.length, FILM)

    @property
    def lacking(self) -> list[int]:
        """Frames whose thumbnails are to be seen but not there."""
        return self.lanes.film.lacking(self.lanes.columns) if self.lanes.film_shown else []

    # Range

    def select(self, first: int, last: int) -> None:
        """Select the frames from `first` to `last`, in any order."""
        first, last = sorted((first, last))
        self.selected = range(first, last + 1)
        self._selection.setRegion((first, last + 1))
        self._selection.show()
        self.ranged.emit(self.selected)

    def resize_range(self, first: int, last: int) -> None:
        """Let the range go from `first` to `last`, in any order."""
        before, after = self.selected, range(min(first, last), max(first, last) + 1)
        if before is not None and before != after:
            self.resized.emit(before, after)
            self.select(first, last)

    def edge_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The range's end that the hand has got hold of at a widget position below the ruler, and its other end."""
        if self.selected is None or y < RULER:
            return None
        first, last = self.selected[0], self.selected[-1]
        for near, far, edge in ((last, first, last + 1), (first, last, first)):
            if abs(x - self.x_of(edge)) <= _GRIP:
                return near, far
        return None

    def start_range(self, frame: int) -> None:
        """Begin the range here; it ends where it ended, else with the clip."""
        ends = self.selected and self.selected[-1] >= frame
        self.select(frame, self.selected[-1] if ends else self.length - 1)

    def end_range(self, frame: int) -> None:
        """End the range here; it begins where it began, else with the clip."""
        begins = self.selected and self.selected[0] <= frame
        self.select(self.selected[0] if begins else 0, frame)

    def clear_range(self) -> bool:
        """Select nothing; whether there was something."""
        before, self.selected = self.selected, None
        self._selection.hide()
        if before is not None:
            self.ranged.emit(None)
        return before is not None

    def fit_range(self) -> None:
        """Show the selected range as large as can be; the whole clip where that is done already or none is."""
        near = self._sight.on(self.selected) if self.selected else self._sight
        self.look(Sight.whole(self.length) if near == self._sight else near)

    def scroll_lanes(self, y: float, by: int) -> None:
        """Show rows so many further below; strips where these are at this widget position."""
        lane = self.lanes.at(y - RULER)
        bar = self._strip_scroll if lane and lane.strip else self._scroll
        bar.setValue(bar.value() + by)

    def is_name(self, x: float) -> bool:
        """Whether there are names at this widget position, not frames."""
        return x < GUTTER - MARGIN / 2

    def press_name(self, y: float) -> None:
        """Choose the object whose name this is, or fold and unfold strips."""
        lane = self.lanes.at(y - RULER)
        if row := self.lanes.row(lane):
            self.picked.emit(row.object_id)
        elif lane is not None and lane.strip is not None and self.lanes.foldable:
            self.unfold(not self.lanes.unfolded)

    def said_of(self, frame: int) -> list[str]:
        """What the strips say of a frame."""
        said = (strip.words(frame) for strip in tuple(self.lanes.strips.values()))
        return [words for words in said if words]

    def show_hint(self, frame: int, words: str) -> None:
        """Say something about a frame, where the pointer still rests on it."""
        if self._hint is not None and self._hint[0] == frame:
            QToolTip.showText(self._hint[1], words, self)

    # What Qt asks

    def sizeHint(self) -> QSize:
        return QSize(400, RULER + self.lanes.height + BELOW)

    def minimumSizeHint(self) -> QSize:
        return QSize(GUTTER + 200, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_strip_scroll"):
            self._place_scroll()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not self.length:
            return super().viewportEvent(event)
        lane = self.lanes.at(event.pos().y() - RULER)
        row = self.lanes.row(lane)
        if not self.is_name(event.pos().x()):
            frame = self.frame_at(event.pos().x())
            self._hint = frame, event.globalPos()
            self.hovered.emit(frame, row.object_id if row else 0)
        elif row or (lane and lane.strip):
            QToolTip.showText(event.globalPos(), row.label if row else lane.strip.about, self)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hint = None
        self._gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hint = None
        self._gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing to do; the plot's own mouse handling is not wanted."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._gestures.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._gestures.wheel(event)

    # Within

    def _lay_out(self) -> None:
        """Lanes have come, gone or changed."""
        self._strip_scroll.setRange(0, self.lanes.hidden_strips)
        self.lanes.first_strip = self._strip_scroll.value()
        self._place_scroll()
        for bar in (self._scroll, self._strip_scroll):
            bar.setVisible(bar.maximum() > 0)
        self.lanes.update()
        self._names.update()
        self.updateGeometry()

    def _place_scroll(self) -> None:
        lanes = list(self.lanes)
        for bar, beside in (
            (self._scroll, [lane for lane in lanes if lane.row is not None]),
            (self._strip_scroll, [lane for lane in lanes if lane.strip is not None]),
        ):
            if beside:
                high = beside[-1].top + beside[-1].height - beside[0].top
                bar.setGeometry(self.width() - 12, RULER + beside[0].top, 10, high)

    def _show_strips_from(self, first: int) -> None:
        self.lanes.first_strip = first
        self._lay_out()

    def _show_rows_from(self, first: int) -> None:
        self.lanes.first_row = first
        self._lay_out()

    def take_colours(self) -> None:
        super().take_colours()
        for part in (self.lanes, self._names):
            part.set_palette(self.palette())
        accent = self.palette().color(QPalette.ColorRole.Accent)
        veil = QColor(accent.red(), accent.green(), accent.blue(), 40)
        self._selection.setBrush(veil)
        for line in self._selection.lines:
            line.setPen(pg.mkPen(accent, width=1))
