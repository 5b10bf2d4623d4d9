import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest

from rvos_studio.app.canvas.overlay import colour_of
from rvos_studio.app.panels.frame_plot import GUTTER, MARGIN
from rvos_studio.app.panels.ruler import RULER, timecode
from rvos_studio.app.panels.timeline import Curve, Heat, Mark
from rvos_studio.app.panels.track_rows import ROW
from rvos_studio.app.theme import palette
from rvos_studio.project import Kind
from tests.app.panels.timeline_hand import grown, move, press, row, wheel

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def seen(timeline):
    """The frames in sight, first and last."""
    return lambda: (
        timeline.frame_at(GUTTER + 0.01),
        timeline.frame_at(timeline.width() - MARGIN - 1),
    )


def test_dragging_scrubs_to_the_frame_under_the_pointer(timeline):
    found = []
    timeline.scrubbed.connect(found.append)
    press(timeline, GUTTER + 5)
    move(timeline, GUTTER + 105)
    assert found == [0, 10]
    assert timeline.frame_at(GUTTER + 995) == 99
    assert timeline.frame_at(-50) == 0
    assert timeline.frame_at(5000) == 99
    assert timeline.frame_at(timeline.x_of(42.5)) == 42


def test_rows_show_who_made_the_masks(timeline):
    kinds = np.zeros(100, np.uint8)
    kinds[10:40] = Kind.PROPAGATION
    kinds[60:90] = Kind.FUSION
    kinds[20] = Kind.PERSON
    timeline.set_rows([row(1, kinds)], 1)
    image = grown(timeline)
    colour = colour_of(1)

    def height(frame):
        x = round(timeline.x_of(frame + 0.5))
        column = [image.pixelColor(x, y) for y in range(RULER, RULER + ROW)]
        return sum(
            abs(c.red() - colour.red()) + abs(c.blue() - colour.blue()) < 160 for c in column
        )

    assert height(50) == 0
    assert 2 <= height(75) <= 5
    assert 6 <= height(30) <= 10
    assert height(20) > height(30)


