"""Learning from corrections: the last layers of a small network, until frames that are held out get worse.

It begins as it is. What is held out says when to stop, and whether anything is gained; see `corrections.turns`.
Of few frames, each is held out in turn, and then all are learnt from for as long as was best.
"""

import hashlib
import re
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import torch
from safetensors.torch import save
from torch import Tensor, nn

from rvos_studio import __version__
from rvos_studio.errors import BadInput
from rvos_studio.formats.target import replacing
from rvos_studio.models import finetuned, weights
from rvos_studio.models.checkpoints import state_of
from rvos_studio.models.finetuned import Finetuned
from rvos_studio.models.protocols import Step
from rvos_studio.networks.uninext.training import Trainee
from rvos_studio.training import tasks
from rvos_studio.training.bank import Example, prepared
from rvos_studio.training.clips import SMALL
from rvos_studio.training.corrections import Asked, Carried, Corrected, Spot, parted, read, turns
from rvos_studio.training.group import Group
from rvos_studio.training.judging import Judge, of_propagator, of_segmenter
from rvos_studio.training.learner import Learner
from rvos_studio.training.plan import Learnt, Plan
from rvos_studio.training.task import Task

HEADS = {
    "aot": r"(decoder|refinement)\.",
    "deaot": r"(decoder|refinement)\.",
    "soc": r"evidence\.",
    "referformer": r"evidence\.",
    "mutr": r"evidence\.",
    "uninext": r"network\.evidence\.",
}
"""What is learnt of each network, by what its small variant's name begins with; the rest stays as it is."""
_BATCH = 2
_RATE = 2e-3
"""Learning rate: steps are few."""
_LOOK = 6
"""Steps after which frames held out are looked at again."""
_PATIENCE = 3
"""Looks without a gain after which a turn ends."""
_EXAMPLES = 12
"""Prepared for each turn."""
_GAIN = 0.005
"""J that must be gained on the frames held out, or nothing is kept."""


@dataclass(frozen=True)
class _Best:
    """Weights, and what they are worth on frames that were held out."""

    changes: dict[str, Tensor]
    before: float
    after: float
    steps: int
    held_out: int
    folds: int = 1


def finetune(
    projects: Sequence[str],
    model: str,
    name: str,
    minutes: float = 3,
    seed: int = 0,
    command: str = "",
    *,
    keep: bool = False,
) -> Generator[Step | Learnt, None, None]:
    """Let a small model learn from corrections, about so many `minutes`, and keep it as `MODEL+name`.

    The last value is `Learnt`. Closing the generator earlier keeps what is best so far, if anything was gained. `keep`
    keeps it in any case. Raises `BadInput` where there is too little to learn from, `Refused` where the name is taken,
    `WeightsMissing` for want of a base and `CannotWrite`.
    """
    search = _Search(projects, model, name, minutes, seed, command)
    try:
        yield from search.run(keep=keep)
    except (GeneratorExit, KeyboardInterrupt):
        if search.best:
            search.store(search.best)
        raise


