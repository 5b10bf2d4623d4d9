"""What a budget on memory costs in J: capped memory at several budgets beside an unbounded one.

The clips of the baselines' sequences are played to and fro, so that they get long, and propagated
from the first frame by the baseline propagator.
"""

import argparse
import weakref
from pathlib import Path

import cv2
import numpy as np
import torch
from davis import CLIPS, DavisSequence

from rvos_studio.masks import Mask
from rvos_studio.metrics import region_similarity
from rvos_studio.models.baseline_propagator import BaselinePropagator
from rvos_studio.propagation import (
    Direction,
    FeatureCache,
    MemoryKind,
    MemoryPolicy,
    propagate,
    schedule,
)

POLICIES = {
    "published": MemoryPolicy(MemoryKind.PUBLISHED),
    "capped, 512 MiB": MemoryPolicy(mebibytes=512),
    "capped, 64 MiB": MemoryPolicy(mebibytes=64),
    "capped, 32 MiB": MemoryPolicy(mebibytes=32),
    "capped, 16 MiB": MemoryPolicy(mebibytes=16),
    "capped, 8 MiB": MemoryPolicy(mebibytes=8),
}


class ToAndFro:
    """A clip played forward, backward, forward... up to a length; truths come along."""

    def __init__(self, sequence: DavisSequence, length: int) -> None:
        self._sequence = sequence
        self._length = length
        self._frames = [sequence.clip.frame(i) for i in range(len(sequence.clip))]
        self.height, self.width = self._frames[0].shape[:2]

    def __len__(self) -> int:
        return self._length

    def place(self, index: int) -> int:
        turn, step = divmod(index, len(self._frames) - 1)
        return len(self._frames) - 1 - step if turn % 2 else step

    def frame(self, index: int):
        return self._frames[self.place(index)]

    def truth(self, index: int):
        return self._sequence.truth(self.place(index))


class Watched:
    """A propagator that encodes a picture once and knows how many bytes of memories are alive."""

    gap = BaselinePropagator.gap

    def __init__(self, propagator: BaselinePropagator) -> None:
        self._propagator = propagator
        self._features = {}
        self._alive = {}
        self.most_bytes = 0

    def encode(self, frame):
        if id(frame) not in self._features:
            self._features[id(frame)] = self._propagator.encode(frame)
        return self._features[id(frame)]

    def reference(self, features, labels, objects):
        return self._watch(self._propagator.reference(features, labels, objects))

    def memorise(self, answer):
        return self._watch(self._propagator.memorise(answer))

    def predict(self, features, objects, long, short):
        return self._propagator.predict(features, objects, long, short)

    def smaller(self):
        return None

    def _watch(self, memory):
        self._alive[id(memory)] = memory.nbytes
        weakref.finalize(memory, self._alive.pop, id(memory))
        self.most_bytes = max(self.most_bytes, sum(self._alive.values()))
        return memory


def measure(clip: ToAndFro, propagator: Watched, policy: MemoryPolicy) -> tuple[float, float]:
    """Mean J over all frames but the first, and over the last third."""
    constraints = {1: {0: Mask.from_array(clip.truth(0))}}
    plan = schedule(len(clip), constraints, Direction.FORWARD)
    cache = FeatureCache(propagator, 0)
    scores = [
        region_similarity(answer.mask.array(), clip.truth(answer.frame))
        for answer in propagate(clip, propagator, constraints, plan, policy, cache)
    ]
    return float(np.mean(scores)), float(np.mean(scores[-len(clip) // 3 :]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sequences", nargs="+", default=["camel", "goat", "dance-twirl", "horsejump-high"]
    )
    parser.add_argument("--frames", type=int, default=300, help="length of each clip")
    parser.add_argument("--clips", type=Path, default=CLIPS, help="folder that holds 'davis'")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    rows: dict[str, list[tuple[float, float, float]]] = {name: [] for name in POLICIES}
    baseline = BaselinePropagator.load()
    for sequence in arguments.sequences:
        clip = ToAndFro(DavisSequence(arguments.clips, sequence), arguments.frames)
        propagator = Watched(baseline)
        for name, policy in POLICIES.items():
            propagator.most_bytes = 0
            scores = measure(clip, propagator, policy)
            rows[name].append((*scores, propagator.most_bytes / 2**20))
            print(
                f"{sequence:16}{name:18}J {scores[0]:.3f}  last third {scores[1]:.3f}", flush=True
            )
    print(f"\n{arguments.frames} frames each: {', '.join(arguments.sequences)}")
    print(f"{'memory':18}{'J':>8}{'last third':>12}{'most MiB':>10}")
    for name, measured in rows.items():
        whole, end, _ = np.mean(measured, axis=0)
        print(f"{name:18}{whole:8.3f}{end:12.3f}{max(row[2] for row in measured):10.1f}")


if __name__ == "__main__":
    main()
