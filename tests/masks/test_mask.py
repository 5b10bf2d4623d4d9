"""`Mask`: what goes in comes out, and its algebra is that of arrays."""

import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco

from rvos_studio.errors import BadInput
from rvos_studio.masks import Mask, binarise
from tests.masks.shapes import SPECIAL, pairs, pixels


def runs_of(array):
    """Uncompressed column-major run lengths, background first."""
    flat = np.concatenate([[False], array.ravel(order="F")])
    starts = np.flatnonzero(np.diff(flat)).tolist()
    edges = [0, *starts, array.size]
    return np.diff(edges).tolist()


def check(array):
    mask = Mask.from_array(array)
    assert mask.shape == array.shape
    assert np.array_equal(mask.array(), array)
    assert mask.area == array.sum()
    assert bool(mask) == array.any()
    for counts in (mask.counts, mask.counts.decode(), runs_of(array)):
        again = Mask.from_rle({"size": list(array.shape), "counts": counts})
        assert again == mask
        assert hash(again) == hash(mask)
    assert Mask.from_rle(mask.rle) == mask
    rows, columns = np.nonzero(array)
    if rows.size:
        x, y = columns.min(), rows.min()
        assert mask.bbox == (x, y, columns.max() - x + 1, rows.max() - y + 1)
    else:
        assert mask.bbox == (0, 0, 0, 0)


@pytest.mark.parametrize("name", SPECIAL)
def test_special_masks_come_back(name):
    check(SPECIAL[name])


@given(pixels())
def test_any_mask_comes_back(array):
    check(array)


def test_the_published_example():
    mask = Mask.from_array(np.array([[0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]))
    assert mask.rle == {"size": [3, 4], "counts": "326O"}
    assert mask == Mask.from_rle({"size": [3, 4], "counts": [3, 2, 6, 1]})
    assert (mask.area, mask.bbox) == (3, (1, 0, 3, 3))
    assert Mask.empty(3, 4).rle["counts"] == "<"
    assert Mask.full(3, 4).rle["counts"] == "0<"


@given(pixels())
def test_any_number_but_zero_is_foreground(array):
    assert Mask.from_array(array * np.float32(0.25)) == Mask.from_array(array)
    assert Mask.from_array(array * np.uint8(255)) == Mask.from_array(array)


@given(pixels())
def test_memory_order_does_not_matter(array):
    assert Mask.from_array(np.asfortranarray(array)) == Mask.from_array(array)
    assert Mask.from_array(array[::-1, ::-1]) == Mask.from_array(array[::-1, ::-1].copy())


def test_arrays_are_fresh():
    mask = Mask.from_array(SPECIAL["hole"])
    mask.array()[:] = True
    assert np.array_equal(mask.array(), SPECIAL["hole"])
    assert mask.array().flags.c_contiguous


@given(pixels(), st.data())
def test_empty_runs_do_not_make_another_mask(array, data):
    runs = runs_of(array)
    at = data.draw(st.integers(0, len(runs) - 1))
    # Split one run in two around a run of no pixels.
    part = data.draw(st.integers(0, runs[at]))
    split = [*runs[:at], part, 0, runs[at] - part, *runs[at + 1 :]]
    mask = Mask.from_rle({"size": list(array.shape), "counts": split})
    assert mask == Mask.from_array(array)
    assert mask.counts == Mask.from_array(array).counts


@given(pairs())
def test_boolean_algebra(pair):
    a, b = pair
    mask_a, mask_b = Mask.from_array(a), Mask.from_array(b)
    for operation in (operator.and_, operator.or_, operator.xor):
        assert np.array_equal(operation(mask_a, mask_b).array(), operation(a, b))
    assert np.array_equal((mask_a - mask_b).array(), a & ~b)
    assert np.array_equal((~mask_a).array(), ~a)
    assert (mask_a == mask_b) == np.array_equal(a, b)
    union = (a | b).sum()
    assert mask_a.iou(mask_b) == pytest.approx((a & b).sum() / union if union else 1)


def test_masks_of_two_sizes_do_not_mix():
    a, b = Mask.empty(3, 4), Mask.empty(4, 3)
    for operation in (operator.and_, operator.or_, operator.xor, operator.sub, Mask.iou):
        with pytest.raises(BadInput, match="4x3 and 3x4"):
            operation(a, b)
    assert a != b


@pytest.mark.parametrize("shape", [(), (4,), (2, 3, 4), (0, 4), (4, 0)])
def test_only_pictures_are_masks(shape):
    with pytest.raises(BadInput, match="height x width"):
        Mask.from_array(np.zeros(shape))


@pytest.mark.parametrize(
    "code",
    [
        {},
        {"size": [3, 4]},
        {"counts": "<"},
        {"size": [3], "counts": "<"},
        {"size": "34x", "counts": "<"},
        {"size": [0, 4], "counts": ""},
        {"size": [-3, -4], "counts": "<"},
        {"size": [3, 4], "counts": ""},
        {"size": [3, 4], "counts": []},
        {"size": [3, 4], "counts": [13]},
        {"size": [3, 4], "counts": [14, -2]},
        {"size": [3, 4], "counts": ["12"]},
        {"size": [3, 4], "counts": [5.5, 6.5]},
        {"size": [3, 4], "counts": [None]},
        {"size": [3, 4], "counts": None},
        {"size": [3, 4], "counts": 12},
        {"size": [4, 4], "counts": "326O"},
        {"size": [3, 4], "counts": "326"},
        {"size": [3, 4], "counts": "326O0000000<"},
        {"size": [3, 4], "counts": "3 6O"},
        {"size": [3, 4], "counts": "326é"},
        {"size": [3, 4], "counts": "32o"},
        {"size": [3, 4], "counts": b"\xff\x00"},
        {"size": [3, 4], "counts": "o" * 40 + "0"},
    ],
)
def test_damaged_codes_are_refused(code):
    with pytest.raises(BadInput):
        Mask.from_rle(code)


@given(pixels(), st.data())
def test_a_code_with_a_wrong_letter_is_refused_or_of_the_right_size(array, data):
    counts = bytearray(Mask.from_array(array).counts)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(counts) - 1))
        counts[at] = data.draw(st.integers(40, 120))
    try:
        mask = Mask.from_rle({"size": list(array.shape), "counts": bytes(counts)})
    except BadInput:
        return
    assert mask.array().shape == array.shape
    assert Mask.from_array(mask.array()) == mask


@given(st.binary(min_size=1, max_size=12), st.integers(1, 9), st.integers(1, 9))
def test_noise_is_refused_or_of_the_right_size(noise, height, width):
    letters = bytes(48 + each % 64 for each in noise)
    try:
        mask = Mask.from_rle({"size": [height, width], "counts": letters})
    except BadInput:
        return
    assert mask.array().shape == (height, width)


@given(pixels())
def test_other_tools_read_the_code(array):
    assert np.array_equal(coco.decode(Mask.from_array(array).rle), array)


def test_binarise_is_strict():
    probability = np.array([[0.5, 0.5000001], [0.2, 1.0]], np.float32)
    assert binarise(probability).array().tolist() == [[False, True], [False, True]]
    assert binarise(probability.astype(np.float16), 0.1).area == 4
