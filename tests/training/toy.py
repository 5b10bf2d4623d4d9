"""A network so small that it trains in a second: it finds a bright disc."""

import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, dropout

from rvos_studio.training.group import joined
from rvos_studio.training.plan import Plan
from rvos_studio.training.samples import Sample, Subject
from rvos_studio.training.trainer import Surroundings, train

SIZE = 16


class Discs:
    """Clips of one disc on noise."""

    def __init__(self, seed=0):
        self.seed = seed

    @property
    def key(self):
        return f"discs {self.seed}"

    def sample(self, number):
        rng = np.random.default_rng((self.seed, number))
        labels = np.zeros((2, SIZE, SIZE), np.uint8)
        y, x = np.mgrid[:SIZE, :SIZE]
        for frame, centre in enumerate(rng.uniform(4, SIZE - 4, (2, 2))):
            labels[frame] = (y - centre[0]) ** 2 + (x - centre[1]) ** 2 < 9
        frames = rng.integers(0, 120, (2, SIZE, SIZE, 3)) + 100 * labels[..., None]
        return Sample(frames.astype(np.uint8), labels, (Subject(1, "disc", ("the disc",)),))


class DiscTask:
    """Learns where the disc is."""

    name = "toy"
    bank_key = "toy"

    def __init__(self, drop=0.1):
        torch.manual_seed(1)
        self.module = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1),
            nn.GroupNorm(2, 8),
            nn.ReLU(),
            nn.Conv2d(8, 1, 3, padding=1),
        )
        self.drop = drop
        self.prepared = []

    def prepare(self, sample, number):
        self.prepared.append(number)
        frames = torch.from_numpy(sample.frames).permute(0, 3, 1, 2).half() / 255
        return {"frames": frames, "labels": torch.from_numpy(sample.labels)}

    def loss(self, examples, step, steps):
        frames = torch.stack([each["frames"] for each in examples]).flatten(0, 1).float()
        wanted = torch.stack([each["labels"] for each in examples]).flatten(0, 1).float()
        frames = dropout(frames, self.drop, self.module.training)
        logits = self.module(frames)[:, 0].float()
        found = logits.sigmoid()
        both = (found * wanted).sum((1, 2))
        overlap = 1 - 2 * both / (found.sum((1, 2)) + wanted.sum((1, 2)))
        pixels = binary_cross_entropy_with_logits(logits, wanted)
        return {"pixels": pixels, "dice": 0.1 * overlap.mean()}


def task(name):
    """The factory, as the table of tasks has it."""
    return DiscTask()


def run(work):
    """The result of a generator that is run to its end."""
    try:
        while True:
            next(work)
    except StopIteration as end:
        return end.value


def main(folder, batch, drop):
    """Train as one process of perhaps several; each says when a step is done."""
    plan = Plan(steps=40, batch=batch, lr=0.02, checkpoint_every=7, average=0.9)
    with joined("cpu") as (group, device):
        work = train(DiscTask(drop), Discs(), plan, folder, around=Surroundings(device, group))
        for progress in work:
            print(progress.step, flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
