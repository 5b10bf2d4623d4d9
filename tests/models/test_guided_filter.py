"""The guided filter against its definition, and on an edge."""

import cv2
import numpy as np
import pytest

from rvos_studio.models.guided_filter import GuidedFilter


@pytest.fixture
def guide():
    return np.random.default_rng(4).integers(0, 255, (20, 26, 3)).astype(np.uint8)


def defined(guide, values, radius, epsilon):
    """Ridge regression of the values on colour in every window, and the mean of all that apply."""
    padded = [(radius, radius), (radius, radius)]
    # OpenCV's "reflect" border repeats the edge pixel; numpy calls that "symmetric".
    colour = np.pad(guide.astype(float) / 255, [*padded, (0, 0)], mode="symmetric")
    target = np.pad(values.astype(float), padded, mode="symmetric")
    height, width = values.shape
    fits = np.zeros((height, width, 4))
    for y in range(height):
        for x in range(width):
            window = slice(y, y + 2 * radius + 1), slice(x, x + 2 * radius + 1)
            c, v = colour[window].reshape(-1, 3), target[window].ravel()
            spread = np.cov(c.T, bias=True) + epsilon * np.eye(3)
            slope = np.linalg.solve(spread, ((c - c.mean(0)) * (v - v.mean())[:, None]).mean(0))
            fits[y, x] = *slope, v.mean() - slope @ c.mean(0)
    size = (2 * radius + 1, 2 * radius + 1)
    fits = cv2.boxFilter(fits, -1, size, borderType=cv2.BORDER_REFLECT)
    return (fits[..., :3] * guide / 255).sum(-1) + fits[..., 3]


def test_it_is_the_fit_in_every_window(guide):
    values = np.random.default_rng(9).normal(size=(20, 26)).astype(np.float32)
    got = GuidedFilter(guide, 2, 1e-2)(values, guide)
    assert np.allclose(got, defined(guide, values, 2, 1e-2), atol=1e-4)


def test_a_constant_stays_and_a_larger_picture_gives_a_larger_map(guide):
    got = GuidedFilter(guide, 3, 1e-4)(np.full((20, 26), 2.5, np.float32), np.repeat(guide, 2, 0))
    assert got.shape == (40, 26)
    assert np.allclose(got, 2.5, atol=1e-3)


def test_a_soft_step_moves_to_the_edge_of_the_picture():
    guide = np.zeros((20, 40, 3), np.uint8)
    guide[:, 21:] = (200, 120, 40)
    misplaced = np.clip((np.arange(40, dtype=np.float32) - 15) / 8, 0, 1) * np.ones(
        (20, 1), np.float32
    )
    got = GuidedFilter(guide, 5, 1e-4)(misplaced, guide)
    assert (got[:, 21] - got[:, 20] > 5 * (misplaced[:, 21] - misplaced[:, 20]) / 2).all()
    assert ((got[:, :21] < 0.6) & (got[:, 21:].min() > 0.6)).all()
