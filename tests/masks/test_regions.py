import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage

from rvos_studio.masks import Mask, open_around, region_at, region_of

grids = arrays(
    np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.integers(0, 1)
)


@given(grids, st.integers(-1, 12), st.integers(-1, 12), st.booleans())
def test_a_region_is_the_connected_part_that_holds_the_pixel(pixels, x, y, diagonally):
    before = pixels.copy()
    region = region_of(pixels, x, y, diagonally=diagonally)
    assert (pixels == before).all()
    inside = 0 <= y < pixels.shape[0] and 0 <= x < pixels.shape[1]
    if not inside or not pixels[y, x]:
        assert not region.any()
        return
    parts, _ = ndimage.label(pixels, ndimage.generate_binary_structure(2, 2 if diagonally else 1))
    assert (region == (parts == parts[y, x])).all()


def test_the_region_of_a_mask_is_a_mask():
    pixels = np.zeros((10, 12), bool)
    pixels[1:3, 1:3] = pixels[3:5, 3:5] = pixels[7:9, 7:9] = True
    assert region_at(Mask.from_array(pixels), 1, 1).bbox == (1, 1, 4, 4)
    assert not region_at(Mask.from_array(pixels), 0, 0)


@pytest.mark.parametrize(
    ("rows", "open_"), [(slice(0, 10), True), (slice(1, 10), False), (slice(0, 9), False)]
)
def test_what_reaches_all_four_sides_is_open(rows, open_):
    region = np.zeros((10, 12), np.uint8)
    region[rows] = 1
    assert open_around(region) is open_
