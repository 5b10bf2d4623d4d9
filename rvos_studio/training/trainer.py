"""The one trainer: interruptible at any moment, by one process or several, on any device."""

import math
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import torch
from torch.utils.data import DataLoader, Dataset

from rvos_studio.errors import CannotWrite, StudioError
from rvos_studio.training.bank import Bank, Example, prepared
from rvos_studio.training.checkpoints import Checkpoints, export
from rvos_studio.training.group import Group
from rvos_studio.training.journal import Journal, Line
from rvos_studio.training.learner import Learner
from rvos_studio.training.plan import Plan, Progress, Trained, drawn
from rvos_studio.training.samples import Source
from rvos_studio.training.task import Task

WEIGHTS = "weights.safetensors"
_GIB = 2**30
_RECENT = 50
"""Steps whose pace tells how long the rest takes."""


@dataclass(frozen=True)
class Surroundings:
    """Where a training computes; but for rounding, its result does not follow from this."""

    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    group: Group = field(default_factory=Group)
    workers: int = 0
    """Processes that prepare or read examples ahead; 0 does it in between."""
    bank_bytes: int = 20 * _GIB
    """The most that examples on disk may take."""
    stop: Callable[[], bool] = lambda: False
    """Asked after every step; once it says so in any process, all save and return."""


def train(
    task: Task,
    source: Source,
    plan: Plan,
    folder: Path,
    *,
    check: Source | None = None,
    half: bool = False,
    around: Surroundings | None = None,
) -> Generator[Progress, None, Trained]:
    """Train `task.module` on `source` and leave its weights in `folder`, going on from a checkpoint if there is one.

    Every random choice follows from the plan's seed, the step and the process, so that a training that was
    interrupted, in whatever way, ends as it would have. Closing the generator keeps what is done. With `check` the
    loss on its examples is looked at now and then. `half` writes the weights in float16. Raises `CannotWrite` where
    the disk refuses, and `StudioError` where the loss is no number.
    """
    around = around or Surroundings()
    first = around.group.first
    _make(folder)
    yield from _prepare(Bank.of(task, source), plan.bank, "preparing examples", around)
    checked: list[Example] = []
    if check is not None and first:
        bank = Bank.of(task, check)
        yield from _prepare(bank, plan.check_examples, "preparing held-out examples", around)
        checked = [bank.example(number) for number in range(plan.check_examples)]
    around.group.wait()
    learner = Learner(task, plan, around.device, around.group)
    checkpoints = Checkpoints(folder / "checkpoints")
    if state := checkpoints.newest():
        learner.restore(state)
    saved = learner.step

    def save() -> None:
        nonlocal saved
        if first and learner.step > saved:
            checkpoints.save(learner.step, learner.state())
        saved = learner.step

    with Journal(folder, learner.step) if first else nullcontext() as journal:
        stopped = False
        for examples in _batches(task, source, plan, learner.step, around):
            line = learner.advance(examples)
            if checked and (line.step % plan.check_every == 0 or line.step == plan.steps):
                line = msgspec.structs.replace(line, held_out=learner.held_out(checked))
            if journal:
                journal.add(line)
            stopped = around.group.any(around.stop(), around.device)
            if stopped or line.step == plan.steps or line.step % plan.checkpoint_every == 0:
                save()
            try:
                yield _progress(line, plan, journal)
            except GeneratorExit:
                save()
                raise
            if stopped:
                break
        weights = None
        if journal and learner.step == plan.steps:
            weights = folder / WEIGHTS
            facts = {"model": task.name, "steps": str(plan.steps), "seed": str(plan.seed)}
            export(weights, learner.result(), facts, half=half)
        if journal:
            journal.draw()
        return _outcome(learner, journal.lines if journal else [], weights)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"The folder '{folder}' cannot be made: {error.strerror}.") from error


def _prepare(
    bank: Bank, count: int, doing: str, around: Surroundings
) -> Generator[Progress, None, None]:
    if count:
        for done, size in bank.fill(count, around.bank_bytes):
            about = f"{size / _GIB:.2f} GiB in '{bank.folder}'"
            yield Progress(doing, done, count, about=about)


class _Examples(Dataset[Any]):
    """Examples by number. A sentence for people passes from one process to another as a value."""

    def __init__(self, prepare: Callable[[int], Example]) -> None:
        self._prepare = prepare

    def __getitem__(self, number: int) -> Example | StudioError:
        try:
            return self._prepare(number)
        except StudioError as error:
            return error


def _batches(
    task: Task, source: Source, plan: Plan, begin: int, around: Surroundings
) -> Iterator[list[Example]]:
    """This process's share of the examples of every step from `begin`."""
    prepare = Bank.of(task, source).example
    if not plan.bank:
        prepare = lambda number: prepared(task, source, number)  # noqa: E731
    rank, size = around.group.rank, around.group.size
    numbers = [drawn(plan, step)[rank::size] for step in range(begin, plan.steps)]
    for batch in DataLoader(
        _Examples(prepare), batch_sampler=numbers, collate_fn=list, num_workers=around.workers
    ):
        for each in batch:
            if isinstance(each, StudioError):
                raise each
        yield batch


def _progress(line: Line, plan: Plan, journal: Journal | None) -> Progress:
    left = None
    if journal and len(journal.lines) > 1:
        recent = journal.lines[-_RECENT:]
        pace = (recent[-1].seconds - recent[0].seconds) / (len(recent) - 1)
        left = pace * (plan.steps - line.step)
    return Progress("training", line.step, plan.steps, line.terms, line.held_out, left)


def _outcome(learner: Learner, lines: Sequence[Line], weights: Path | None) -> Trained:
    last = [line.loss for line in lines[-max(1, len(lines) // 10) :]]
    held_out = next((line.held_out for line in reversed(lines) if line.held_out is not None), None)
    loss = math.fsum(last) / len(last) if last else math.nan
    return Trained(learner.step, loss, held_out, learner.seconds, weights)
