"""Generators for the runners to run."""

import os
import time
from pathlib import Path

import numpy as np

from rvos_studio.errors import BadInput


def count(upto):
    yield from range(upto)


def arrays(number, shape, dtype="float16"):
    for i in range(number):
        yield i, np.full(shape, i, dtype)


def several(number):
    yield [np.full((300, 300), i, np.float32) for i in range(number)]


def endless(path):
    i = 0
    try:
        while True:
            time.sleep(0.005)
            yield i
            i += 1
    finally:
        Path(path).write_text(str(i))


def stubborn():
    yield 0
    time.sleep(60)
    yield 1


def refuse():
    yield 1
    raise BadInput("This will not do.")


def crash():
    yield 1
    raise ZeroDivisionError("a defect")


def echo(array):
    yield array.sum()


def die(after):
    yield from range(after)
    time.sleep(0.05)
    os.kill(os.getpid(), 9)
    yield "never"


def who():
    yield os.getpid()


def die_once(marker, upto):
    """Ends its process in the middle, the first time."""
    for i in range(upto):
        if i == upto // 2 and not Path(marker).exists():
            Path(marker).write_text("")
            time.sleep(0.05)
            os.kill(os.getpid(), 9)
        yield i


def where(seconds):
    """The Ray node it runs on, before and after a while."""
    import ray

    yield ray.get_runtime_context().get_node_id()
    time.sleep(seconds)
    yield "done"
