"""How a training goes, as data. Imports no torch."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput

Schedule = Literal["cosine", "constant"]
Precision = Literal["float32", "bfloat16", "float16"]


@dataclass(frozen=True)
class Plan:
    """Everything that a training's result follows from, but for the network and the data.

    Raises `BadInput` for numbers that make no sense.
    """

    steps: int = 2000
    batch: int = 8
    """Examples a step, over all processes together."""
    lr: float = 3e-4
    """Of AdamW, at its highest."""
    schedule: Schedule = "cosine"
    """After the warm-up: half a cosine down to nothing, or as it is."""
    warmup: float = 0.05
    """Share of the steps, 0..1, in which the learning rate rises in a straight line."""
    decay: float = 0.01
    """Weight decay of AdamW, not on biases and norms."""
    average: float = 0.999
    """Decay of the moving average of the weights, which is what is kept in the end; 0 keeps the last ones."""
    clip: float = 1.0
    """The longest that all gradients together may be; 0 lets them be."""
    precision: Precision = "float32"
    """Numbers networks compute with; the weights stay in float32."""
    seed: int = 0
    bank: int = 0
    """Examples that are prepared beforehand and kept on disk; 0 prepares new ones for every step."""
    checkpoint_every: int = 200
    """Steps between checkpoints."""
    check_every: int = 200
    """Steps between looks at held-out data."""
    check_examples: int = 32
    """Examples looked at then."""

    def __post_init__(self) -> None:
        for name in ("steps", "batch", "checkpoint_every", "check_every", "check_examples"):
            self._refuse(name, "1 or more", getattr(self, name) >= 1)
        for name in ("lr", "decay", "clip", "seed", "bank"):
            self._refuse(name, "0 or more", 0 <= getattr(self, name) < math.inf)
        for name in ("warmup", "average"):
            self._refuse(name, "from 0 to below 1", 0 <= getattr(self, name) < 1)
        for name, kind in (("schedule", Schedule), ("precision", Precision)):
            self._refuse(name, " or ".join(get_args(kind)), getattr(self, name) in get_args(kind))

    def _refuse(self, name: str, allowed: str, good: bool) -> None:
        if not good:
            option = name.replace("_", "-")
            raise BadInput(f"--{option} is {allowed}, not {getattr(self, name)}.")


@dataclass(frozen=True)
class Progress:
    """One sign of life of a training."""

    doing: str
    """'preparing examples' or 'training'."""
    step: int
    steps: int
    terms: Mapping[str, float] = field(default_factory=dict)
    """Of the loss at this step, means over the processes; none while examples are prepared."""
    held_out: float | None = None
    """The held-out loss, where it was looked at after this step."""
    seconds_left: float | None = None
    about: str = ""
    """What else there is to know: how much the bank takes, and where it is."""

    @property
    def loss(self) -> float:
        """The sum of the terms."""
        return math.fsum(self.terms.values())


@dataclass(frozen=True)
class Trained:
    """What became of a training."""

    steps: int
    """How many were done; fewer than planned where it was stopped."""
    loss: float
    """Mean over the last tenth of them."""
    held_out: float | None
    seconds: float
    weights: Path | None
    """None where it was stopped, and in all processes but the first."""


@dataclass(frozen=True)
class Learnt:
    """What became of learning from corrections."""

    model: str
    name: str
    """What the new model is called; empty where nothing was gained, so that there is none."""
    frames: int
    """Corrected frames that there were."""
    held_out: int
    """Of them, those on which J was measured while they were not learnt from."""
    before: float
    after: float
    """J there, 0..1."""


def learning_rate(plan: Plan, step: int) -> float:
    """What AdamW moves by at `step`, from 0."""
    rising = round(plan.warmup * plan.steps)
    if step < rising:
        return plan.lr * (step + 1) / rising
    if plan.schedule == "constant":
        return plan.lr
    progress = (step - rising) / max(1, plan.steps - rising)
    return plan.lr * 0.5 * (1 + math.cos(math.pi * progress))


def drawn(plan: Plan, step: int) -> list[int]:
    """The numbers of the examples of `step`: every one of the bank once, in another order each time around."""
    positions = range(step * plan.batch, (step + 1) * plan.batch)
    if not plan.bank:
        return list(positions)
    return [
        int(_order(plan.seed, position // plan.bank, plan.bank)[position % plan.bank])
        for position in positions
    ]


@lru_cache(maxsize=2)
def _order(seed: int, around: int, count: int) -> NDArray[np.int64]:
    return np.random.default_rng((seed, around)).permutation(count)
