"""The trainer on a network that learns to find a disc."""

import os
import random
import socket
import subprocess
import sys
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file

from rvos_studio.errors import BadInput, CannotWrite, StudioError
from rvos_studio.training.bank import Bank
from rvos_studio.training.checkpoints import Checkpoints
from rvos_studio.training.journal import read
from rvos_studio.training.plan import Plan
from rvos_studio.training.trainer import Surroundings, train
from tests.training.toy import Discs, DiscTask, run

PLAN = Plan(steps=40, batch=4, lr=0.02, checkpoint_every=7, average=0.9)


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    """The folder of a training that nobody interrupted."""
    folder = tmp_path_factory.mktemp("uninterrupted")
    run(train(DiscTask(), Discs(), PLAN, folder))
    return folder


def losses(folder):
    return {line.step: line.loss for line in read(folder)}


def weights(folder):
    return load_file(folder / "weights.safetensors")


def assert_same(folder, other):
    assert losses(folder) == pytest.approx(losses(other), abs=1e-6)
    assert [line.step for line in read(folder)] == list(range(1, PLAN.steps + 1))
    for name, value in weights(folder).items():
        torch.testing.assert_close(value, weights(other)[name], rtol=0, atol=1e-6)


def test_the_loss_falls(uninterrupted):
    curve = losses(uninterrupted)
    assert list(curve) == list(range(1, 41))
    assert sum(curve[k] for k in range(36, 41)) / 5 < 0.5 * curve[1]
    assert (uninterrupted / "curve.svg").read_text().startswith("<svg")
    assert weights(uninterrupted).keys() == DiscTask().module.state_dict().keys()


def program(folder, *, batch=4, drop=0.1, **variables):
    command = [sys.executable, "-m", "tests.training.toy", str(folder), str(batch), str(drop)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, env=os.environ | {"OMP_NUM_THREADS": "1"} | variables
    )


def test_killed_twice_at_random_it_ends_as_it_would_have(tmp_path, uninterrupted):
    for allowed in (random.randint(1, 15), random.randint(1, 15)):
        with program(tmp_path) as process:
            for _ in range(allowed):
                process.stdout.readline()
            process.kill()
    assert 0 < len(read(tmp_path)) < PLAN.steps
    run(train(DiscTask(), Discs(), PLAN, tmp_path))
    assert_same(tmp_path, uninterrupted)
    assert len(list((tmp_path / "checkpoints").iterdir())) == 2


def test_closed_it_keeps_what_is_done(tmp_path, uninterrupted):
    work = train(DiscTask(), Discs(), PLAN, tmp_path)
    while next(work).step < 10:
        pass
    work.close()
    assert Checkpoints(tmp_path / "checkpoints").newest()["step"] == 10
    first = next(resumed := train(DiscTask(), Discs(), PLAN, tmp_path))
    assert first.step == 11
    run(resumed)
    assert_same(tmp_path, uninterrupted)


def test_told_to_stop_it_saves_and_says_how_far_it_came(tmp_path):
    answers = iter([False, False, True])
    found = run(
        train(DiscTask(), Discs(), PLAN, tmp_path, around=Surroundings(stop=lambda: next(answers)))
    )
    assert (found.steps, found.weights) == (3, None)
    assert Checkpoints(tmp_path / "checkpoints").newest()["step"] == 3


def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path, uninterrupted):
    work = train(DiscTask(), Discs(), PLAN, tmp_path)
    while next(work).step < 15:
        pass
    work.close()
    newest = max((tmp_path / "checkpoints").iterdir())
    newest.write_bytes(newest.read_bytes()[:1000])
    run(train(DiscTask(), Discs(), PLAN, tmp_path))
    assert_same(tmp_path, uninterrupted)


def test_the_checkpoint_of_another_network_is_refused(tmp_path):
    run(train(DiscTask(), Discs(), replace(PLAN, steps=1), tmp_path))
    other = DiscTask()
    other.module[0] = torch.nn.Conv2d(3, 8, 5, padding=2)
    with pytest.raises(BadInput, match="another network"):
        run(train(other, Discs(), PLAN, tmp_path))


