import numpy as np
import pytest

from rvos_studio.formats import Dataset, TrackRecord, VideoRecord
from rvos_studio.masks import Mask

HEIGHT, WIDTH = 36, 54


def block(top, left, bottom, right, shape=(HEIGHT, WIDTH)) -> Mask:
    pixels = np.zeros(shape, bool)
    pixels[top:bottom, left:right] = True
    return Mask.from_array(pixels)


@pytest.fixture
def dataset() -> Dataset:
    """All that is awkward: gaps in ids and names, late, empty, full, overlapping, other scripts."""
    ring = block(4, 6, 20, 30) - block(8, 10, 14, 22)
    parts = block(0, 0, 3, 3) | block(30, 50, 36, 54) | block(10, 40, 11, 41)
    goats = VideoRecord(
        "1b2c-зоопарк",
        HEIGHT,
        WIDTH,
        ("00005", "00010", "00020"),
        (
            TrackRecord(
                3,
                "sheep",
                ("the goat that jumps", "一只在左边的山羊", 'a "brown" goat\\\n🐐'),
                {1: block(10, 8, 30, 40), 2: parts},
            ),
            TrackRecord(
                1,
                "earless_seal",
                ("das Zicklein, ganz hinten",),
                {0: ring, 1: ring, 2: Mask.empty(HEIGHT, WIDTH)},
            ),
            TrackRecord(10, "sheep", (), {0: block(5, 5, 6, 6)}),
        ),
    )
    wide = VideoRecord(
        "a wide one",
        5,
        200,
        ("frame 1", "frame 2"),
        (
            TrackRecord(1, "others", ("everything",), {0: Mask.full(5, 200)}),
            TrackRecord(2, "others", ("nothing",), {}),
            TrackRecord(254, "hand", ("a dot",), {1: block(4, 199, 5, 200, (5, 200))}),
        ),
    )
    nobody = VideoRecord("nobody", 4, 4, ("00000",), ())
    return Dataset((goats, wide, nobody))
