"""A network so small that it trains in a second: it finds a bright disc."""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, dropout

from rvos_studio.training.samples import Sample, Subject

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
        overlap = 1 - 2 * (found * wanted).sum() / (found.sum() + wanted.sum())
        return {"pixels": binary_cross_entropy_with_logits(logits, wanted), "dice": overlap * 0.1}


def task(name):
    """The factory, as the table of tasks has it."""
    return DiscTask()