class _Search:
    """One model that learns."""

    def __init__(
        self,
        projects: Sequence[str],
        model: str,
        name: str,
        minutes: float,
        seed: int,
        command: str,
    ) -> None:
        self.best: _Best | None = None
        self._model, self._command, self._seed = model, command, seed
        self._name = finetuned.free_name(model, name)
        self._base = weights.locate(model).sha256
        self._state = state_of(model)
        refers = tasks.refers(model)
        self._judge: Judge = (of_segmenter if refers else of_propagator)(model)
        self._videos = read(list(map(Path, projects)), refers=refers)
        self._begun = time.monotonic()
        self._seconds = 60 * minutes

    def run(self, *, keep: bool) -> Generator[Step | Learnt, None, None]:
        """See `finetune`."""
        held_out = turns(self._videos)
        once = len(held_out) == 1
        curves: list[list[float]] = []
        rounds = len(held_out) + (not once)
        for turn, held in enumerate(held_out):
            until = self._seconds * (turn + 1) / rounds
            most = _LOOK * (len(curves[0]) - 1) if curves else 0
            curves.append((yield from self._turn(turn, held, until, most)))
        looks = min(map(len, curves))
        mean = np.mean([curve[:looks] for curve in curves], 0)
        chosen = int(mean[1:].argmax()) + 1
        before, after = float(mean[0]), float(mean[chosen])
        count = sum(map(len, held_out))
        gained = after - before >= _GAIN
        if gained or keep:
            if once and self.best:
                best = self.best
            else:
                steps = chosen * _LOOK
                changes = yield from self._all(steps)
                best = _Best(changes, before, after, steps, count, len(held_out))
            self.store(best)
        self.best = None
        stored = self._name if gained or keep else ""
        frames = sum(len(video.frames) for video in self._videos)
        yield Learnt(self._model, stored, frames, count, before, after)

    def _turn(
        self, turn: int, held: set[Spot], until: float, most: int
    ) -> Generator[Step, None, list[float]]:
        """J of the frames held out before learning and after every look; until a time, or `most` steps if not 0."""
        kept, asked = parted(self._videos, held)
        doing = "learning"
        curve = [(yield from self._judged({}, kept, asked))]
        learner, examples = yield from self._prepared(kept, turn)
        since = 0
        while True:
            for _ in range(_LOOK):
                learner.advance(_drawn(examples, learner.step, self._seed))
                yield self._step(f"{doing}, step {learner.step}")
            changes = self._changes(learner)
            curve.append((yield from self._judged(changes, kept, asked)))
            since += 1
            if curve[-1] > max(curve[:-1]):
                since = 0
                found = _Best(changes, curve[0], curve[-1], learner.step, len(held))
                if found.after - found.before >= _GAIN and self._beats(found):
                    self.best = found
            late = time.monotonic() - self._begun > until
            if late or since == _PATIENCE or (most and learner.step >= most):
                return curve

    def _beats(self, found: _Best) -> bool:
        best = self.best
        return best is None or found.after - found.before > best.after - best.before

    def _all(self, steps: int) -> Generator[Step, None, dict[str, Tensor]]:
        """What changes where all corrections are learnt from."""
        learner, examples = yield from self._prepared(self._videos, len(turns(self._videos)))
        while learner.step < steps:
            learner.advance(_drawn(examples, learner.step, self._seed))
            yield self._step(f"learning from all corrections, step {learner.step}")
        return self._changes(learner)

    def _prepared(
        self, videos: Sequence[Corrected], turn: int
    ) -> Generator[Step, None, tuple[Learner, list[Example]]]:
        task = _Adapted(self._model, self._state, self._seed)
        seed = self._seed * 97 + turn
        source = (
            Asked(videos, seed)
            if tasks.refers(self._model)
            else Carried(videos, seed, SMALL.frames)
        )
        if not len(source):
            raise BadInput(
                "What is left while some corrected frames are held out teaches nothing; correct more frames of one"
                " object."
            )
        examples = []
        for number in range(_EXAMPLES):
            yield self._step("preparing examples")
            examples.append(prepared(task, source, number))
        plan = Plan(
            steps=1000,
            batch=_BATCH,
            lr=_RATE,
            schedule="constant",
            warmup=0.002,
            average=0.8,
            seed=self._seed,
        )
        return Learner(task, plan, torch.device("cpu"), Group()), examples

    def _judged(
        self, changes: Mapping[str, Tensor], kept: Sequence[Corrected], asked: Sequence[Corrected]
    ) -> Generator[Step, None, float]:
        state = {name: value.clone() for name, value in {**self._state, **changes}.items()}
        judged = self._judge(state, kept, asked)
        try:
            while True:
                next(judged)
                yield self._step("looking at corrections that were held out")
        except StopIteration as end:
            found: list[float] = end.value
        if not found:
            raise BadInput(
                "No corrected frame can be held out: each shows objects that no other one shows; correct more frames."
            )
        return float(np.mean(found))

    def _changes(self, learner: Learner) -> dict[str, Tensor]:
        """The tensors that differ from the base, by their published names."""
        changes = {name.removeprefix("network."): value for name, value in learner.result().items()}
        return {name: value for name, value in changes.items() if name in self._state}

    def _step(self, doing: str) -> Step:
        total = max(1, round(self._seconds))
        return Step(min(total - 1, int(time.monotonic() - self._begun)), total, doing)

    def store(self, best: _Best) -> None:
        """Write weights and card, both or none."""
        content = save({name: value.contiguous() for name, value in best.changes.items()})
        card = Finetuned(
            base=self._model,
            base_sha256=self._base,
            sha256=hashlib.sha256(content).hexdigest(),
            projects={str(v.project.resolve()): tuple(v.frames) for v in self._videos},
            held_out=best.held_out,
            folds=best.folds,
            before=round(best.before, 4),
            after=round(best.after, 4),
            seed=self._seed,
            steps=best.steps,
            minutes=round((time.monotonic() - self._begun) / 60, 2),
            command=self._command,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            version=__version__,
        )
        place = finetuned.place_of(self._name)
        place.parent.mkdir(parents=True, exist_ok=True)
        parts = frozenset((finetuned.WEIGHTS, finetuned.CARD))
        with replacing(place, overwrite=False, parts=parts) as folder:
            (folder / finetuned.WEIGHTS).write_bytes(content)
            told = msgspec.json.format(msgspec.json.encode(card), indent=1)
            (folder / finetuned.CARD).write_bytes(told)


class _Adapted:
    """The task of a small network that is trained already, of which the last layers learn on."""

    def __init__(self, model: str, state: Mapping[str, Tensor], seed: int) -> None:
        self._task: Task = tasks.make(model, seed)
        self.name, self.module = model, self._task.module
        self.bank_key, self.prepare = self._task.bank_key, self._task.prepare
        _begin(self.module, state)
        heads = re.compile(HEADS[model.partition("-")[0]])
        for name, parameter in self.module.named_parameters():
            parameter.requires_grad_(heads.match(name) is not None)

    def loss(self, examples: Sequence[Example], step: int, steps: int) -> dict[str, Tensor]:
        """See `Task`: of what masks begin with, as at the beginning of a training, or of masks that are carried on."""
        return self._task.loss(examples, 0 if tasks.refers(self.name) else steps, steps)


def _begin(module: nn.Module, state: Mapping[str, Tensor]) -> None:
    """Load the base's weights; heads that only training has begin as the one of the last layer."""
    network = module.network if isinstance(module, Trainee) else module
    network.load_state_dict(dict(state))
    if isinstance(module, Trainee):
        for match, overlap in zip(module.matches, module.overlaps, strict=True):
            match.load_state_dict(module.network.match.state_dict())
            overlap.load_state_dict(module.network.overlap.state_dict())


def _drawn(examples: Sequence[Example], step: int, seed: int) -> list[Example]:
    rng = np.random.default_rng((seed, step))
    return [examples[k] for k in rng.choice(len(examples), _BATCH, replace=False)]
