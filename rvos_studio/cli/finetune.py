"""The command that lets models learn from corrections."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer

from rvos_studio.cli.console import errors, tell, watch
from rvos_studio.cli.project import Json, Models
from rvos_studio.errors import BadInput
from rvos_studio.jobs import InProcess
from rvos_studio.studio.finetune import base_of, finetune, outcome, suggested, used, why_not
from rvos_studio.studio.session import SUFFIX


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("finetune")(finetune_command)


def finetune_command(
    projects: Annotated[
        list[Path], typer.Argument(metavar="PROJECT...", help="Projects, or folders of them.")
    ],
    model: Models = None,
    name: Annotated[
        str | None,
        typer.Option(
            metavar="NEW", help="What comes after the model's name and '+'; the project's name."
        ),
    ] = None,
    minutes: Annotated[
        float, typer.Option(metavar="M", help="About how long each model learns.")
    ] = 3.0,
    seed: Annotated[int, typer.Option(metavar="S", help="Other seeds learn otherwise.")] = 0,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep a model also where it gained nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Let small models learn from the frames that a person corrected.

    Each is kept as MODEL+NEW beside the model that it learnt on, which stays as it is. By default those learn that
    the projects use. Ctrl-C keeps what is best so far.
    """
    files = _files(projects)
    asked = model or used(files)
    able = list(dict.fromkeys(base_of(each) for each in asked if not why_not(each)))
    unable = [why_not(each) for each in asked if why_not(each)]
    if not able:
        raise BadInput(
            unable[0]
            if unable
            else "No model was used in these projects yet; say with --model which one is to learn."
        )
    for reason in unable:
        errors.print(reason, markup=False)
    chosen = name or suggested(files, able)
    work = finetune(InProcess(), files, able, chosen, minutes, seed, keep=keep)
    learnt = watch(work, quiet=as_json)
    tell(
        [msgspec.to_builtins(each) for each in learnt],
        as_json=as_json,
        text="\n".join(map(outcome, learnt)),
    )


def _files(projects: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in projects:
        found = sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]
        if not found:
            raise BadInput(f"There are no projects in '{path}'.")
        files += found
    return files
