"""The loss of UNINEXT: the values of its authors' criterion, and what it does to a tiny network."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from rvos_studio.networks.losses import thinned
from rvos_studio.networks.uninext.loss import (
    Target,
    losses,
    match,
    match_proposals,
    proposal_losses,
    training_loss,
)
from rvos_studio.networks.uninext.proposals import Proposed
from rvos_studio.networks.uninext.training import Answers, LayerAnswer

RECORDED = json.loads((Path(__file__).parent / "losses.json").read_text())


def numbers(case):
    """What networks could answer, by a seed: near boxes and far ones, and what is true of each frame."""
    random = np.random.default_rng(case["seed"])
    frames, queries, cells = len(case["visible"]), case["queries"], case["cells"]
    height, width = case["size"]
    boxes = np.concatenate(
        [random.uniform(0.3, 0.7, (frames, 2)), random.uniform(0.2, 0.5, (frames, 2))], 1
    )
    y, x = np.indices((height, width))
    masks = np.stack(
        [
            (abs(x / width - box[0]) < box[2] / 2) & (abs(y / height - box[1]) < box[3] / 3)
            for box in boxes
        ]
    )

    def guesses(count):
        """Ever farther from the truth, some beyond the frame."""
        spread = np.linspace(0.02, 0.5, count)[:, None]
        found = boxes[:, None] + spread * random.standard_normal((frames, count, 4))
        found[..., 2:] = np.abs(found[..., 2:]) + 0.05
        found[..., :2] += case["away"]
        return found[:, random.permutation(count)] if case["shuffled"] else found

    layers = [
        {
            "logits": 2 * random.standard_normal((frames, queries)) - 1,
            "overlaps": random.standard_normal((frames, queries)),
            "boxes": guesses(queries),
            "masks": 3 * random.standard_normal((frames, queries, height // 4, width // 4)),
        }
        for _ in range(case["layers"])
    ]
    proposed = {
        "logits": random.standard_normal((frames, cells)) - 2,
        "boxes": guesses(cells),
    }
    return boxes, masks, layers, proposed


def tensor(values):
    return torch.from_numpy(values.astype(np.float32)).requires_grad_()


def example(case):
    """The same as a network would answer it, and the tensors that it is made of."""
    boxes, masks, layers, proposed = numbers(case)
    layers = [{name: tensor(values) for name, values in layer.items()} for layer in layers]
    proposed = {name: tensor(values) for name, values in proposed.items()}

    def answer(logits, overlaps, boxes, masks):
        return LayerAnswer(logits, overlaps, boxes, lambda frames, queries: masks[frames, queries])

    answers = Answers([answer(**layer) for layer in layers], Proposed(*proposed.values()))
    target = Target(
        thinned(torch.from_numpy(masks)),
        tensor(boxes).detach(),
        torch.tensor(case["visible"], dtype=torch.bool),
    )
    return answers, target, layers, proposed


def by_frame(pairs, frames):
    return [pairs[1][pairs[0] == frame].tolist() for frame in range(frames)]


each_case = pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["name"])


@each_case
def test_the_authors_matching(case):
    answers, target, _, _ = example(case)
    frames = len(case["visible"])
    assert [by_frame(match(one, target), frames) for one in answers.layers] == case["matched"]
    proposals = by_frame(match_proposals(answers.proposed, target), frames)
    assert proposals == case["proposals"]


@each_case
def test_the_authors_terms(case):
    answers, target, _, _ = example(case)
    for answer, recorded in zip(answers.layers, case["terms"], strict=True):
        found = losses(answer, target, match(answer, target))
        assert {n: value.item() for n, value in found.items()} == pytest.approx(recorded, rel=1e-5)
    pairs = match_proposals(answers.proposed, target)
    found = proposal_losses(answers.proposed, target, pairs)
    expected = pytest.approx(case["proposal_terms"], rel=1e-5)
    assert {name: value.item() for name, value in found.items()} == expected


@each_case
def test_the_authors_total_and_gradients(case):
    answers, target, layers, proposed = example(case)
    loss = training_loss(answers, target)
    assert loss.item() == pytest.approx(case["total"], rel=1e-5)
    loss.backward()

    def gradients(tensors):
        return {name: value.grad.double().abs().sum().item() for name, value in tensors.items()}

    expected = case["gradients"]
    for layer, recorded in zip(layers, expected["layers"], strict=True):
        assert gradients(layer) == pytest.approx(recorded, rel=1e-4)
    assert gradients(proposed) == pytest.approx(expected["proposed"], rel=1e-4)


def test_where_nothing_is_visible_nothing_is_learnt():
    answers, target, layers, proposed = example(RECORDED[0] | {"visible": [0, 0]})
    loss = training_loss(answers, target)
    loss.backward()
    assert loss.item() == 0
    assert all(value.grad is None for layer in layers for value in layer.values())
    assert not proposed["logits"].grad.any()
