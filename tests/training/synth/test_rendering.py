"""Frames and label maps are exact, and sprites keep their colours."""

import numpy as np
import pytest

from rvos_studio.training.synth.atlas import atlas, mistakable, things
from rvos_studio.training.synth.backdrops import Backdrop
from rvos_studio.training.synth.facts import facts
from rvos_studio.training.synth.paths import Camera, Path
from rvos_studio.training.synth.rendering import render
from rvos_studio.training.synth.sprites import COATS, PAINTS, Thing, sprite
from rvos_studio.training.synth.staging import Actor, Scene

HEIGHT, WIDTH, COUNT = 60, 90, 3
RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 255)


def square(colour, noun="box"):
    """A cell that is full of one colour."""
    cell = np.empty((32, 32, 4), np.uint8)
    cell[:] = colour
    return sprite(Thing(noun), [cell])


def actor(picture, points, height=1 / 3):
    return Actor(
        picture, Path("line", np.array(points)), np.full(COUNT, height), np.zeros(COUNT), False, 1.0, ""
    )  # fmt: skip


def scene(actors, layers, zooms=1.0, middle=(0.75, 0.5)):
    """A scene without light, blur and noise in front of grey."""
    grey = np.full((HEIGHT, WIDTH, 3), 100, np.uint8)
    camera = Camera(np.tile(middle, (COUNT, 1)), np.full(COUNT, zooms))
    return Scene(
        Backdrop((grey,), steady=True), camera, tuple(actors), layers, np.ones(COUNT), 1.0, 0.0, 0, 0.0, 1
    )  # fmt: skip


def test_labels_and_layers_are_exact():
    one = actor(square(RED), [(0.25, 0.5)] * COUNT)
    other = actor(square(BLUE), [(0.75, 0.5), (0.5, 0.5), (0.25, 0.5)])
    made = render(scene([one, other], (0, 1)), HEIGHT, WIDTH)
    ys, xs = np.nonzero(made.labels[0] == 1)
    assert (ys.min(), ys.max(), xs.min(), xs.max()) == (20, 39, 5, 24)
    assert np.bincount(made.labels[0].ravel()).tolist() == [HEIGHT * WIDTH - 800, 400, 400]
    assert np.all(made.frames[0][made.labels[0] == 2] == (0, 0, 255))
    assert np.all(made.frames[0][made.labels[0] == 0] == 100)
    assert np.bincount(made.labels[1].ravel())[1:].tolist() == [300, 400]
    assert np.count_nonzero(made.labels[2] == 1) == 0
    assert made.covered[2, 0, 1] == 400 == made.inside[2, 0]
    assert made.covered[:, 1].sum() == 0
    behind = render(scene([one, other], (1, 0)), HEIGHT, WIDTH)
    assert np.count_nonzero(behind.labels[2] == 2) == 0


def test_the_camera_moves_what_it_looks_at():
    one = actor(square(RED), [(0.75, 0.5)] * COUNT)
    near = render(scene([one], (0,), zooms=1.5), HEIGHT, WIDTH).labels[0]
    assert np.count_nonzero(near) == 900
    panned = render(scene([one], (0,), middle=(0.5, 0.5)), HEIGHT, WIDTH).labels[0]
    assert np.nonzero(panned)[1].mean() == pytest.approx(44.5 + 15)


def test_facts_tell_what_is_seen():
    one = actor(square(RED), [(0.25, 0.5)] * COUNT)
    other = actor(square(BLUE), [(-0.6, 0.5), (0.0, 0.5), (0.4, 0.5)])
    staged = scene([one, other], (0, 1))
    first, second = facts(staged, render(staged, HEIGHT, WIDTH))
    assert first.glimpses[0].x == pytest.approx(0.165, abs=0.01)
    assert first.glimpses[0].shown == pytest.approx(1, abs=0.02)
    assert second.glimpses[0] is None
    assert second.glimpses[1].shown == pytest.approx(0.5, abs=0.02)
    assert second.travel == pytest.approx((1.0, 0.0))
    assert first.behind == {1: pytest.approx(2 / 3)}
    assert (first.colour, second.colour) == ("red", "blue")


def test_paint_is_called_by_its_name():
    sprites = atlas(64)
    for suits, colours in (("any", PAINTS), ("coat", COATS)):
        for colour in colours:
            places = [k for k, each in enumerate(things()) if each.colours == suits]
            named = [sprites.sprite(place, colour).colour for place in places]
            assert np.mean([each == colour for each in named]) > 0.75, colour
            assert np.mean([each not in ("", colour) for each in named]) < 0.1, colour


def test_the_atlas_has_a_picture_and_words_for_everything():
    found = things()
    assert len({each.noun for each in found}) > 200
    for place, each in enumerate(found):
        alpha = atlas(64).sprite(place).pictures[0][0][..., 3]
        assert 0.1 < (alpha > 127).mean() < 0.9, each
        assert each.noun not in each.kinds
    kinds = {kind for each in found for kind in each.kinds}
    assert set(mistakable()) <= {each.noun for each in found} | kinds
