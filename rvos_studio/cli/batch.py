"""The command for whole datasets."""

import sys
import time
from collections.abc import Generator
from contextlib import closing
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Protocol

import msgspec
import typer
from rich.markup import escape
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from rvos_studio.cli.console import errors, results
from rvos_studio.cli.fuse import Bind, bound
from rvos_studio.errors import BadInput, StudioError
from rvos_studio.fusion import find
from rvos_studio.jobs import LocalPool, Pool, RayPool
from rvos_studio.studio.batch import BatchNews, Standing, batch
from rvos_studio.studio.batch_dataset import BatchDataset
from rvos_studio.studio.batch_folder import BatchFolder
from rvos_studio.studio.batch_plan import cores_each, plan

_EVERY_S = 5.0
"""Between two lines of a progress that nobody watches live."""


class Backend(StrEnum):
    """Where the work is done."""

    LOCAL = "local"
    RAY = "ray"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("batch")(batch_command)


def batch_command(
    dataset: Annotated[
        Path,
        typer.Argument(
            metavar="DATASET",
            help="The folder of a dataset's split, its meta_expressions.json, or a list: video -> sentences.",
        ),
    ],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="A new folder, or that of a batch to go on with.")
    ],
    models: Annotated[
        str, typer.Option(metavar="A,B,...", help="The models to ask; see 'models list'.")
    ],
    recipe: Annotated[
        str, typer.Option(metavar="NAME", help="How to fuse; see 'rvos-studio recipe list'.")
    ],
    propagator: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="For the recipe's propagations; behind a recipe without any."
        ),
    ] = "",
    bind: Bind = None,
    frames: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Holds a folder of frames for each video."),
    ] = None,
    workers: Annotated[
        int, typer.Option(metavar="N", min=1, help="Processes on this machine.")
    ] = 1,
    threads: Annotated[
        int,
        typer.Option(
            metavar="N", min=0, help="CPU threads of each; by default this machine's shared out."
        ),
    ] = 0,
    backend: Annotated[Backend, typer.Option(help="This machine, or a Ray cluster.")] = (
        Backend.LOCAL
    ),
    address: Annotated[
        str | None, typer.Option(help="The cluster, 'auto' for this machine's; one is started.")
    ] = None,
    shared: Annotated[
        bool,
        typer.Option(
            " /--no-shared-folder", help="The cluster's machines do not see OUT: send results back."
        ),
    ] = True,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try videos again that failed.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Tell what happens as lines of JSON.")
    ] = False,
) -> None:
    """Ask models and follow a recipe for every video of a dataset.

    Stop it whenever you like and give the same command again: it goes on where it was.
    """
    if backend is Backend.LOCAL and (address or not shared):
        raise BadInput("--address and --no-shared-folder are for a cluster; add --backend ray.")
    videos = BatchDataset(dataset, frames)
    own = threads or (1 if backend is Backend.RAY else cores_each(workers))
    asked = plan(
        videos, [m for m in models.split(",") if m], bound(find(recipe), bind), propagator, own
    )
    pool: Pool = RayPool(address, own) if backend is Backend.RAY else LocalPool(workers)
    with closing(pool):
        work = batch(
            videos, BatchFolder(out), asked, pool, retry_failed=retry_failed, shared=shared
        )
        standing = _follow(work, _JsonLines() if as_json else _display())
    if standing.failed:
        raise StudioError(
            f"{standing.failed} of {standing.videos} videos failed, {standing.done} are done; '{out / 'videos'}' says"
            " why. Try them again with --retry-failed."
        )
    if not as_json:
        results.print(
            f"{standing.done} videos, {standing.frames:,} frames: results in '{out / 'results'}'.",
            markup=False,
        )


class _Display(Protocol):
    def show(self, news: BatchNews) -> None: ...

    def close(self) -> None: ...


def _follow(work: Generator[BatchNews, None, Standing], display: _Display) -> Standing:
    with closing(work), closing(display):
        try:
            while True:
                display.show(next(work))
        except StopIteration as end:
            standing: Standing = end.value
            return standing


def _display() -> _Display:
    return _Live() if errors.is_terminal else _Lines()


def _counts(standing: Standing) -> str:
    failed = f", {standing.failed} failed" if standing.failed else ""
    return f"{standing.done} videos done{failed}, {standing.left} left"


class _Live:
    """A bar over the answers of models, and what was last said."""

    def __init__(self) -> None:
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %{task.fields[left]}  {task.fields[doing]}"),
            console=errors,
        )
        self._all = self._bar.add_task("", total=None, left="", doing="")
        self._bar.start()

    def show(self, news: BatchNews) -> None:
        standing, left = news.standing, news.standing.seconds_left
        self._bar.update(
            self._all,
            total=standing.answers_in_all,
            completed=standing.answers,
            description=f"{_counts(standing)}, {standing.frames:,} frames",
            # What earlier runs did would mislead a guess from the bar alone.
            left="" if left is None else f", {timedelta(seconds=round(left))} left",
            doing=escape(f"{news.video}: {news.text}") if news.text else news.video,
        )
        if news.event == "failed":
            errors.print(f"{news.video}: {news.text}", markup=False)

    def close(self) -> None:
        self._bar.stop()


class _Lines:
    """For a log file or a pipe: a line now and then, and one for each video that ends."""

    def __init__(self) -> None:
        self._said = 0.0

    def show(self, news: BatchNews) -> None:
        ended = news.event in ("done", "failed")
        if not ended and time.monotonic() - self._said < _EVERY_S:
            return
        self._said = time.monotonic()
        left = news.standing.seconds_left
        parts = [_counts(news.standing), f"{news.standing.frames:,} frames"]
        if left is not None and news.standing.left:
            parts.append(f"{left:.0f} s left")
        what = f"{news.video}: {news.text or news.event}; " if news.video else ""
        errors.print(what + ", ".join(parts), markup=False)

    def close(self) -> None:
        pass


class _JsonLines:
    """For programs: a line of JSON for each piece of news, progress now and then."""

    def __init__(self) -> None:
        self._said = 0.0

    def show(self, news: BatchNews) -> None:
        if news.event == "doing":
            if time.monotonic() - self._said < _EVERY_S:
                return
            self._said = time.monotonic()
        sys.stdout.write(msgspec.json.encode(news).decode() + "\n")
        sys.stdout.flush()

    def close(self) -> None:
        pass