def test_two_processes_learn_what_one_does_with_both_their_examples(tmp_path):
    alone, together = tmp_path / "alone", tmp_path / "together"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": "2"}
    processes = [program(together, drop=0, **shared, RANK=str(rank)) for rank in range(2)]
    run(train(DiscTask(0), Discs(), PLAN, alone))
    for process in processes:
        process.communicate(timeout=240)
        assert process.returncode == 0
    assert losses(together) == pytest.approx(losses(alone), abs=1e-4)
    for name, value in weights(together).items():
        torch.testing.assert_close(value, weights(alone)[name], rtol=1e-3, atol=1e-3)


def test_examples_are_prepared_once_for_several_trainings(tmp_path):
    plan = replace(PLAN, bank=6, steps=9)
    first, second = DiscTask(), DiscTask()
    run(train(first, Discs(), plan, tmp_path / "first"))
    run(train(second, Discs(), plan, tmp_path / "second"))
    assert sorted(first.prepared) == list(range(6))
    assert second.prepared == []
    assert losses(tmp_path / "first") == losses(tmp_path / "second")


def test_workers_prepare_the_same_examples(tmp_path, uninterrupted):
    run(train(DiscTask(), Discs(), PLAN, tmp_path, around=Surroundings(workers=1)))
    assert_same(tmp_path, uninterrupted)


def test_a_worker_hands_the_sentence_on(tmp_path):
    class Missing(Discs):
        def sample(self, number):
            raise BadInput("The picture is missing.")

    with pytest.raises(BadInput, match=r"^The picture is missing\.$"):
        run(train(DiscTask(), Missing(), PLAN, tmp_path, around=Surroundings(workers=1)))


def test_held_out_loss_is_that_of_the_averaged_weights(tmp_path):
    plan = replace(PLAN, check_every=20, check_examples=5)
    task = DiscTask()
    found = run(train(task, Discs(), plan, tmp_path, check=Discs(seed=9)))
    checks = {line.step: line.held_out for line in read(tmp_path) if line.held_out is not None}
    assert list(checks) == [20, 40]
    assert found.held_out == checks[40]
    judge = DiscTask()
    judge.module.load_state_dict(weights(tmp_path))
    judge.module.eval()
    examples = [Bank.of(judge, Discs(seed=9)).example(number) for number in range(5)]
    with torch.no_grad():
        expected = sum(judge.loss(examples, 40, 40).values())
    assert checks[40] == pytest.approx(float(expected), rel=1e-4)
    assert ">held out<" in (tmp_path / "curve.svg").read_text()


def test_looking_at_held_out_data_does_not_change_the_training(tmp_path, uninterrupted):
    run(train(DiscTask(), Discs(), replace(PLAN, check_every=3), tmp_path, check=Discs(seed=9)))
    assert_same(tmp_path, uninterrupted)


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_it_learns_with_short_numbers_too(tmp_path, precision):
    run(train(DiscTask(), Discs(), replace(PLAN, precision=precision), tmp_path, half=True))
    curve = losses(tmp_path)
    assert curve[40] < 0.6 * curve[1]
    assert {value.dtype for value in weights(tmp_path).values()} == {torch.float16}


def test_a_loss_that_is_no_number_stops_it_before_the_weights_are_harmed(tmp_path):
    class Bursting(DiscTask):
        def loss(self, examples, step, steps):
            terms = super().loss(examples, step, steps)
            return terms | {"dice": terms["dice"] / 0} if step == 5 else terms

    with pytest.raises(StudioError, match="At step 6 the loss is no number"):
        run(train(Bursting(), Discs(), PLAN, tmp_path))
    assert len(read(tmp_path)) == 5


def test_a_network_of_which_all_is_frozen_is_refused(tmp_path):
    task = DiscTask()
    task.module.requires_grad_(False)
    with pytest.raises(StudioError, match="frozen"):
        run(train(task, Discs(), PLAN, tmp_path))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is full is needed")  # noqa: PTH110
def test_a_full_disk_is_said_so(tmp_path):
    (tmp_path / "log.jsonl.tmp").touch()
    work = train(DiscTask(), Discs(), PLAN, tmp_path)
    next(work)
    (tmp_path / "checkpoints").write_text("in the way")
    with pytest.raises(CannotWrite, match="could not be written"):
        run(work)
