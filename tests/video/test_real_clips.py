"""Real clips: a film against the pictures it was made from."""

import numpy as np
import pytest

from rvos_studio.video import open_clip

pytestmark = pytest.mark.clips


def test_a_film_shows_its_pictures(shared):
    folder = shared / "clips" / "puma_chair"
    with open_clip(folder / "chair.mp4") as film, open_clip(folder / "JPEGImages") as pictures:
        assert len(film) == len(pictures) == 60
        assert (film.height, film.width) == (pictures.height, pictures.width) == (480, 720)
        for i in (33, 6, 59, 0, 47):
            near = range(max(0, i - 2), min(60, i + 3))
            apart = {j: np.abs(film.frame(i) - pictures.frame(j).astype(int)).mean() for j in near}
            assert min(apart, key=apart.__getitem__) == i
            assert apart[i] < 2


def test_a_sequence_of_davis(shared):
    with open_clip(shared / "clips" / "davis" / "JPEGImages" / "480p" / "goat") as clip:
        assert (clip.name, len(clip), clip.height, clip.width) == ("goat", 90, 480, 854)
        assert clip.frame_names[10] == "00010"
        assert clip.frame(89).std() > 10
