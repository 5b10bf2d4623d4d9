"""Examples on disk: shared, whole, bounded."""

import os
import time
from multiprocessing import get_context

import pytest
import torch

from rvos_studio.errors import BadInput, CannotWrite
from rvos_studio.training.bank import Bank, prepared
from rvos_studio.training.samples import Mixed
from tests.training.toy import Discs, DiscTask, run

PLENTY = 1 << 30


def files(bank):
    return sorted(bank.folder.glob("*/*"))


def fill(home, done):
    """What another process does."""
    os.environ["RVOS_STUDIO_HOME"] = home
    task = DiscTask()
    run(Bank.of(task, Discs()).fill(60, PLENTY))
    done.put(len(task.prepared))


def test_two_processes_share_the_work():
    context = get_context("spawn")
    done = context.Queue()
    home = os.environ["RVOS_STUDIO_HOME"]
    processes = [context.Process(target=fill, args=(home, done)) for _ in range(2)]
    for process in processes:
        process.start()
    prepared_by_each = [done.get(timeout=120) for _ in processes]
    for process in processes:
        process.join()
    task = DiscTask()
    bank = Bank.of(task, Discs())
    assert [each for each, _ in bank.fill(60, PLENTY)] == [60]
    assert task.prepared == []
    assert 60 <= sum(prepared_by_each) <= 120
    assert len(files(bank)) == 60
    for number in (0, 59):
        expected = task.prepare(Discs().sample(number), number)
        found = bank.example(number)
        assert found.keys() == expected.keys()
        assert all(torch.equal(found[name], expected[name]) for name in found)
        assert found["frames"].dtype is torch.float16


def test_other_data_and_other_examples_have_a_bank_of_their_own():
    task, other = DiscTask(), DiscTask()
    other.bank_key = "other"
    for each, source in ((task, Discs()), (task, Discs(1)), (other, Discs())):
        Bank.of(each, source).example(0)
    assert (task.prepared, other.prepared) == ([0, 0], [0])
    assert len(files(Bank.of(task, Discs()))) == 3


def test_mixtures_share_the_examples_of_their_sources():
    task = DiscTask()
    run(Bank.of(task, Mixed([Discs(0), Discs(1)], [1, 1])).fill(8, PLENTY))
    assert sorted(task.prepared) == [0, 0, 1, 1, 2, 2, 3, 3]
    run(Bank.of(task, Mixed([Discs(1), Discs(2)], [1, 1])).fill(8, PLENTY))
    assert sorted(task.prepared[8:]) == [0, 1, 2, 3]
    alone, mixed = Bank.of(task, Discs(1)), Bank.of(task, Mixed([Discs(0), Discs(1)], [1, 1]))
    assert torch.equal(mixed.example(5)["labels"], alone.example(2)["labels"])
    assert len(task.prepared) == 12


def test_a_damaged_example_is_prepared_again():
    task = DiscTask()
    bank = Bank.of(task, Discs())
    whole = bank.example(3)
    (path,) = files(bank)
    path.write_bytes(path.read_bytes()[:100])
    assert torch.equal(bank.example(3)["labels"], whole["labels"])
    assert task.prepared == [3, 3]


def test_it_goes_on_where_it_was_left():
    task = DiscTask()
    bank = Bank.of(task, Discs())
    work = bank.fill(8, PLENTY)
    for _ in range(3):
        counted, size = next(work)
    work.close()
    assert counted == len(task.prepared) == 3
    assert size == sum(each.stat().st_size for each in files(bank))
    run(bank.fill(8, PLENTY))
    assert sorted(task.prepared) == list(range(8))


def test_more_than_allowed_is_refused_after_the_first():
    task = DiscTask()
    with pytest.raises(BadInput, match=r"1,000 examples would take about .* more than"):
        run(Bank.of(task, Discs()).fill(1000, 10_000))
    assert len(task.prepared) == 1


def test_what_a_killed_process_left_is_swept_away():
    bank = Bank.of(DiscTask(), Discs())
    bank.example(0)
    (whole,) = files(bank)
    forsaken, young = (whole.parent / f"0000001.safetensors.{name}" for name in ("old", "new"))
    for path in (forsaken, young):
        path.touch()
    os.utime(forsaken, (time.time() - 7200,) * 2)
    run(bank.fill(1, PLENTY))
    assert young.exists()
    assert not forsaken.exists()


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path):
    (tmp_path / "file").touch()
    bank = Bank(tmp_path / "file" / "bank", DiscTask(), Discs())
    with pytest.raises(CannotWrite, match="could not be written"):
        bank.example(0)


def test_another_sample_stands_in_where_nothing_can_be_learnt():
    class Choosy(DiscTask):
        def prepare(self, sample, number):
            if sample is bad:
                raise BadInput("No object is seen.")
            return super().prepare(sample, number)

    bad = Discs().sample(0)

    class Bad(Discs):
        def sample(self, number):
            return bad if number in self.bad else super().sample(number)

    source = Bad()
    source.bad = {5}
    assert prepared(Choosy(), source, 5)["labels"].any()
    source.bad = range(10**9)
    with pytest.raises(BadInput, match="No object is seen"):
        prepared(Choosy(), source, 5)
