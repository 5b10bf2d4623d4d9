import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from rvos_studio.app.canvas.overlay import colour_of
from rvos_studio.app.panels.timeline import MARGIN, RULER, Row, Timeline, timecode
from rvos_studio.project import Kind


@pytest.fixture
def timeline(qtbot):
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(1000 + 2 * MARGIN, 80)
    timeline.set_clip(100)
    timeline.show()
    return timeline


def test_dragging_scrubs_to_the_frame_under_the_pointer(timeline):
    seen = []
    timeline.scrubbed.connect(seen.append)
    QTest.mousePress(timeline.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(MARGIN + 5, 30))
    assert seen == [0]
    assert timeline.frame_at(MARGIN + 995) == 99
    assert timeline.frame_at(-50) == 0
    assert timeline.frame_at(5000) == 99


def test_rows_show_who_made_the_masks(timeline):
    kinds = np.zeros(100, np.uint8)
    kinds[10:40] = Kind.PROPAGATION
    kinds[60:90] = Kind.FUSION
    kinds[20] = Kind.PERSON
    timeline.set_rows([Row(1, colour_of(1), kinds)], 1)
    timeline.resize(timeline.width(), timeline.sizeHint().height())
    image = timeline.grab().toImage()
    colour = colour_of(1)

    def height(frame):
        x = MARGIN + round((frame + 0.5) * 10)
        column = [image.pixelColor(x, y) for y in range(RULER, RULER + 18)]
        return sum(
            abs(c.red() - colour.red()) + abs(c.blue() - colour.blue()) < 160 for c in column
        )

    assert height(50) == 0
    assert 2 <= height(75) <= 5
    assert 6 <= height(30) <= 10
    assert height(20) > height(30)


def test_of_many_objects_the_rows_around_the_chosen_one_are_shown(timeline):
    rows = [Row(n, colour_of(n), np.zeros(100, np.uint8)) for n in range(1, 21)]
    timeline.set_rows(rows, 15)
    few = timeline.sizeHint().height()
    timeline.set_rows(rows[:5], 1)
    assert timeline.sizeHint().height() == few


def test_one_frame_of_ten_thousand_is_still_seen(timeline):
    timeline.set_clip(10_000)
    kinds = np.zeros(10_000, np.uint8)
    kinds[5_003] = Kind.PROPAGATION
    kinds[9_999] = Kind.PROPAGATION
    timeline.set_rows([Row(1, colour_of(1), kinds)], 1)
    timeline.resize(timeline.width(), timeline.sizeHint().height())
    image = timeline.grab().toImage()
    y = RULER + 9
    marked = [x for x in range(image.width()) if image.pixelColor(x, y).blue() < 120]
    assert len(marked) in (2, 3)
    assert timeline.frame_at(marked[0]) in range(4_990, 5_011)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00.00"), (62.5, "1:02.50"), (59.999, "1:00.00"), (3723.04, "1:02:03.04")],
)
def test_timecodes(seconds, text):
    assert timecode(seconds) == text
