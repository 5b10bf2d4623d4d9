"""What losses have in common, on masks and boxes small enough to work out."""

import math

import pytest
import torch

from rvos_studio.networks.losses import (
    dice,
    focal,
    focal_cost,
    generalised_overlap,
    overlap,
    thinned,
)


def boxes(*values):
    return torch.tensor(values, dtype=torch.float32)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((0.5, 0.5, 0.4, 0.4), (0.5, 0.5, 0.4, 0.4), 1.0),
        # Side by side: nothing shared, nothing of the box around left over.
        ((0.25, 0.5, 0.5, 1.0), (0.75, 0.5, 0.5, 1.0), 0.0),
        # Opposite corners: half of the box around is empty.
        ((0.25, 0.25, 0.5, 0.5), (0.75, 0.75, 0.5, 0.5), -0.5),
        ((0.5, 0.5, 1.0, 1.0), (0.25, 0.25, 0.5, 0.5), 0.25),
    ],
)
def test_overlap_of_boxes(first, second, expected):
    found = float(generalised_overlap(boxes(first), boxes(second)))
    assert math.isclose(found, expected, abs_tol=1e-5)


def test_masks_are_taken_at_the_middle_of_each_cell():
    masks = torch.zeros(1, 8, 12)
    masks[0, 2, 6] = masks[0, 6, 2] = 1
    assert thinned(masks).tolist() == [[[0, 1, 0], [1, 0, 0]]]


def test_overlap_alone():
    found = overlap(
        boxes((0.5, 0.5, 0.4, 0.4), (0.5, 0.5, 1.0, 1.0), (0.1, 0.1, 0.1, 0.1)),
        boxes((0.5, 0.5, 0.4, 0.4), (0.25, 0.25, 0.5, 0.5), (0.9, 0.9, 0.1, 0.1)),
    )
    assert torch.allclose(found, torch.tensor([1, 0.25, 0]))


def test_focal_loss_and_what_it_costs_to_match():
    logits = torch.tensor([-2.0, 0.3, 4.0])
    for logit, one, none, cost in zip(
        logits.tolist(),
        focal(logits, torch.ones(3)).tolist(),
        focal(logits, torch.zeros(3)).tolist(),
        focal_cost(logits).tolist(),
        strict=True,
    ):
        p = 1 / (1 + math.exp(-logit))
        assert math.isclose(one, 0.25 * (1 - p) ** 2 * -math.log(p), rel_tol=1e-4)
        assert math.isclose(none, 0.75 * p**2 * -math.log(1 - p), rel_tol=1e-4)
        assert math.isclose(cost, one - none, rel_tol=1e-4)


def test_dice_of_masks_alike_and_apart():
    wanted = torch.tensor([[1.0, 1, 0, 0]])
    found = dice(torch.tensor([[30.0, 30, -30, -30], [-30.0, -30, 30, 30]]), wanted)
    assert torch.allclose(found, torch.tensor([1, 0.2]))
