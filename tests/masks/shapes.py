"""Masks to try things on."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

SHAPES = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14)


def pixels(shape=SHAPES):
    """Boolean arrays, most of them not square."""
    return arrays(bool, shape)


@st.composite
def pairs(draw):
    """Two boolean arrays of one shape."""
    shape = draw(SHAPES)
    return draw(pixels(shape)), draw(pixels(shape))


def drawing(text: str) -> np.ndarray:
    """A boolean array from rows of `.` and `#`."""
    return np.array([[each == "#" for each in row] for row in text.split()])


RING = drawing(".#####. .#...#. .#.#.#. .#...#. .#####.")
SPECIAL = {
    "empty": np.zeros((3, 7), bool),
    "full": np.ones((7, 3), bool),
    "first pixel": drawing("#.... ..... ....."),
    "last pixel": drawing("..... ..... ....#"),
    "one pixel of one": np.ones((1, 1), bool),
    "one row": drawing("##.#..###"),
    "one column": drawing("# . # #"),
    "hole": drawing("#### #..# ####"),
    "ring with an island": RING,
    "many parts": drawing("#.#.# .#.#. #.#.#"),
    "diagonal hole": drawing("###. #.## ##.# .###"),
}
