"""Ranges of the timeline whose ends are dragged, and strips that there is no room for."""

import numpy as np
from PySide6.QtCore import Qt

from rvos_studio.app.panels.lanes import HIGHEST_STRIPS
from rvos_studio.app.panels.ruler import RULER
from rvos_studio.app.panels.timeline import Curve
from rvos_studio.app.panels.track_rows import ROW
from tests.app.panels.timeline_hand import grown, move, press, row, wheel


def test_the_ends_of_a_range_follow_the_hand(timeline):
    told, scrubbed = [], []
    timeline.ranged.connect(told.append)
    timeline.scrubbed.connect(scrubbed.append)
    timeline.select(20, 40)
    right, left = timeline.x_of(41), timeline.x_of(20)
    move(timeline, right - 1, button=Qt.MouseButton.NoButton)
    assert timeline.viewport().cursor().shape() is Qt.CursorShape.SplitHCursor
    press(timeline, right - 1)
    move(timeline, right + 99)
    assert (told[-1], timeline.selected) == (range(20, 51), range(20, 51))
    press(timeline, left + 2)
    move(timeline, left - 98)
    assert timeline.selected == range(10, 51)
    press(timeline, timeline.x_of(10))
    move(timeline, timeline.x_of(60))
    assert timeline.selected == range(50, 61), "an end may pass the other"
    assert not scrubbed
    press(timeline, timeline.x_of(55))
    assert scrubbed == [55]
    press(timeline, timeline.x_of(61), y=3)
    assert scrubbed[-1] == 61, "the ruler scrubs everywhere"
    move(timeline, timeline.x_of(80), button=Qt.MouseButton.NoButton)
    assert timeline.viewport().cursor().shape() is Qt.CursorShape.ArrowCursor


def test_many_strips_are_scrolled(timeline):
    values = np.linspace(0, 1, 100)
    timeline.set_rows([row(1)], 1)
    for number in range(12):
        timeline.add_strip(Curve(f"curve {number}", values, "line"))
    folded = timeline.sizeHint().height()
    timeline.unfold(True)
    grown(timeline)
    high = timeline.sizeHint().height()
    assert folded + 100 < high <= folded + HIGHEST_STRIPS

    def names():
        return [lane.strip.name for lane in timeline.lanes if lane.strip]

    assert names() == [f"curve {number}" for number in range(5)]
    assert timeline._strip_scroll.isVisible()
    assert not timeline._scroll.isVisible()
    wheel(timeline, 10, -4, y=RULER + ROW + 30)
    assert names()[0] == "curve 4"
    wheel(timeline, 10, -40, y=RULER + ROW + 30)
    assert names() == [f"curve {number}" for number in range(7, 12)]
    assert timeline.sizeHint().height() == high
    timeline.unfold(False)
    assert names() == []
    assert not timeline._strip_scroll.isVisible()
