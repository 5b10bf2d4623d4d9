"""Label maps keep ids; the palette is for display only."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from rvos_studio.errors import BadInput
from rvos_studio.masks import PALETTE, Mask, read_label_map, write_label_map
from rvos_studio.masks.palette import label_map
from tests.masks.shapes import SHAPES, drawing


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("labels") / "00005.png"


def test_the_palette_is_that_of_davis():
    assert PALETTE.shape == (256, 3)
    known = {0: (0, 0, 0), 1: (128, 0, 0), 2: (0, 128, 0), 3: (128, 128, 0), 4: (0, 0, 128)}
    known |= {8: (64, 0, 0), 21: (128, 64, 128), 255: (224, 224, 192)}
    for value, colour in known.items():
        assert tuple(PALETTE[value].tolist()) == colour
    assert len({tuple(colour) for colour in PALETTE.tolist()}) == 256


def test_ids_with_gaps_and_void_survive(path):
    labels = np.zeros((5, 9), np.uint8)
    labels[1:3, 2:5], labels[3:, 4:], labels[0, 0] = 1, 3, 255
    write_label_map(path, labels)
    with Image.open(path) as image:
        assert (image.mode, image.size) == ("P", (9, 5))
        assert image.getpalette() == PALETTE.ravel().tolist()
        assert "transparency" not in image.info
        assert "interlace" not in image.info
        assert set(np.unique(image)) == {0, 1, 3, 255}
    assert path.read_bytes()[24:26] == bytes([8, 3])  # depth 8, colour type palette
    assert np.array_equal(read_label_map(path), labels)


@given(labels=arrays(np.uint8, SHAPES))
def test_any_label_map_comes_back(path, labels):
    write_label_map(path, labels)
    assert np.array_equal(read_label_map(path), labels)


def test_few_colours_are_not_packed(path):
    for value in (0, 1, 255):
        write_label_map(path, np.full((3, 3), value, np.uint8))
        assert path.read_bytes()[24] == 8
        assert (read_label_map(path) == value).all()


def test_grey_pictures_are_ids_too(path):
    grey = np.arange(12, dtype=np.uint8).reshape(3, 4)
    Image.fromarray(grey).save(path)
    assert np.array_equal(read_label_map(path), grey)


def test_other_pictures_are_refused(tmp_path):
    path = tmp_path / "colour.png"
    Image.fromarray(np.zeros((3, 4, 3), np.uint8)).save(path)
    with pytest.raises(BadInput, match=r"colour\.png.*RGB"):
        read_label_map(path)
    path.write_bytes(b"text")
    with pytest.raises(BadInput, match=r"colour\.png"):
        read_label_map(path)
    data = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64), np.uint8)).save(data, "PNG")
    path.write_bytes(data.getvalue()[:900])
    with pytest.raises(BadInput, match=r"colour\.png"):
        read_label_map(path)
    with pytest.raises(BadInput, match=r"gone\.png"):
        read_label_map(tmp_path / "gone.png")


@given(st.data())
def test_the_higher_id_wins(data):
    shape = data.draw(SHAPES)
    ids = data.draw(st.lists(st.integers(1, 255), unique=True, max_size=4))
    arrays_of = {each: data.draw(arrays(bool, shape)) for each in ids}
    masks = {each: Mask.from_array(array) for each, array in arrays_of.items()}
    labels = label_map(masks, *shape)
    for row, column in np.ndindex(shape):
        there = [each for each in ids if arrays_of[each][row, column]]
        assert labels[row, column] == max(there, default=0)


def test_a_label_map_holds_ids_to_255():
    mask = Mask.from_array(drawing("#. .."))
    for object_id in (0, -1, 256):
        with pytest.raises(BadInput, match=f"1 to 255; {object_id} "):
            label_map({object_id: mask}, 2, 2)
