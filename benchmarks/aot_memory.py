"""Memory of AOT and DeAOT over a long clip at 480x864, capped and as published, and a plot of it. Linux only.

To carry six networks through a thousand frames takes hours without a GPU, so only the first three frames go through
each network. From then on the real engine gets copies of what the network made of them: features, labels,
probabilities and memories of the real sizes, with summaries that wander. What a network needs for a moment while it
computes is not in the curves. `--whole` carries one variant through a clip with nothing replaced.
"""

import argparse
import copy
import json
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from aot_plot import Line, plot
from aot_subject import Drifting, random_state

from rvos_studio.masks import Mask
from rvos_studio.models.aot_propagator import AotPropagator
from rvos_studio.models.protocols import Answer, Features, Memory
from rvos_studio.networks.aot.network import Network
from rvos_studio.networks.aot.variants import VARIANTS
from rvos_studio.propagation import Direction, MemoryKind, MemoryPolicy, propagate, schedule

NAMES = [
    f"{encoder}-{family}-l" for encoder in ("r50", "swinb", "swinl") for family in ("aot", "deaot")
]
KINDS = (MemoryKind.CAPPED, MemoryKind.PUBLISHED)
REAL = 3
"""Frames that go through the network before its results are replayed."""
PLOT = Path(__file__).parents[1] / "docs" / "aot-memory.svg"


@dataclass(frozen=True, eq=False)
class Kept:
    """A real memory or a copy of one."""

    memory: Memory
    summary: np.ndarray

    @property
    def nbytes(self) -> int:
        return self.memory.nbytes


class Replayed:
    """A propagator that asks the network about the first frames only."""

    def __init__(self, real: AotPropagator, frames: float) -> None:
        self._real = real
        self._left = frames
        self._draw = np.random.default_rng(1)
        self._place = np.float32(self._draw.standard_normal(128))
        self._alive: weakref.WeakSet[Kept] = weakref.WeakSet()

    @property
    def gap(self) -> int:
        return self._real.gap

    @property
    def remembered(self) -> int:
        """Bytes of all memories that somebody still holds."""
        return sum(kept.nbytes for kept in self._alive)

    def encode(self, frame: np.ndarray) -> Features:
        if self._left > 0:
            self._features = self._real.encode(frame)
            return self._features
        return copy.deepcopy(self._features)

    def reference(self, features: Features, labels: np.ndarray, objects: int) -> Kept:
        return self._kept(self._real.reference(features, labels, objects))

    def predict(
        self, features: Features, objects: int, long: Sequence[Kept], short: Kept
    ) -> Answer:
        self._left -= 1
        if self._left >= 0:
            memories = [kept.memory for kept in long]
            self._answer = self._real.predict(features, objects, memories, short.memory)
            self._memory = self._real.memorise(self._answer)
            return self._answer
        trace = replace(self._answer.trace, features=features)
        return Answer(self._answer.labels.copy(), self._answer.probabilities.copy(), trace)

    def memorise(self, answer: Answer) -> Kept:
        if self._left >= 0:
            return self._kept(self._real.memorise(answer))
        return self._kept(copy.deepcopy(self._memory))

    def smaller(self) -> None:
        return None

    def _kept(self, memory: Memory) -> Kept:
        self._place += 0.1 * np.float32(self._draw.standard_normal(128))
        kept = Kept(memory, self._place.copy())
        self._alive.add(kept)
        return kept


def follow(name: str, kind: MemoryKind, length: int, real: float) -> Iterator[tuple[int, int, int]]:
    """Frame, MiB of all memories and MiB of the process, after every frame of one clip."""
    variant = VARIANTS[name]
    network = Network.from_published(variant, random_state(variant))
    propagator = Replayed(AotPropagator(network, torch.device("cpu")), real)
    clip = Drifting(length, 1)
    constraints = {1: {0: Mask.from_array(clip.labels(0) == 1)}}
    plan = schedule(length, constraints, Direction.FORWARD)
    for answer in propagate(clip, propagator, constraints, plan, MemoryPolicy(kind)):
        yield answer.frame, propagator.remembered >> 20, _resident()


def _resident() -> int:
    """MiB of memory that the process takes now."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) >> 10


def whole(name: str, length: int) -> None:
    """Print what one variant takes over a clip with nothing replaced."""
    print(f"{'frame':>6}{'memories MiB':>14}{'process MiB':>13}{'s/frame':>9}")
    started, before = time.perf_counter(), 0
    for frame, memories, process in follow(name, MemoryKind.CAPPED, length, float("inf")):
        if frame % 10 == 0:
            now = time.perf_counter()
            seconds = (now - started) / (frame - before)
            started, before = now, frame
            print(f"{frame:6}{memories:14}{process:13}{seconds:9.2f}", flush=True)


def all_variants(length: int) -> None:
    """Print what every variant takes, and plot it."""
    lines = []
    print(f"{'':14}{'':10}{'memories MiB':>24}{'process MiB':>24}")
    marks = [length // 4, length // 2, length - 1]
    print(f"{'frame':24}" + 2 * "".join(f"{mark:8}" for mark in marks))
    for kind in KINDS:
        for name in NAMES:
            # Each in a process of its own: what one leaves behind is not the next one's.
            command = [sys.executable, __file__, "--only", name, kind, "--length", str(length)]
            command += ["--threads", str(torch.get_num_threads())]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            rows = {frame: sizes for frame, *sizes in json.loads(done.stdout)}
            figures = [rows[mark][column] for column in (0, 1) for mark in marks]
            print(f"{name:14}{kind:10}" + "".join(f"{f:8}" for f in figures), flush=True)
            points = [(frame, process) for frame, (_, process) in rows.items() if frame % 5 == 0]
            lines.append(Line(f"{name}, {kind}", NAMES.index(name), kind != KINDS[0], points))
    PLOT.write_text(plot("Memory of the process over a clip, MiB", "frame", lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--length", type=int, default=1000, help="frames of the clip")
    parser.add_argument("--whole", choices=NAMES, metavar="VARIANT", help="nothing is replaced")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    cv2.setNumThreads(arguments.threads)
    if arguments.only:
        name, kind = arguments.only
        print(json.dumps(list(follow(name, MemoryKind(kind), arguments.length, REAL))))
    elif arguments.whole:
        whole(arguments.whole, arguments.length)
    else:
        all_variants(arguments.length)


if __name__ == "__main__":
    main()
