"""One step after another, against computations of another kind."""

import numpy as np
import pytest
import torch
from torch import nn

from rvos_studio.errors import BadInput
from rvos_studio.training.group import Group
from rvos_studio.training.learner import Learner
from rvos_studio.training.plan import Plan, drawn, learning_rate


class Line:
    """Fits a line with two numbers; small enough to compute by hand."""

    name = bank_key = "line"

    def __init__(self):
        self.module = nn.Linear(1, 1)
        nn.init.constant_(self.module.weight, 2.0)
        nn.init.constant_(self.module.bias, 1.0)

    def loss(self, examples, step, steps):
        x = torch.stack([each["x"] for each in examples])
        return {"square": ((self.module(x) - 5 * x) ** 2).mean()}


X = [{"x": torch.tensor([value])} for value in (1.0, 2.0, -1.0)]


def adamw(plan):
    """Weight, bias and their averages after each step, by AdamW's definition (Loshchilov and Hutter 2019)."""
    x = np.array([1.0, 2.0, -1.0])
    p = np.array([2.0, 1.0])
    average, m, v = p.copy(), np.zeros(2), np.zeros(2)
    for step in range(plan.steps):
        error = p[0] * x + p[1] - 5 * x
        g = np.array([(2 * error * x).mean(), (2 * error).mean()])
        norm = np.linalg.norm(g)
        if plan.clip:
            g *= min(1, plan.clip / (norm + 1e-6))
        lr = learning_rate(plan, step)
        p = p * (1 - lr * np.array([plan.decay, 0]))
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        corrected = m / (1 - 0.9 ** (step + 1)), v / (1 - 0.999 ** (step + 1))
        p = p - lr * corrected[0] / (np.sqrt(corrected[1]) + 1e-8)
        share = min(plan.average, (2 + step) / (11 + step)) if plan.average else 0
        average = share * average + (1 - share) * p
        yield p, average, norm


@pytest.mark.parametrize("clip", [0.5, 0.0])
@pytest.mark.parametrize("average", [0.6, 0.0])
def test_steps_average_and_clipping_are_as_defined(clip, average):
    plan = Plan(steps=12, batch=3, lr=0.1, decay=0.2, clip=clip, average=average)
    learner = Learner(task := Line(), plan, torch.device("cpu"), Group())
    for weights, mean, norm in adamw(plan):
        line = learner.advance(X)
        assert line.norm == pytest.approx(norm, rel=1e-5)
        values = [p.item() for p in task.module.parameters()]
        assert values == pytest.approx(weights.tolist(), rel=1e-5)
        kept = [p.item() for p in learner.result().values()]
        assert kept == pytest.approx(mean.tolist(), rel=1e-5)


def test_what_is_frozen_stays_and_is_not_kept():
    task = Line()
    task.module.bias.requires_grad_(False)
    learner = Learner(task, Plan(batch=3), torch.device("cpu"), Group())
    learner.advance(X)
    assert task.module.bias.item() == 1.0
    assert list(learner.result()) == ["weight"]


def test_the_rate_rises_and_falls():
    plan = Plan(steps=100, lr=1.0, warmup=0.1)
    rates = [learning_rate(plan, step) for step in range(100)]
    assert rates[:10] == pytest.approx(np.arange(0.1, 1.05, 0.1).tolist())
    assert rates[10:] == pytest.approx((0.5 + 0.5 * np.cos(np.pi * np.arange(90) / 90)).tolist())
    constant = Plan(steps=100, lr=1.0, warmup=0.1, schedule="constant")
    assert {learning_rate(constant, step) for step in range(10, 100)} == {1.0}


def test_every_example_of_the_bank_comes_once_each_time_around():
    plan = Plan(batch=4, bank=10, seed=3)
    numbers = [n for step in range(5) for n in drawn(plan, step)]
    first, second = numbers[:10], numbers[10:]
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second
    assert drawn(Plan(batch=4), 2) == [8, 9, 10, 11]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"steps": 0}, "--steps is 1 or more, not 0"),
        ({"lr": float("nan")}, "--lr is 0 or more"),
        ({"average": 1.0}, "--average is from 0 to below 1"),
        ({"precision": "int8"}, "--precision is float32 or bfloat16 or float16, not int8"),
        ({"check_every": 0}, "--check-every is 1 or more"),
    ],
)
def test_plans_that_make_no_sense_are_refused(wrong, said):
    with pytest.raises(BadInput, match=said):
        Plan(**wrong)
