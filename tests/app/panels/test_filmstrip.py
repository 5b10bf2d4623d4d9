"""Which thumbnails are shown."""

import numpy as np

from rvos_studio.app.panels.columns import Columns
from rvos_studio.app.panels.filmstrip import FILM, Filmstrip, thumbnail


def test_as_many_as_fit_and_half_of_them_again_when_zoomed():
    film = Filmstrip()
    film.set_clip(1_000, 16 / 9)
    whole = Columns(0, 1, 1_000)
    lacking = sorted(film.lacking(whole))
    steps = set(np.diff(lacking))
    assert len(steps) == 1
    assert 16 / 9 * FILM <= steps.pop() <= 1.5 * 16 / 9 * FILM
    image = thumbnail(np.zeros((480, 854, 3), np.uint8))
    assert image.height() == 2 * FILM
    for frame in lacking:
        film.put(frame, image)
    assert film.lacking(whole) == []
    close = film.lacking(Columns(0, 0.5, 1_000))
    assert close
    assert all(frame not in lacking for frame in close)


def test_of_very_many_the_oldest_goes():
    film = Filmstrip()
    film.set_clip(2_000, 1)
    image = thumbnail(np.zeros((4, 4, 3), np.uint8))
    for frame in range(1_000):
        film.put(frame, image)
    near = Columns(0, 1 / 200, 1_000)
    assert film.lacking(near) == [0, 4, 1, 2, 3, 5]
    assert film.lacking(Columns(990, 1 / 200, 1_000)) == []
