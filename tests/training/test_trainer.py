"""The trainer on a network that learns to find a disc."""

from safetensors.torch import load_file

from rvos_studio.training.journal import read
from rvos_studio.training.plan import Plan
from rvos_studio.training.trainer import train
from tests.training.toy import Discs, DiscTask

PLAN = Plan(steps=40, batch=4, lr=0.02, checkpoint_every=7, average=0.9)


def run(work):
    try:
        while True:
            next(work)
    except StopIteration as end:
        return end.value


def losses(folder):
    return {line.step: line.loss for line in read(folder)}


def test_the_loss_falls(tmp_path):
    found = run(train(DiscTask(), Discs(), PLAN, tmp_path))
    curve = losses(tmp_path)
    assert list(curve) == list(range(1, 41))
    assert found.loss < 0.5 * curve[1]
    assert (tmp_path / "curve.svg").read_text().startswith("<svg")
    assert load_file(found.weights).keys() == DiscTask().module.state_dict().keys()
