import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rvos_studio.app.canvas.drawing import Drawing

grids = arrays(np.uint8, (7, 9), elements=st.integers(0, 1))
boxes = st.tuples(st.integers(0, 8), st.integers(0, 6), st.integers(0, 9), st.integers(0, 7)).map(
    lambda box: (box[0], box[1], min(box[2], 9 - box[0]), min(box[3], 7 - box[1]))
)


@given(grids, st.lists(st.tuples(boxes, grids), max_size=4))
def test_what_was_drawn_is_taken_back(pixels, steps):
    before = pixels.copy()
    drawing = Drawing(pixels)
    for (x, y, width, height), other in steps:
        part = np.s_[y : y + height, x : x + width]
        pixels[part] = other[part]
        drawing.touch((x, y, width, height))
    assert drawing.changed == (pixels != before).any()
    x, y, width, height = drawing.touched
    outside = np.ones_like(pixels)
    outside[y : y + height, x : x + width] = 0
    assert (pixels == before)[outside == 1].all()
    drawing.take_back()
    assert (pixels == before).all()
    assert not drawing.changed


@given(grids, grids, grids)
def test_spared_pixels_are_never_added_and_may_be_taken(before, wanted, spared):
    pixels = before.copy()
    drawing = Drawing(pixels, spared)
    x, y, width, height = drawing.replace(wanted)
    assert (pixels == np.where((spared == 1) & (before == 0), 0, wanted)).all()
    differs = np.argwhere(wanted != before)
    if len(differs):
        (top, left), (bottom, right) = differs.min(0), differs.max(0)
        assert (x, y, width, height) == (left, top, right + 1 - left, bottom + 1 - top)
