from math import atan2, hypot, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon

from rvos_studio.masks import constrained, filled, mask_from_polygons

coordinate = st.floats(-10, 40, width=16)
point = st.tuples(coordinate, coordinate)


def winding(outline, x, y):
    """How often a closed outline goes around a point: its signed crossings of the ray to the left."""
    turns = 0
    for (ax, ay), (bx, by) in zip(outline, outline[1:] + outline[:1], strict=True):
        if (ay <= y) != (by <= y) and ax + (y - ay) * (bx - ax) / (by - ay) <= x:
            turns += 1 if by > ay else -1
    return turns


@given(st.lists(point, min_size=1, max_size=6))
def test_pixels_whose_centre_the_outline_winds_around_are_filled(outline):
    pixels = filled(outline, 20, 30)
    assert pixels.dtype == np.uint8
    for y in range(20):
        for x in range(30):
            assert pixels[y, x] == (winding(outline, x + 0.5, y + 0.5) != 0), (x, y)


@given(st.lists(point, min_size=3, max_size=3))
def test_a_triangle_is_filled_as_a_polygon_is(outline):
    expected = mask_from_polygons([Polygon(outline)], 20, 30).array()
    assert (filled(outline, 20, 30) == expected).all()


def test_an_outline_that_crosses_itself_leaves_no_gap():
    twice = [(2, 2), (12, 2), (12, 12), (2, 12)] * 2
    assert filled(twice, 20, 20).sum() == 100


@pytest.mark.parametrize(
    "outline", [[], [(3, 3)], [(3, 3), (9, 9)], [(-9, -9), (-1, -9), (-1, -1)]]
)
def test_an_outline_around_nothing_fills_nothing(outline):
    assert not filled(outline, 10, 10).any()


@given(point, point)
def test_a_constrained_point_keeps_its_distance_and_takes_the_nearest_of_eight_ways(origin, aim):
    x, y = constrained(origin, aim)
    far = hypot(aim[0] - origin[0], aim[1] - origin[1])
    assert hypot(x - origin[0], y - origin[1]) == pytest.approx(far, abs=1e-6)
    if far > 1e-3:
        turn = atan2(y - origin[1], x - origin[0]) / (pi / 4)
        assert turn == pytest.approx(round(turn), abs=1e-3)
        assert hypot(x - aim[0], y - aim[1]) <= 2 * far * np.sin(pi / 16) + 1e-6
