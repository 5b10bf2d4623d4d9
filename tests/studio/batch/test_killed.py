"""Batches whose processes are killed at any moment, and a Ray cluster that loses a node."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import ray
from ray.cluster_utils import Cluster

from rvos_studio.jobs.ray_pool import RayPool
from tests.studio.batch.conftest import begin, finish, results, tracks, write_dataset, write_learner

ROOT = Path(__file__).resolve().parents[3]
PAUSE = 0.02


@pytest.fixture
def slow_learner(plug, tmp_path, monkeypatch):
    """The model in this process and in all that it starts."""
    plugins = write_learner(tmp_path / "plugins", "learning_slowly", PAUSE)
    plug(plugins)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(plugins), str(ROOT)]))


@pytest.fixture
def long_dataset(tmp_path):
    return write_dataset(tmp_path / "data", ("one", "two", "three", "four"), 10)


def start(dataset, out, workers=1):
    return subprocess.Popen(
        [sys.executable, "-m", "rvos_studio", "batch", str(dataset), str(out), "--json",
         "--models", "learner,second-learner", "--recipe", "majority", "--propagator", "shifting",
         "--threads", "1", "--workers", str(workers)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def worker_of(pid):
    """The spawned worker among the children of a process."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    raise AssertionError("there is no worker")


@pytest.mark.skipif(sys.platform != "linux", reason="finds the worker in /proc")
@pytest.mark.usefixtures("slow_learner")
def test_kills_at_random_leave_no_trace(long_dataset, tmp_path):
    whole, out = tmp_path / "whole", tmp_path / "out"
    finish(begin(long_dataset, whole))
    dice = random.Random(20231)
    for kill_worker_too in (False, True, False):
        process = start(long_dataset, out)
        for line in process.stdout:
            if json.loads(line)["event"] == "doing":
                break
        time.sleep(dice.uniform(0, 1))
        if kill_worker_too:
            os.kill(worker_of(process.pid), signal.SIGKILL)
            for line in process.stdout:  # another worker takes over
                if json.loads(line)["text"] == "attempt 2":
                    break
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        for each in (out / "results").iterdir():
            assert len(list(each.rglob("*.png"))) >= 30
    process = start(long_dataset, out, workers=2)
    said, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert json.loads(said.splitlines()[-1])["standing"]["done"] == 4
    assert not (out / "unfinished").exists()
    assert results(out) == results(whole)
    assert tracks(out) == tracks(whole)


@pytest.mark.usefixtures("slow_learner")
@pytest.mark.parametrize("shared", [True, pytest.param(False, marks=pytest.mark.parity)])
def test_a_lost_node_leaves_no_trace(long_dataset, tmp_path, shared):
    finish(begin(long_dataset, tmp_path / "whole"))
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    try:
        nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
        cluster.wait_for_nodes()
        pool = RayPool(cluster.address)
        try:
            lost, again, busy = False, 0, set()
            for news in begin(long_dataset, tmp_path / "out", pool, shared=shared):
                again += news.text == "attempt 2"
                busy = busy | {news.video} if news.event == "doing" else busy - {news.video}
                if not lost and len(busy) == 2:
                    cluster.remove_node(nodes[1], allow_graceful=False)
                    lost = True
            assert (news.standing.done, news.standing.failed) == (4, 0)
            assert again >= 1
        finally:
            pool.close()
    finally:
        cluster.shutdown()
        ray.shutdown()
    assert results(tmp_path / "out") == results(tmp_path / "whole")
    assert tracks(tmp_path / "out") == tracks(tmp_path / "whole")
