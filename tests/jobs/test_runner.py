import itertools
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from rvos_studio.errors import BadInput, StudioError, WorkerLost
from rvos_studio.jobs import InProcess, Worker
from rvos_studio.jobs import worker as worker_module

TASKS = "tests.jobs.tasks"


@pytest.fixture(scope="module")
def worker():
    worker = Worker()
    yield worker
    worker.close()


@pytest.fixture(params=["here", "worker"])
def runner(request, worker):
    return InProcess() if request.param == "here" else worker


def test_values_come_back_in_order(runner):
    assert list(runner.run(f"{TASKS}:count", upto=50)) == list(range(50))


@pytest.mark.parametrize("shape", [(3, 4), (480, 854), (3000, 4000)])
def test_arrays_survive_small_in_a_slot_and_larger_than_a_slot(runner, shape):
    for i, array in runner.run(f"{TASKS}:arrays", number=9, shape=shape):
        assert array.shape == shape
        assert array.dtype == np.float16
        assert (array == i).all()
        assert array.flags.writeable


def test_a_value_with_more_arrays_than_slots(worker):
    (value,) = worker.run(f"{TASKS}:several", number=11)
    assert [int(a[0, 0]) for a in value] == list(range(11))


def test_arrays_go_in_as_arguments(runner):
    assert next(runner.run(f"{TASKS}:echo", array=np.ones((1000, 1000)))) == 1_000_000


def test_cancel_closes_the_generator_and_the_worker_goes_on(runner, tmp_path):
    told = tmp_path / "told"
    values = runner.run(f"{TASKS}:endless", path=str(told))
    assert list(itertools.islice(values, 3)) == [0, 1, 2]
    start = time.monotonic()
    values.close()
    assert time.monotonic() - start < 0.5
    assert list(runner.run(f"{TASKS}:count", upto=2)) == [0, 1]
    assert int(told.read_text()) < 60


def test_expected_errors_pass_unchanged(runner):
    values = runner.run(f"{TASKS}:refuse")
    assert next(values) == 1
    with pytest.raises(BadInput, match="^This will not do.$"):
        next(values)


def test_a_defect_becomes_a_sentence_and_the_log_has_the_rest():
    worker = Worker()
    values = worker.run(f"{TASKS}:crash")
    assert next(values) == 1
    with pytest.raises(StudioError, match="ZeroDivisionError: a defect.*the log"):
        next(values)
    worker.close()
    log = Path(os.environ["RVOS_STUDIO_HOME"], "rvos-studio.log").read_text()
    assert "Traceback" in log


def test_a_killed_worker_is_reported_and_replaced(worker):
    (before,) = worker.run(f"{TASKS}:who")
    values = worker.run(f"{TASKS}:die", after=4)
    assert list(itertools.islice(values, 4)) == [0, 1, 2, 3]
    with pytest.raises(WorkerLost, match="SIGKILL.*What was finished is kept"):
        next(values)
    (after,) = worker.run(f"{TASKS}:who")
    assert after != before


def test_a_worker_killed_while_idle_is_replaced(worker):
    (before,) = worker.run(f"{TASKS}:who")
    os.kill(before, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and worker.alive:
        time.sleep(0.01)
    (after,) = worker.run(f"{TASKS}:who")
    assert after != before


def test_a_worker_that_does_not_stop_is_ended(monkeypatch):
    monkeypatch.setattr(worker_module, "_PATIENCE", 0.3)
    worker = Worker()
    values = worker.run(f"{TASKS}:stubborn")
    next(values)
    values.close()
    assert list(worker.run(f"{TASKS}:count", upto=2)) == [0, 1]
    worker.close()


def test_no_worker_and_no_memory_outlive_a_killed_parent():
    script = textwrap.dedent(f"""
        from rvos_studio.jobs import Worker
        if __name__ == "__main__":
            worker = Worker()
            for value in worker.run("{TASKS}:endless", path="/dev/null"):
                if value == 0:
                    print(worker.pid, worker._arena.memory.name, flush=True)
    """)
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    pid, memory = parent.stdout.readline().split()
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and (
        Path(f"/proc/{pid}").exists() or Path(f"/dev/shm/{memory}").exists()
    ):
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
    assert not Path(f"/dev/shm/{memory}").exists()


def test_closing_twice_is_harmless():
    worker = Worker()
    list(worker.run(f"{TASKS}:count", upto=1))
    worker.close()
    worker.close()
