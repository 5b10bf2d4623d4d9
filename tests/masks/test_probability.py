import numpy as np
import pytest

from rvos_studio.masks import Levels, binarise
from rvos_studio.masks.mask import Mask


def smooth(height=120, width=200):
    y, x = np.mgrid[:height, :width]
    distance = 30 - np.hypot(y - height / 2, x - width / 3)
    return (1 / (1 + np.exp(-distance / 4))).astype(np.float32)


def test_levels_are_the_nearest_ones():
    probability = smooth()
    assert np.abs(Levels.of(probability).array() / 255 - probability).max() <= 0.5 / 255 + 1e-7


@pytest.mark.parametrize("kind", [np.float16, np.float32])
@pytest.mark.parametrize("noisy", [False, True])
def test_the_mask_can_be_read_off_the_levels(kind, noisy):
    probability = smooth().astype(kind)
    if noisy:
        rng = np.random.default_rng(1)
        probability = rng.random((400, 700)).astype(kind)
    probability[3, 3:6] = 0.5, np.nextafter(kind(0.5), kind(1)), np.nextafter(kind(0.5), kind(0))
    levels = Levels.of(probability).array()
    assert Mask.from_array(levels > 127) == binarise(probability)


def test_only_the_box_that_is_not_zero_is_kept():
    probability = np.zeros((40, 60), np.float32)
    probability[7:10, 20:50] = 1
    levels = Levels.of(probability)
    assert levels.box == (20, 7, 30, 3)
    assert len(levels.code) < 30
    assert (levels.array() == probability * 255).all()


def test_nothing_is_kept_of_nothing():
    levels = Levels.of(np.zeros((40, 60), np.float16))
    assert levels.box == (0, 0, 0, 0)
    assert not levels.array().any()


def test_what_is_too_large_becomes_coarser():
    rng = np.random.default_rng(2)
    probability = np.clip(smooth(480, 854) + rng.normal(0, 0.02, (480, 854)), 0, 1)
    levels = Levels.of(probability.astype(np.float32))
    assert len(levels.code) <= 480 * 854 / 16
    assert np.abs(levels.array() / 255 - probability).max() <= 1 / 8