def test_where_the_object_is_absent_the_bar_is_pale(timeline):
    kinds = np.full(100, Kind.PROPAGATION, np.uint8)
    timeline.set_rows([row(1, kinds, present=np.arange(100) < 50)], 1)
    image = grown(timeline)

    def strength(frame):
        return image.pixelColor(round(timeline.x_of(frame + 0.5)), RULER + ROW // 2).saturation()

    assert strength(25) > strength(75) + 60
    assert strength(75) > 10


def test_marks_and_keyframes_are_drawn(timeline):
    timeline.set_rows([row(1)], 1)
    plain = grown(timeline)
    marks = np.zeros(100, np.uint8)
    marks[10:20], marks[30:40] = Mark.CHECKED, Mark.NEEDS_WORK
    timeline.set_marks({1: marks})
    timeline.set_rows([row(1, keyframes=(60,))], 1)
    image = timeline.grab().toImage()

    def changed(frame):
        x = round(timeline.x_of(frame + 0.5))
        return sum(image.pixel(x, y) != plain.pixel(x, y) for y in range(RULER, RULER + ROW))

    assert changed(50) == 0
    assert 0 < changed(15) < changed(35)
    assert changed(60) > 4


def test_of_many_objects_the_rows_around_the_chosen_one_are_shown(timeline):
    rows = [row(n, label=f"object {n}") for n in range(1, 21)]
    timeline.set_rows(rows, 15)
    few = timeline.sizeHint().height()
    picked = []
    timeline.picked.connect(picked.append)
    press(timeline, 20, RULER + 2 * ROW + 5)
    assert picked == [15]
    wheel(timeline, 20, -2)
    press(timeline, 20, RULER + 2 * ROW + 5)
    assert picked == [15, 17]
    timeline.set_rows(rows, 15)  # the person has scrolled: it stays so
    press(timeline, 20, RULER + 5)
    assert picked[-1] == 15
    timeline.set_rows(rows[:5], 1)
    assert timeline.sizeHint().height() == few


def test_one_frame_of_ten_thousand_is_still_seen(timeline):
    timeline.set_clip(10_000)
    kinds = np.zeros(10_000, np.uint8)
    kinds[5_003] = Kind.PROPAGATION
    kinds[9_999] = Kind.PROPAGATION
    timeline.set_rows([row(1, kinds)], 1)
    image = grown(timeline)
    y = RULER + 9
    marked = [x for x in range(GUTTER, image.width()) if image.pixelColor(x, y).blue() < 120]
    assert len(marked) in (2, 3)
    assert timeline.frame_at(marked[0]) in range(4_990, 5_011)


def test_the_wheel_zooms_around_the_pointer(timeline, seen):
    x = timeline.x_of(30.5)
    for _ in range(4):
        wheel(timeline, x, 1)
    assert timeline.frame_at(x) == 30
    assert 35 < seen()[1] - seen()[0] < 45
    for _ in range(40):
        wheel(timeline, x, 1)
    assert seen()[1] - seen()[0] in (7, 8)
    assert timeline.frame_at(x) == 30
    for _ in range(40):
        wheel(timeline, x, -1)
    assert seen() == (0, 99)


def test_the_middle_button_and_shift_with_the_wheel_pan_and_a_double_click_fits(timeline, seen):
    for _ in range(4):
        wheel(timeline, timeline.x_of(50), 1)
    before = seen()[0]
    QTest.mousePress(timeline.viewport(), MIDDLE, NONE, QPoint(600, 30))
    move(timeline, 500, button=MIDDLE)
    assert seen()[0] == pytest.approx(before + 4, abs=1)
    wheel(timeline, 600, 1, SHIFT)
    assert seen()[0] == pytest.approx(before + 1, abs=1)
    QTest.mouseDClick(timeline.viewport(), LEFT, NONE, QPoint(600, 30))
    assert seen() == (0, 99)


def test_the_view_follows_the_playhead(timeline, seen):
    for _ in range(8):
        wheel(timeline, GUTTER + 1, 1)
    first, last = seen()
    assert first == 0
    timeline.set_frame(last)
    assert seen() == (first, last)
    timeline.set_frame(last + 2)
    assert seen()[0] in (last, last + 1)
    timeline.set_frame(80)
    assert seen()[0] < 80 < seen()[1]


def test_shift_and_drag_select_a_range(timeline, seen):
    ranges, scrubbed = [], []
    timeline.ranged.connect(ranges.append)
    timeline.scrubbed.connect(scrubbed.append)
    press(timeline, timeline.x_of(40.5), modifier=SHIFT)
    move(timeline, timeline.x_of(20.5))
    assert ranges == [range(40, 41), range(20, 41)]
    assert scrubbed == []
    timeline.fit_range()
    assert seen() == (20, 40)
    timeline.fit_range()
    assert seen() == (0, 99)
    timeline.end_range(30)
    timeline.start_range(35)
    assert ranges[2:] == [range(20, 31), range(35, 100)]
    assert timeline.clear_range()
    assert ranges[-1] is None
    assert not timeline.clear_range()
    timeline.end_range(10)
    assert timeline.selected == range(11)


@pytest.mark.parametrize("dark", [False, True])
def test_the_worst_frame_of_ten_thousand_stands_out(timeline, dark):
    timeline.setPalette(palette(dark))
    timeline.set_clip(10_000)
    timeline.set_rows([row(1, length=10_000)], 1)
    values = np.full(10_000, 0.05)
    values[2_000:3_000] = 0.4
    values[7_777] = 0.95
    values[9_000:] = np.nan
    timeline.add_strip(Heat("Disagreement", values))
    image = grown(timeline)
    y = RULER + ROW + 4 + 6
    background = image.pixelColor(round(timeline.x_of(9_500)), y)

    def stands_out(frame):
        return abs(
            image.pixelColor(int(timeline.x_of(frame)), y).lightness() - background.lightness()
        )

    assert 0 < stands_out(500) < stands_out(2_500) < stands_out(7_777)
    assert stands_out(7_777) > 100


def test_strips_fold(timeline):
    timeline.set_rows([row(1)], 1)
    low = timeline.sizeHint().height()
    timeline.add_strip(Heat("Disagreement", np.zeros(100)))
    folded = timeline.sizeHint().height()
    assert low < folded <= low + 20
    timeline.add_strip(
        Curve("SOC", np.linspace(0, 1, 100), "confidence", np.full(100, 0.3), "area")
    )
    assert timeline.sizeHint().height() == folded
    press(timeline, 20, RULER + ROW + 10)
    assert timeline.sizeHint().height() > folded
    image = grown(timeline)
    timeline.add_strip(Curve("SOC", np.full(100, 0.5), "confidence"))
    assert timeline.grab().toImage() != image
    press(timeline, 20, RULER + ROW + 10)
    assert timeline.sizeHint().height() == folded
    timeline.remove_strip("Disagreement")
    timeline.remove_strip("SOC")
    assert timeline.sizeHint().height() == low


def test_a_single_value_of_a_curve_is_seen_from_far_and_near(timeline):
    timeline.set_clip(10_000)
    timeline.set_rows([row(1, length=10_000)], 1)
    timeline.unfold(True)
    values = np.full(10_000, np.nan)
    timeline.add_strip(Curve("SOC", values, "confidence"))
    known = values.copy()
    known[5_000] = 0.5

    def changed():
        before = grown(timeline)
        timeline.add_strip(Curve("SOC", known, "confidence"))
        after = timeline.grab().toImage()
        timeline.add_strip(Curve("SOC", values, "confidence"))
        middle = RULER + ROW + 4 + 11
        return [
            timeline.frame_at(x)
            for x in range(GUTTER, timeline.width())
            if any(before.pixel(x, middle + y) != after.pixel(x, middle + y) for y in (-1, 0, 1))
        ]

    assert 1 <= len(changed()) <= 2
    for _ in range(40):
        wheel(timeline, timeline.x_of(5_000.5), 1)
    assert set(changed()) == {5_000}


def test_strips_say_their_values():
    values = np.array([0.25, np.nan])
    assert Heat("Disagreement", values).words(0) == "Disagreement 0.25"
    assert Heat("Disagreement", values).words(1) == ""
    curve = Curve("SOC", values, "confidence", np.array([0.1, 0.2]), "area")
    assert curve.words(0) == "SOC: confidence 0.25, area 0.10"
    assert curve.words(1) == "SOC: area 0.20"
    assert Curve("SOC", values, "confidence").words(1) == ""


@pytest.mark.parametrize("dark", [False, True])
def test_a_full_curve_is_no_grey_bar(timeline, dark):
    """Ones all over: coloured, with a line at the top and digits for what is top and bottom."""
    colours = palette(dark)
    timeline.setPalette(colours)
    timeline.set_rows([row(1)], 1)
    timeline.unfold(True)
    ones = np.ones(100)
    timeline.add_strip(Curve("J, F: SOC", ones, "J", ones, "F"))
    image = grown(timeline)
    x, top = round(timeline.x_of(50.5)), RULER + ROW + 4
    filled, line = (image.pixelColor(x, top + y) for y in (11, 1))
    accent = colours.color(QPalette.ColorRole.Accent)
    assert filled.saturation() > 40
    assert abs(filled.hue() - accent.hue()) < 15
    assert line == accent
    gutter = image.copy(GUTTER - 12, top, 8, 22)
    shades = {
        gutter.pixelColor(i, j).lightness() for i in range(8) for j in (*range(8), *range(14, 22))
    }
    assert max(shades) - min(shades) > 60, "1 above, 0 below"
    assert "filled part is F" in timeline.lanes.strips["J, F: SOC"].about


def test_heat_has_a_scale_beside_its_name(timeline):
    timeline.set_rows([row(1)], 1)
    heat = Heat("Disagreement", np.zeros(100), meaning="One minus the overlap.")
    timeline.add_strip(heat)
    image = grown(timeline)
    top = RULER + ROW + 4
    scale = [image.pixelColor(GUTTER - 9, top + y).lightness() for y in range(1, 11)]
    assert abs(scale[0] - scale[-1]) > 80
    assert "One minus the overlap." in heat.about
    assert "from 0 to 1" in heat.about


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00.00"), (62.5, "1:02.50"), (59.999, "1:00.00"), (3723.04, "1:02:03.04")],
)
def test_timecodes(seconds, text):
    assert timecode(seconds) == text
