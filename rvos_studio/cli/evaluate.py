"""Commands on predictions for a benchmark: score them, hand them in."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from rvos_studio.cli.console import results, tell, watch
from rvos_studio.errors import BadInput, CannotWrite
from rvos_studio.formats.layouts import LAYOUTS
from rvos_studio.formats.target import replacing
from rvos_studio.metrics import summary
from rvos_studio.studio.evaluate import evaluate
from rvos_studio.studio.evaluation import Evaluation, Request, Row
from rvos_studio.studio.evaluation_tables import as_csv, as_json, mean_row
from rvos_studio.studio.report import as_html
from rvos_studio.studio.submit import submit

_ROWS = 40
"""The longest table on the screen."""
_LAYOUTS = " | ".join(LAYOUTS)
_WRITERS: dict[str, Callable[[Evaluation], bytes]] = {
    ".csv": as_csv,
    ".json": as_json,
    ".html": as_html,
}

Predicted = Annotated[
    Path,
    typer.Argument(
        metavar="PREDICTIONS", help="A folder of PNGs, a project (*.rvos), or a folder of projects."
    ),
]
Videos = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A list of videos, a name a line; all by default."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (evaluate_command, submission_command):
        app.command(command.__name__.removesuffix("_command"))(command)


def evaluate_command(
    truth: Annotated[
        Path,
        typer.Argument(
            metavar="TRUTH", help="The folder of a dataset's split, or its meta_expressions.json."
        ),
    ],
    predictions: Predicted,
    layout: Annotated[str, typer.Option(help=f"{_LAYOUTS}; looked up by default.")] = "",
    videos: Videos = None,
    missing: Annotated[
        str, typer.Option(metavar="empty", help="Score frames that are not there as empty.")
    ] = "",
    member: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=PLACE",
            help="The predictions of one model of a fusion, to see what it does to it; give several. Projects know "
            "theirs.",
        ),
    ] = None,
    threshold: Annotated[float, typer.Option(help="Share of the votes in that fusion.")] = 0.5,
    out: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Write *.csv, a line for every target, *.json, every frame, too, or *.html, a report with curves and "
            "the worst frames; give several.",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option(metavar="N", help="Processes that score.")] = 1,
    as_json_: Annotated[
        bool, typer.Option("--json", help="Print every score as JSON, and no progress.")
    ] = False,
) -> None:
    """Score predictions against the truth of a benchmark.

    J, F and J&F as the benchmark computes them, with tags for what went wrong.
    """
    if missing not in ("", "empty"):
        raise BadInput(f"Missing frames can be scored as 'empty' only, not as '{missing}'.")
    files = [(path, _writer(path)) for path in out or []]
    request = Request(
        truth, predictions, layout, videos, missing == "empty", _members(member or []), threshold
    )
    found = watch(evaluate(request, jobs), quiet=as_json_)
    for path, write in files:
        with replacing(path, overwrite=True) as temporary:
            temporary.write_bytes(write(found))
    if as_json_:
        sys.stdout.write(as_json(found).decode())
        return
    _show(found)
    for path, _ in files:
        results.print(f"Written: {path}", markup=False)


def submission_command(
    predictions: Predicted,
    meta: Annotated[
        Path,
        typer.Argument(
            metavar="META", help="The meta_expressions.json, or the folder of the dataset's split."
        ),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT.zip", help="The zip to write.")],
    layout: Annotated[str, typer.Option(help=_LAYOUTS)],
    videos: Videos = None,
    overwrite: Annotated[bool, typer.Option(help="Replace what is there.")] = False,
    as_json_: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Write the zip that the benchmark's server takes.

    Every picture is looked for and checked before; an incomplete zip is never written.
    """
    work = submit(predictions, meta, layout, out, videos, overwrite=overwrite)
    written = watch(work, quiet=as_json_)
    tell(
        {
            "place": str(out),
            "videos": written.videos,
            "files": written.files,
            "empty": written.empty,
        },
        as_json=as_json_,
        text=f"{written.files:,} pictures ({written.empty:,} without a pixel) of {written.videos:,} videos in "
        f"'{out}', read back whole.",
    )


def _writer(path: Path) -> Callable[[Evaluation], bytes]:
    """What writes a file of this ending. Raises `BadInput` for others, `CannotWrite` where the folder is missing."""
    if path.suffix not in _WRITERS:
        raise BadInput(
            f"'{path.name}' is none of *{', *'.join(_WRITERS)}; --out goes by the ending."
        )
    if not path.absolute().parent.is_dir():
        raise CannotWrite(f"The folder '{path.absolute().parent}' does not exist.")
    return _WRITERS[path.suffix]


def _members(given: list[str]) -> dict[str, Path]:
    members = {}
    for each in given:
        name, equals, place = each.partition("=")
        if not (name and equals and place):
            raise BadInput(f"A member is given as NAME=PLACE, not as '{each}'.")
        members[name] = Path(place)
    if len(members) == 1:
        raise BadInput("One member alone cannot be left out; give at least two.")
    return members


def _show(found: Evaluation) -> None:
    table = _table(found.layout.title)
    for name in ("J&F", "J", "recall", "decay", "F", "recall", "decay"):
        table.add_column(name, justify="right", no_wrap=True, min_width=6)
    table.add_column("what went wrong", min_width=14)
    rows = found.rows
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.video, []).append(row)
    if len(groups) < len(rows) <= _ROWS:
        groups = {f"{row.run} {row.label}".strip(): [row] for row in rows}
    hidden = len(groups) - _ROWS
    if hidden > 0:
        lowest = sorted(groups, key=lambda name: mean_row(groups[name])[0])[:_ROWS]
        groups = {name: groups[name] for name in lowest}
    for name, some in groups.items():
        table.add_row(name, *_cells(some), _tags(some))
    table.add_section()
    if len(found.runs) > 1:
        for run in found.runs:
            table.add_row(run, *_cells([row for row in rows if row.run == run]), "")
    table.add_row("all", *_cells(rows), "", style="bold")
    results.print(table)
    if hidden > 0:
        results.print(f"The {_ROWS} lowest; {hidden:,} more videos are in the files of --out.")
    if found.missing:
        results.print(f"{found.missing:,} missing frames were scored as empty.")
    if found.members is not None:
        _show_members(found)


def _show_members(found: Evaluation) -> None:
    members = found.members
    assert members is not None
    table = _table("Members of the fusion, J&F")
    for name in ("alone", "without it", "effect"):
        table.add_column(name, justify="right")
    for each in members.each:
        table.add_row(each.name, f"{each.alone:.3f}", f"{each.without:.3f}", f"{each.effect:+.3f}")
    table.add_section()
    table.add_row("all fused", f"{members.fused:.3f}", "", "", style="bold")
    results.print(table)
    results.print(f"The members agree by {members.agreement:.3f} (mean IoU of every two).")


def _table(title: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", padding=0, pad_edge=False)
    table.add_column("", no_wrap=True)
    return table


def _cells(rows: list[Row] | tuple[Row, ...]) -> list[str]:
    total = summary([row.score for row in rows])
    j, f = total.j, total.f
    values = (total.jf, j.mean, j.recall, j.decay, f.mean, f.recall, f.decay)
    return [f"{value:.3f}" for value in values]


def _tags(rows: list[Row]) -> str:
    counts = Counter(each.tag.value for row in rows for each in row.failures)
    if len(rows) == 1:
        return ", ".join(counts)
    return ", ".join(f"{tag} {count}" for tag, count in counts.most_common())
