import numpy as np
import pytest
from PySide6.QtGui import QColor

from rvos_studio.app.canvas.overlay import COLOURS, FILL, OUTLINE, Overlay, colour_of, image_of


def disc(height, width, x, y, radius):
    rows, columns = np.mgrid[:height, :width]
    return ((columns - x) ** 2 + (rows - y) ** 2 <= radius**2).astype(np.uint8)


def bits(overlay):
    image = overlay.image
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def test_inside_outline_and_outside_have_their_own_opacity():
    overlay = Overlay({1: disc(80, 100, 50, 40, 20)}, 80, 100)
    alpha = bits(overlay) >> 24
    assert alpha[40, 50] == round(255 * FILL)
    assert alpha[40, 30] == round(255 * OUTLINE)
    assert alpha[40, 29] == 0
    colour = overlay.image.pixelColor(30, 40)
    wanted = colour_of(1)
    assert abs(colour.red() - wanted.red()) <= 2
    assert abs(colour.green() - wanted.green()) <= 2
    assert abs(colour.blue() - wanted.blue()) <= 2


def test_a_mask_that_leaves_the_frame_has_no_outline_there():
    overlay = Overlay({1: np.ones((20, 30), np.uint8)}, 20, 30)
    assert set((bits(overlay) >> 24).ravel().tolist()) == {round(255 * FILL)}


def test_the_last_object_lies_on_top():
    overlay = Overlay({2: np.ones((20, 30), np.uint8), 1: np.ones((20, 30), np.uint8)}, 20, 30)
    alone = Overlay({1: np.ones((20, 30), np.uint8)}, 20, 30)
    assert (bits(overlay) == bits(alone)).all()


@pytest.mark.parametrize("height", [64, 1080])
def test_repainting_a_part_gives_what_drawing_anew_would(height):
    rng = np.random.default_rng(3)
    below, pixels = disc(height, 90, 30, 30, 22), disc(height, 90, 50, 34, 25)
    overlay = Overlay({2: below, 1: pixels}, height, 90)
    for _ in range(12):
        x, y = int(rng.integers(0, 80)), int(rng.integers(0, 54))
        pixels[y : y + 9, x : x + 12] = rng.integers(0, 2)
        overlay.repaint(1, pixels, (x, y, min(12, 90 - x), min(9, height - y)))
        assert (bits(overlay) == bits(Overlay({2: below, 1: pixels}, height, 90))).all()


def test_a_frame_keeps_its_colours():
    frame = np.array([[[1, 2, 3], [250, 128, 0]]], np.uint8)
    image = image_of(frame)
    assert image.pixelColor(0, 0) == QColor(1, 2, 3)
    assert image.pixelColor(1, 0) == QColor(250, 128, 0)


def test_neighbouring_objects_have_different_colours():
    assert len({colour_of(n).rgb() for n in range(1, len(COLOURS) + 1)}) == len(COLOURS)
    assert colour_of(len(COLOURS) + 1) == colour_of(1)
