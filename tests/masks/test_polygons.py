"""Polygons are an exact view of masks."""

import numpy as np
import pytest
from hypothesis import given
from shapely.geometry import MultiPolygon, Polygon, box

from rvos_studio.masks import Mask, mask_from_polygons, polygons_of
from tests.masks.shapes import RING, SPECIAL, pixels


def check(array):
    mask = Mask.from_array(array)
    polygons = polygons_of(mask)
    assert all(polygon.is_valid for polygon in polygons)
    assert sum(polygon.area for polygon in polygons) == mask.area
    assert mask_from_polygons(polygons, *mask.shape) == mask
    assert mask_from_polygons([MultiPolygon(polygons)], *mask.shape) == mask


@pytest.mark.parametrize("name", SPECIAL)
def test_special_masks_come_back(name):
    check(SPECIAL[name])


@given(pixels())
def test_any_mask_comes_back(array):
    check(array)


def test_holes_and_parts():
    outer, island = sorted(polygons_of(Mask.from_array(RING)), key=lambda each: -each.area)
    assert outer.bounds == (1, 0, 6, 5)
    assert [Polygon(hole).area for hole in outer.interiors] == [9]
    assert island.bounds == (3, 2, 4, 3)
    assert polygons_of(Mask.empty(4, 4)) == []


def test_straight_runs_are_joined():
    (rectangle,) = polygons_of(Mask.full(40, 70))
    assert len(rectangle.exterior.coords) == 5


def test_pixel_centres_decide():
    assert mask_from_polygons([box(0.4, 0.6, 2.6, 2.4)], 3, 4).array().tolist() == [
        [False, False, False, False],
        [True, True, True, False],
        [False, False, False, False],
    ]
    assert not mask_from_polygons([Polygon()], 3, 4)


def test_what_lies_outside_is_cut_off():
    assert mask_from_polygons([box(-10, -10, 2, 99)], 4, 5).area == 8
    assert not mask_from_polygons([box(50, 50, 60, 60)], 4, 5)


def test_overlapping_polygons_unite():
    united = mask_from_polygons([box(0, 0, 3, 3), box(1, 1, 4, 4)], 5, 5)
    assert united.area == 9 + 9 - 4


def test_a_slanted_edge():
    triangle = mask_from_polygons([Polygon([(0, 0), (8, 0), (0, 8)])], 8, 8)
    rows, columns = np.indices((8, 8))
    inside = rows + columns + 1 < 8
    edge = rows + columns + 1 == 8
    assert np.array_equal(triangle.array() & ~edge, inside)


@pytest.mark.timeout(20)
def test_a_thousand_specks_are_quick():
    array = np.random.default_rng(0).random((720, 1280)) > 0.999
    check(array)


def test_what_lies_left_of_the_frame_fills_nothing():
    outside = Polygon([(-5, 1), (-2, 1), (-2, 6), (-5, 6)])
    assert not mask_from_polygons([outside], 8, 9)
