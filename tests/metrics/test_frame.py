"""J and F by bits against what their definitions say pixel by pixel."""

import numpy as np
import pytest

from rvos_studio.metrics import Score, boundary_map, compare, summary
from rvos_studio.metrics.frame import radius


def by_definition(prediction, truth, tolerance):
    """J and F the slow way: all distances between boundary pixels."""
    union = (prediction | truth).sum()
    region = (prediction & truth).sum() / union if union else 1.0
    a, b = (np.argwhere(boundary_map(mask)) for mask in (prediction, truth))
    if not len(a) or not len(b):
        return region, float(len(a) == len(b))
    squares = ((a[:, None] - b[None]) ** 2).sum(-1)
    near = squares <= radius(*prediction.shape, tolerance) ** 2
    precision, recall = near.any(1).mean(), near.any(0).mean()
    both = precision + recall
    return region, 2 * precision * recall / both if both else 0.0


def blot(rng, height, width):
    """Anything: empty, full, a box that may touch the border, noise, or a box of noise."""
    pixels = np.zeros((height, width), bool)
    top, bottom = np.sort(rng.integers(0, height + 1, 2))
    left, right = np.sort(rng.integers(0, width + 1, 2))
    match rng.integers(0, 5):
        case 1:
            pixels[:] = True
        case 2:
            pixels[top:bottom, left:right] = True
        case 3:
            pixels = rng.random((height, width)) < rng.random()
        case 4:
            pixels[top:bottom, left:right] = rng.random((bottom - top, right - left)) < 0.7
    return pixels


@pytest.mark.parametrize("tolerance", [0.008, 0.06, 1, 3, 7.5])
def test_tables_are_what_the_definitions_say(tolerance):
    rng = np.random.default_rng(int(1000 * tolerance))
    for _ in range(60):
        height, width = (int(n) for n in rng.integers(1, 24, 2))
        predictions = [blot(rng, height, width) for _ in range(rng.integers(1, 4))]
        truths = [blot(rng, height, width) for _ in range(rng.integers(1, 3))]
        void = blot(rng, height, width) if rng.random() < 0.3 else np.zeros((height, width), bool)
        region, boundary = compare(predictions, truths, tolerance, void)
        assert region.shape == boundary.shape == (len(predictions), len(truths))
        for row, prediction in enumerate(predictions):
            for column, truth in enumerate(truths):
                wanted = by_definition(prediction & ~void, truth & ~void, tolerance)
                got = region[row, column], boundary[row, column]
                assert got == pytest.approx(wanted, abs=1e-12)


def test_any_number_counts_and_any_layout_is_read():
    truth = np.zeros((9, 17), np.uint8)
    truth[2:5, 3:9] = 255
    for mask in (truth.astype(float), np.asfortranarray(truth), np.repeat(truth, 2, 0)[::2] // 255):
        assert [each[0, 0] for each in compare([mask], [truth])] == [1, 1]


def test_nothing_to_compare():
    assert compare([], [])[0].shape == (0, 0)
    assert compare([], [np.ones((2, 2))])[1].shape == (0, 1)


def test_a_summary_is_the_mean_over_objects():
    found = summary([Score((1.0, 0.0), (1.0, 1.0)), Score((0.6,), (0.2,))])
    assert found.objects == 2
    assert (found.j.mean, found.j.recall, found.j.decay) == pytest.approx((0.55, 0.75, 0.5))
    assert (found.f.mean, found.f.recall, found.f.decay) == pytest.approx((0.6, 0.5, 0))
    assert found.jf == pytest.approx(0.575)
