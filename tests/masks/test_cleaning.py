"""Tidying masks, against plain definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask, fill_holes, grow, remove_specks, shrink
from rvos_studio.masks.cleaning import disk
from tests.masks.shapes import RING, drawing, pixels

ALL_ROUND = np.ones((3, 3), bool)


def parts(array, around):
    """The connected parts of an array, one boolean array each."""
    labels, count = ndimage.label(array, around)
    return [labels == part for part in range(1, count + 1)]


def touches_border(part):
    return part[0].any() or part[-1].any() or part[:, 0].any() or part[:, -1].any()


@given(pixels(), st.integers(0, 20))
def test_specks_are_small_parts(array, smallest):
    wanted = np.zeros_like(array)
    for part in parts(array, ALL_ROUND):
        if part.sum() >= smallest:
            wanted |= part
    assert np.array_equal(remove_specks(Mask.from_array(array), smallest).array(), wanted)


@given(pixels(), st.none() | st.integers(0, 20))
def test_holes_are_small_background_inside(array, largest):
    wanted = array.copy()
    for part in parts(~array, None):
        if not touches_border(part) and (largest is None or part.sum() <= largest):
            wanted |= part
    assert np.array_equal(fill_holes(Mask.from_array(array), largest).array(), wanted)


@given(pixels())
def test_filling_all_holes_is_the_known_operation(array):
    filled = fill_holes(Mask.from_array(array)).array()
    assert np.array_equal(filled, ndimage.binary_fill_holes(array))


@given(pixels(), st.integers(0, 4))
def test_growing_adds_what_is_within_the_radius(array, radius):
    grown = grow(Mask.from_array(array), radius).array()
    if array.any():
        distance = ndimage.distance_transform_edt(~array)
        assert np.array_equal(grown, np.round(distance**2) <= radius**2)
    else:
        assert not grown.any()


@given(pixels(), st.integers(0, 4))
def test_shrinking_is_growing_the_background(array, radius):
    mask = Mask.from_array(array)
    assert shrink(mask, radius) == ~grow(~mask, radius)


def test_by_hand():
    ring = Mask.from_array(RING)
    assert fill_holes(ring).area == 25
    assert remove_specks(ring, 2).area == 16
    assert fill_holes(ring, largest=7) == ring
    assert shrink(Mask.full(5, 9), 3) == Mask.full(5, 9)
    plus = drawing("..... ..#.. .###. ..#.. .....")
    assert np.array_equal(
        grow(Mask.from_array(drawing("..... ..... ..#.. ..... .....")), 1).array(), plus
    )


def test_a_disk_is_round():
    assert disk(0).tolist() == [[1]]
    assert disk(1).sum() == 5
    assert disk(2).sum() == 13
    with pytest.raises(BadInput, match="negative"):
        grow(Mask.full(2, 2), -1)
