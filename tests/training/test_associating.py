"""The tasks of AOT and DeAOT on two squares that cross a picture."""

import pytest
import torch
from safetensors.torch import load_file

from rvos_studio.training import associating, clips
from rvos_studio.training.clips import Cut
from rvos_studio.training.plan import Plan
from rvos_studio.training.tasks import make
from rvos_studio.training.trainer import train
from tests.training.test_clips import sample

CUT = Cut(64, 96, 3, 120 * 200)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(associating, "SMALL", CUT)
    monkeypatch.setattr(associating, "WHOLE", CUT)
    torch.manual_seed(0)


def examples(task):
    return [task.prepare(sample(), number) for number in (1, 2)]


@pytest.mark.parametrize("name", ["aot-lite", "deaot-lite"])
def test_small_networks_begin_with_the_baseline_and_learn(name):
    task = make(name)
    given = examples(task)
    assert all(example["fine"].dtype == torch.float16 for example in given)
    count = sum(p.numel() for p in task.module.parameters() if p.requires_grad)
    assert 1e6 < count < 3e6
    optimizer = torch.optim.AdamW(task.module.parameters(), 1e-3)
    losses = []
    assert set(task.loss(given, 1, 41)) == {"evidence"}
    assert set(task.loss(given, 41, 41)) == {"answer", "evidence", "association"}
    for step in range(0, 24, 4):
        optimizer.zero_grad()
        terms = task.loss(given, step, 24)
        assert set(terms) == {"answer", "evidence", "association"}
        sum(terms.values()).backward()
        optimizer.step()
        losses.append(terms["association"].item())
    assert losses[-1] < losses[0]


def test_every_parameter_of_a_small_network_is_reached():
    task = make("deaot-lite")
    torch.nn.init.normal_(task.module.refinement.end.weight)
    torch.nn.init.ones_(task.module.refinement.trust)
    sum(task.loss(examples(task), 0, 10).values()).backward()
    assert all(p.grad is not None for p in task.module.parameters())


def test_held_out_losses_repeat():
    task = make("aot-lite")
    task.module.eval()
    given = examples(task)
    with torch.no_grad():
        first, second = (task.loss(given, 10, 10) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", ["aot-t", "deaot-t"])
def test_published_networks_learn_from_pictures(name):
    task = make(name)
    given = examples(task)
    assert given[0]["pictures"].dtype == torch.uint8
    terms = task.loss(given, 0, 10)
    terms["association"].backward()
    assert torch.isfinite(terms["association"])
    assert task.module.encoder.network.parameters().__next__().grad is not None


def test_examples_of_both_small_networks_are_the_same():
    assert make("aot-lite").bank_key == make("deaot-lite").bank_key != make("aot-t").bank_key
    assert clips.SMALL.height % 16 == clips.SMALL.width % 16 == 0


class Squares:
    key = "squares"

    def sample(self, number):
        return sample()


def test_a_small_network_goes_on_as_if_it_had_not_been_interrupted(tmp_path):
    plan = Plan(steps=6, batch=2, lr=2e-3)
    for folder, stop in ((tmp_path / "at once", 0), (tmp_path / "twice", 3)):
        work = train(make("aot-lite"), Squares(), plan, folder)
        while next(work).step < stop:
            pass
        if stop:
            work.close()
            work = train(make("aot-lite"), Squares(), plan, folder)
        assert list(work)[-1].step == plan.steps
    first, second = (load_file(folder / "weights.safetensors") for folder in tmp_path.iterdir())
    assert first["refinement.trust"].any()
    for name, value in first.items():
        torch.testing.assert_close(value, second[name], rtol=0, atol=1e-6)
