"""The training losses against values recorded from the authors' code, and what must hold of any loss."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from rvos_studio.networks.aot.loss import (
    VOID,
    bootstrapped_cross_entropy,
    frame_loss,
    hard_share,
    soft_jaccard,
    training_loss,
)

RECORDED = json.loads((Path(__file__).parent / "losses.json").read_text())


def clip(objects, size, *, void=False, absent=False, channels=None):
    """Logits and labels by a formula: `void` pixels in stripes, object 2 `absent`, more `channels` than needed."""
    channels = channels or objects + 1
    y, x = np.indices(size)
    labels = (y // 5 * 3 + x // 7) % (objects + 1)
    if absent:
        labels[labels == 2] = 1
    c = np.arange(channels)[:, None, None]
    waves = 3 * np.sin(0.9 * c + 0.37 * y + 0.11 * (c + 1) * x)
    logits = waves + 1.5 * (labels == c)
    if void:
        labels[(x + y) % 3 > 0] = VOID
    return torch.from_numpy(logits.astype(np.float32)), torch.from_numpy(labels.astype(np.uint8))


@pytest.mark.parametrize("case", RECORDED["cases"], ids=lambda case: case["name"])
def test_the_authors_values(case):
    logits, labels = clip(case["objects"], case["size"], void=case["void"], absent=case["absent"])
    share = hard_share(case["step"], case["steps"])
    entropy = bootstrapped_cross_entropy(logits, labels, share)
    assert entropy.item() == pytest.approx(case["cross_entropy"], rel=2e-6)
    assert soft_jaccard(logits, labels).item() == pytest.approx(case["jaccard"], rel=2e-6)


def batch():
    case = RECORDED["batch"]
    pairs = [
        clip(objects, case["size"], void=void, absent=absent, channels=11)
        for objects, void, absent in zip(case["objects"], case["void"], case["absent"], strict=True)
    ]
    logits, labels = (torch.stack(each) for each in zip(*pairs, strict=True))
    return case, logits, labels


def test_the_authors_batch_with_different_numbers_of_objects():
    case, logits, labels = batch()
    share = hard_share(case["step"], case["steps"])
    loss = frame_loss(logits, labels, case["objects"], share)
    assert loss.tolist() == pytest.approx(case["loss"], rel=2e-6)


def test_identities_nobody_has_are_not_looked_at():
    case, logits, labels = batch()
    other = logits.clone()
    for b, objects in enumerate(case["objects"]):
        other[b, objects + 1 :] = 1e4
    both = [frame_loss(each, labels, case["objects"], 0.5) for each in (logits, other)]
    assert torch.equal(*both)


def test_a_perfect_prediction_costs_nothing():
    _, labels = clip(3, (24, 40))
    logits = 50.0 * torch.stack([labels == c for c in range(4)])
    assert frame_loss(logits[None], labels[None], [3], 0.15).item() == pytest.approx(0, abs=1e-6)
    wrong = frame_loss(logits.roll(1, 0)[None], labels[None], [3], 0.15).item()
    assert wrong == pytest.approx(0.5 * 50 + 0.5)


def test_the_hardest_pixels_are_the_ones_that_count():
    labels = torch.zeros(10, 10, dtype=torch.uint8)
    logits = torch.zeros(2, 10, 10)
    logits[0] = 30.0
    logits[:, :2, 5] = torch.tensor([0.0, 7.0])[:, None]
    logits[:, 3, 5] = torch.tensor([0.0, 2.0])
    logits.requires_grad_()
    hardest = bootstrapped_cross_entropy(logits, labels, 0.02)
    assert hardest.item() == pytest.approx(np.log1p(np.exp(7)), rel=1e-6)
    hardest.backward()
    assert torch.nonzero(logits.grad.abs().sum(0)).tolist() == [[0, 5], [1, 5]]
    everything = bootstrapped_cross_entropy(logits, labels, 1.0).item()
    assert everything == pytest.approx((2 * np.log1p(np.exp(7)) + np.log1p(np.exp(2))) / 100)


def test_void_pixels_get_no_gradient():
    logits, labels = clip(3, (24, 40), void=True)
    logits.requires_grad_()
    frame_loss(logits[None], labels[None], [3], 1.0).sum().backward()
    moved = logits.grad.abs().sum(0) > 0
    assert not moved[labels == VOID].any()
    assert moved[labels != VOID].all()


def test_gradients_stay_finite_on_far_logits_and_on_void_alone():
    logits, labels = clip(3, (24, 40))
    for far, truth in ((1000 * logits, labels), (logits, torch.full_like(labels, VOID))):
        far = far.detach().requires_grad_()
        loss = frame_loss(far[None], truth[None], [3], 0.15).sum()
        loss.backward()
        assert torch.isfinite(loss)
        assert torch.isfinite(far.grad).all()
    assert loss.item() == 0


def test_descent_finds_the_labels():
    logits, labels = clip(3, (24, 40))
    logits.requires_grad_()
    descent = torch.optim.Adam([logits], 0.3)
    losses = []
    for step in range(60):
        loss = frame_loss(logits[None], labels[None], [3], hard_share(step, 60)).mean()
        descent.zero_grad()
        loss.backward()
        descent.step()
        losses.append(loss.item())
    assert losses[-1] < 0.05 * losses[0]
    assert torch.equal(logits.argmax(0), labels.long())


def test_hard_mining_sets_in_by_and_by():
    shares = [hard_share(step, 1000) for step in range(0, 1001, 50)]
    assert shares[0] == 1
    assert shares[5] == pytest.approx(0.575)
    assert shares[10:] == pytest.approx([0.15] * 11)
    assert shares == sorted(shares, reverse=True)
    assert hard_share(0, 1000, reached=0) == pytest.approx(0.15)


def test_the_reference_counts_less_and_less():
    reference, predicted = torch.tensor([4.0, 2.0]), [torch.tensor([1.0, 3.0])] * 3
    losses = [training_loss(reference, predicted, step, 100).item() for step in (0, 25, 100, 101)]
    assert losses == pytest.approx([5, 2 + 0.75 * 3, 2, 2])
