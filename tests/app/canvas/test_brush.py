import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rvos_studio.app.canvas.brush import Stroke, joined


def distances(points, height, width):
    """Distance of every pixel centre from a polyline, the slow and obvious way."""
    y, x = np.mgrid[:height, :width] + 0.5
    best = np.full((height, width), np.inf)
    for (ax, ay), (bx, by) in zip(points, points[1:] or points, strict=False):
        length = max((bx - ax) ** 2 + (by - ay) ** 2, 1e-12)
        t = np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length, 0, 1)
        best = np.minimum(best, np.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
    return best


coordinate = st.floats(-20, 60, width=16)


@given(st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=4), st.floats(0.5, 25))
def test_a_stroke_paints_what_is_near_its_line(points, radius):
    pixels = np.zeros((40, 50), np.uint8)
    stroke = Stroke(pixels, radius, True)
    for point in points:
        stroke.draw_to(point)
    away = distances(points, 40, 50)
    under = np.zeros((40, 50), bool)
    for x, y in points:
        if 0 <= x < 50 and 0 <= y < 40:
            under[int(y), int(x)] = True
    assert pixels[(away <= radius - 1e-3) | under].all()
    assert not pixels[(away > radius + 1e-3) & ~under].any()


@given(st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=4), st.floats(0.5, 25))
def test_nothing_changes_outside_the_boxes_it_reports(points, radius):
    pixels = np.zeros((40, 50), np.uint8)
    stroke = Stroke(pixels, radius, True)
    for point in points:
        before = pixels.copy()
        x, y, width, height = stroke.draw_to(point)
        before[y : y + height, x : x + width] = pixels[y : y + height, x : x + width]
        assert (before == pixels).all()
    x, y, width, height = stroke.touched
    pixels[y : y + height, x : x + width] = 0
    assert not pixels.any()


def test_the_smallest_brush_marks_the_pixel_under_it():
    pixels = np.zeros((9, 9), np.uint8)
    Stroke(pixels, 0.5, True).draw_to((3.9, 5.1))
    assert np.argwhere(pixels).tolist() == [[5, 3]]


def test_the_eraser_takes_away():
    pixels = np.ones((9, 9), np.uint8)
    stroke = Stroke(pixels, 1.0, False)
    stroke.draw_to((0.5, 4.5))
    stroke.draw_to((8.5, 4.5))
    assert not pixels[4].any()
    assert pixels[[0, 1, 7, 8]].all()


@pytest.mark.parametrize("box", [(0, 0, 0, 0), (5, 5, 0, 3)])
def test_an_empty_box_adds_nothing(box):
    assert joined(box, (1, 2, 3, 4)) == (1, 2, 3, 4)
    assert joined((1, 2, 3, 4), box) == (1, 2, 3, 4)
    assert joined((1, 2, 3, 4), (10, 0, 1, 1)) == (1, 0, 10, 6)
