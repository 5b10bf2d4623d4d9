import numpy as np
import pytest

from rvos_studio.masks import cut_box, refine

HEIGHT, WIDTH = 120, 160


def scene(scale=1):
    """A red disc and a green bar on a noisy grey ground; the picture, the disc and the bar."""
    rng = np.random.default_rng(3)
    height, width = HEIGHT * scale, WIDTH * scale
    y, x = np.mgrid[:height, :width] / scale
    disc = (x - 70) ** 2 + (y - 60) ** 2 <= 30**2
    bar = (abs(x - 120) < 25) & (abs(y - 60) < 6) & ~disc
    picture = rng.integers(100, 130, (height, width, 3)).astype(np.uint8)
    picture[disc] = rng.integers((180, 30, 30), (220, 60, 60), (disc.sum(), 3))
    picture[bar] = rng.integers((30, 180, 30), (60, 220, 60), (bar.sum(), 3))
    return picture, disc, bar


def iou(one, other):
    one, other = one.astype(bool), other.astype(bool)
    return (one & other).sum() / (one | other).sum()


@pytest.mark.parametrize("scale", [1, 4])
def test_a_box_finds_what_stands_out_in_it(scale):
    picture, disc, _ = scene(scale)
    made = cut_box(picture, (35 * scale, 25 * scale, 68 * scale, 70 * scale))
    assert iou(made, disc) > 0.93
    assert not made[: 25 * scale].any()


@pytest.mark.parametrize("box", [(-9, -9, 5, 5), (10, 10, 0, 40), (10, 10, 1, 1), (300, 5, 9, 9)])
def test_a_box_without_pixels_makes_an_empty_mask(box):
    made = cut_box(scene()[0], box)
    assert made.shape == (HEIGHT, WIDTH)
    assert not made.any()


def test_a_box_around_everything_still_finds_something():
    picture, disc, _ = scene()
    made = cut_box(picture, (-5, -5, WIDTH + 10, HEIGHT + 10))
    assert (made.astype(bool) & disc).sum() > 0.9 * disc.sum()


@pytest.mark.parametrize("scale", [1, 4])
def test_a_click_adds_what_is_missing_and_nothing_else(scale):
    picture, disc, bar = scene(scale)
    before = after = disc.astype(np.uint8)
    for x in (112, 132):
        after = refine(picture, after, x * scale, 60 * scale, adds=True)
    assert (after >= before).all(), "a click refines, it does not replace"
    assert iou(after, disc | bar) > 0.95
    assert iou(after & ~before, bar) > 0.85


@pytest.mark.parametrize("scale", [1, 4])
def test_a_click_takes_away_what_is_too_much_and_nothing_else(scale):
    picture, disc, bar = scene(scale)
    before = after = (disc | bar).astype(np.uint8)
    for x in (112, 132):
        after = refine(picture, after, x * scale, 60 * scale, adds=False)
    assert (after <= before).all()
    assert iou(after, disc) > 0.95


def test_a_click_on_nothing_starts_a_mask():
    picture, disc, _ = scene()
    after = refine(picture, np.zeros((HEIGHT, WIDTH), np.uint8), 70, 60, adds=True)
    assert iou(after, disc) > 0.9


def test_a_click_far_from_a_mask_leaves_its_edge_alone():
    picture, disc, _ = scene(4)
    before = disc.astype(np.uint8)
    after = refine(picture, before, 158 * 4, 5, adds=True)
    left = np.s_[:, : 105 * 4]
    assert (after[left] == before[left]).all()
    assert after[5, 158 * 4]


def test_the_same_click_gives_the_same_mask():
    picture, disc, _ = scene()
    pixels = disc.astype(np.uint8)
    made = [refine(picture, pixels, 120, 60, adds=True) for _ in range(3)]
    assert (made[0] == made[1]).all()
    assert (made[0] == made[2]).all()


@pytest.mark.parametrize("adds", [True, False])
def test_a_click_outside_the_frame_changes_nothing(adds):
    picture, disc, _ = scene()
    after = refine(picture, disc.astype(np.uint8), -3, 500, adds=adds)
    assert (after == disc).all()
