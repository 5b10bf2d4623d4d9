"""How commands speak: progress on stderr, results on stdout, errors as one sentence."""

import sys
import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from rvos_studio.studio import Progress

_EVERY = 2.0
"""Seconds between the lines of a progress that nobody watches live."""

Result = TypeVar("Result")
Show = Callable[[Progress], None]

errors = Console(stderr=True, highlight=False, soft_wrap=True)
results = Console(highlight=False, soft_wrap=True)


def watch(work: Generator[Progress, None, Result], *, quiet: bool = False) -> Result:
    """Run work to its end, showing how far it is and how long it will take; returns what the work returns."""
    if quiet:
        return _run(work, lambda step: None)
    if not errors.is_terminal:
        return _run(work, _Lines().show)
    columns = (
        TextColumn("{task.description:<32}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=errors) as bar:
        task = bar.add_task("", total=None)
        return _run(
            work,
            lambda step: bar.update(
                task, completed=step.done, total=step.total or None, description=step.doing
            ),
        )


def _run(work: Generator[Progress, None, Result], show: Show) -> Result:
    try:
        while True:
            show(next(work))
    except StopIteration as end:
        result: Result = end.value
        return result
    finally:
        work.close()


class _Lines:
    """Progress for a log file or a pipe: a line now and then."""

    def __init__(self) -> None:
        self._begun = self._said = time.monotonic()
        self._stage = ""
        self._from = 0

    def show(self, step: Progress) -> None:
        now = time.monotonic()
        stage = step.doing.partition(",")[0]
        if stage != self._stage:
            self._stage, self._begun, self._said, self._from = stage, now, 0.0, step.done
        last = step.done == step.total
        if now - self._said < _EVERY and not last:
            return
        self._said = now
        advanced = step.done - self._from
        left = (now - self._begun) / advanced * (step.total - step.done) if advanced > 0 else None
        rest = "" if last or left is None else f", {left:.0f} s left"
        count = f": {step.done}/{step.total}" if step.total else "…"
        errors.print(f"{step.doing}{count}{rest}", markup=False)


def tell(data: Any, *, as_json: bool, text: str) -> None:
    """Print a result: as one JSON document for scripts, else as text."""
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(data), indent=1).decode() + "\n")
    elif text:
        results.print(text, markup=False)
