"""The command that trains."""

import os
import shlex
import signal
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.text import Text

from rvos_studio.cli.console import errors, tell
from rvos_studio.errors import BadInput
from rvos_studio.studio.train import Means, ordered, resumed, train
from rvos_studio.training.plan import Plan, Progress, Trained
from rvos_studio.training.sources import whole
from rvos_studio.training.tasks import GROUNDING

_EVERY = 5.0
"""Seconds between the lines of a training that nobody watches live."""
_BARS = "▁▂▃▄▅▆▇█"
_COLUMNS = 64
_STOPPED = 130
_USUAL = Plan()


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("train")(train_command)


def _option(name: str, about: str, metavar: str = "N", usual: object = None) -> Any:
    text = about if usual is None else f"{about}  [default: {usual}]"
    return typer.Option(name, metavar=metavar, help=text)


def train_command(
    out: Annotated[
        Path, _option("--out", "The training's folder: log, curve, checkpoints, weights.", "DIR")
    ],
    model: Annotated[
        str | None, _option("--model", "Which network; see 'models list'.", "NAME")
    ] = None,
    data: Annotated[
        list[str] | None,
        _option(
            "--data",
            "A folder of Ref-YouTube-VOS, MeViS or DAVIS, a project or a folder of projects, or made-up clips: 'synth',"
            " 'synth:COUNT', 'synth:PATH' with cut-outs of the objects there. Give several, each perhaps with its"
            " share: PATH=0.5.",
            "SOURCE",
        ),
    ] = None,
    videos: Annotated[
        Path | None,
        _option(
            "--videos",
            "A list of the benchmark's videos to take, a name a line; all by default.",
            "FILE",
        ),
    ] = None,
    check: Annotated[
        list[str] | None,
        _option("--check", "Held-out data whose loss is looked at now and then.", "SOURCE"),
    ] = None,
    check_videos: Annotated[
        Path | None, _option("--check-videos", "The videos to take of it.", "FILE")
    ] = None,
    begin: Annotated[
        str | None,
        _option(
            "--begin",
            "Weights to begin with, of the network or of a part of it; 'grounding' comes with the program, for small"
            " networks that answer expressions.",
            "FILE",
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with the training in DIR; all else is noted there."),
    ] = False,
    steps: Annotated[int | None, _option("--steps", "How long.", usual=_USUAL.steps)] = None,
    batch: Annotated[
        int | None, _option("--batch", "Examples a step, over all processes.", usual=_USUAL.batch)
    ] = None,
    lr: Annotated[
        float | None, _option("--lr", "Learning rate of AdamW at its highest.", "X", _USUAL.lr)
    ] = None,
    schedule: Annotated[
        str | None,
        _option("--schedule", "After the warm-up: cosine or constant.", "NAME", _USUAL.schedule),
    ] = None,
    warmup: Annotated[
        float | None,
        _option("--warmup", "Share of the steps in which the rate rises.", "X", _USUAL.warmup),
    ] = None,
    decay: Annotated[float | None, _option("--decay", "Weight decay.", "X", _USUAL.decay)] = None,
    average: Annotated[
        float | None,
        _option(
            "--average",
            "Decay of the average of the weights that is kept; 0 keeps the last.",
            "X",
            _USUAL.average,
        ),
    ] = None,
    clip: Annotated[
        float | None, _option("--clip", "The longest gradient; 0 for any.", "X", _USUAL.clip)
    ] = None,
    precision: Annotated[
        str | None,
        _option("--precision", "float32, bfloat16 or float16.", "NAME", _USUAL.precision),
    ] = None,
    seed: Annotated[
        int | None, _option("--seed", "Another one gives another training.", usual=_USUAL.seed)
    ] = None,
    data_seed: Annotated[
        int | None,
        _option(
            "--data-seed",
            "Draws other samples; the seed by default, so that trainings differ in them, too.",
        ),
    ] = None,
    bank: Annotated[
        int | None,
        _option(
            "--bank",
            "Prepare so many examples once and keep them in the cache; 0 prepares new ones for every step.",
            usual=_USUAL.bank,
        ),
    ] = None,
    checkpoint_every: Annotated[
        int | None,
        _option("--checkpoint-every", "Steps between checkpoints.", usual=_USUAL.checkpoint_every),
    ] = None,
    check_every: Annotated[
        int | None,
        _option("--check-every", "Steps between looks at held-out data.", usual=_USUAL.check_every),
    ] = None,
    check_examples: Annotated[
        int | None, _option("--check-examples", "How many of it.", usual=_USUAL.check_examples)
    ] = None,
    frames: Annotated[
        int | None, _option("--frames", "Of a sample; the model's own choice by default.")
    ] = None,
    size: Annotated[
        str | None,
        _option("--size", "Of a sample; the model's own choice by default.", "WIDTHxHEIGHT"),
    ] = None,
    half: Annotated[bool, typer.Option("--half", help="Write the weights in float16.")] = False,
    device: Annotated[
        str, _option("--device", "cpu, cuda, cuda:1; the settings say otherwise.", "NAME")
    ] = "",
    workers: Annotated[int, _option("--workers", "Processes that prepare examples.")] = 0,
    bank_gib: Annotated[
        float, _option("--bank-gib", "The most that the bank may take, GiB.", "X")
    ] = 20.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Train a network, or go on training it.

    Ctrl-C stops after the step and saves; --resume goes on to the same result. Several processes:
    'torchrun --nproc-per-node 2 -m rvos_studio train ...'.
    """
    named = {
        "model": model, "data": _places(data), "videos": videos and str(videos.resolve()), "check": _places(check),
        "check_videos": check_videos and str(check_videos.resolve()), "frames": frames, "size": size and _size(size),
        "begin": begin and whole(begin), "data_seed": data_seed,
        "half": half or None, "steps": steps, "batch": batch, "lr": lr, "schedule": schedule, "warmup": warmup,
        "decay": decay, "average": average, "clip": clip, "precision": precision, "seed": seed, "bank": bank,
        "checkpoint_every": checkpoint_every, "check_every": check_every, "check_examples": check_examples,
    }  # fmt: skip
    given = {name: value for name, value in named.items() if value is not None}
    order = resumed(out, given) if resume else ordered(given)
    quiet = as_json or os.environ.get("RANK", "0") != "0"
    with _stoppable(quiet=quiet) as stop:
        work = train(order, out, Means(device, workers, bank_gib), stop, resume=resume)
        done = _watch(work, stop, quiet=quiet)
    if done is None or done.steps < order.plan.steps:
        if not quiet:
            what = (
                f"Stopped after step {done.steps:,} of {order.plan.steps:,}."
                if done
                else "Stopped."
            )
            errors.print(
                f"{what} To go on: rvos-studio train --resume --out {shlex.quote(str(out))}",
                markup=False,
            )
        raise typer.Exit(_STOPPED)
    if done.weights is None:
        return
    size_mb = done.weights.stat().st_size / 1e6
    held_out = "" if done.held_out is None else f", held out {done.held_out:.4f}"
    facts = {"weights": str(done.weights), "steps": done.steps, "loss": done.loss}
    facts |= {"held_out": done.held_out, "seconds": done.seconds}
    tell(
        facts,
        as_json=as_json,
        text=f"{order.model}: {done.steps:,} steps, loss {done.loss:.4f}{held_out}, {done.seconds / 60:.1f} min.\n"
        f"Weights ({size_mb:.1f} MB): {done.weights}\n"
        f"To use them: rvos-studio {_use(order.model, done.weights)}",
    )  # fmt: skip


def _places(given: list[str] | None) -> tuple[str, ...] | None:
    return tuple(map(whole, given)) if given else None


def _use(model: str, weights: Path) -> str:
    """The rest of the command that puts weights to use."""
    if model == GROUNDING:
        return f"train --model soc-lite --begin {shlex.quote(str(weights))} --data ... --out ..."
    return f"models import {shlex.quote(str(weights))} --model {model}"


def _size(given: str) -> tuple[int, int]:
    width, _, height = given.partition("x")
    if not (height.isdecimal() and width.isdecimal() and int(height) and int(width)):
        raise BadInput(f"--size is given as WIDTHxHEIGHT, such as 320x192, not as '{given}'.")
    return int(height), int(width)


@contextmanager
def _stoppable(*, quiet: bool) -> Iterator[Callable[[], bool]]:
    """Let Ctrl-C, or being asked to end, wait for the step; a second time it does not wait."""
    asked = False

    def stop(signal_number: int, frame: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        if not quiet:
            errors.print("Stopping after this step…")

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _watch(
    work: Generator[Progress, None, Trained], stop: Callable[[], bool], *, quiet: bool
) -> Trained | None:
    """Show the curve while it trains; None where it was stopped before the first step."""
    show = _Show(live=errors.is_terminal and not quiet)
    with closing(work), show.shown():
        try:
            while True:
                progress = next(work)
                if not quiet:
                    show.add(progress)
                if stop() and not progress.terms:
                    return None
        except StopIteration as end:
            trained: Trained = end.value
            return trained


class _Show:
    """The terminal's view of a training: a curve that grows, or a line now and then."""

    def __init__(self, *, live: bool) -> None:
        self._live = Live(console=errors, refresh_per_second=4) if live else None
        self._losses: list[float] = []
        self._held_out: float | None = None
        self._said = 0.0
        self._doing = ""

    @contextmanager
    def shown(self) -> Iterator[None]:
        if self._live is None:
            yield
            return
        with self._live:
            yield

    def add(self, progress: Progress) -> None:
        if progress.terms:
            self._losses.append(progress.loss)
        if progress.held_out is not None:
            self._held_out = progress.held_out
        if self._live is not None:
            self._live.update(self._picture(progress))
            return
        now = time.monotonic()
        last = progress.step == progress.steps
        if progress.doing == self._doing and now - self._said < _EVERY and not last:
            return
        self._said, self._doing = now, progress.doing
        errors.print(self._words(progress), markup=False)

    def _picture(self, progress: Progress) -> RenderableType:
        bar = ProgressBar(total=progress.steps, completed=progress.step, width=_COLUMNS)
        curve = Text(sparkline(self._losses, _COLUMNS), style="blue")
        return Group(curve, Text(self._words(progress)), bar)

    def _words(self, progress: Progress) -> str:
        words = f"{progress.doing}: {progress.step:,}/{progress.steps:,}"
        if progress.terms:
            recent = self._losses[-50:]
            terms = ", ".join(f"{name} {value:.3f}" for name, value in progress.terms.items())
            words += f", loss {sum(recent) / len(recent):.4f} ({terms})"
        if self._held_out is not None:
            words += f", held out {self._held_out:.4f}"
        if progress.seconds_left:
            words += f", {_spoken(progress.seconds_left)} left"
        return f"{words}, {progress.about}" if progress.about else words


def sparkline(values: list[float], columns: int) -> str:
    """Values as a row of bars, each the mean of a stretch of them; from nothing to the highest."""
    size = max(1, -(-len(values) // columns))
    means = [
        sum(values[k : k + size]) / len(values[k : k + size]) for k in range(0, len(values), size)
    ]
    top = max(means, default=0.0)
    if top <= 0:
        return ""
    return "".join(_BARS[min(7, max(0, int(8 * mean / top)))] for mean in means)


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
