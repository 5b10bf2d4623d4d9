"""The command that makes up clips."""

import re
from pathlib import Path
from typing import Annotated

import typer

from rvos_studio.cli.console import tell, watch
from rvos_studio.errors import BadInput
from rvos_studio.studio.synth import open_footage, synthesise
from rvos_studio.training.synth import SyntheticSource


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("synth")(synth_command)


def synth_command(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="A new folder, or one that was begun by the same.")
    ],
    count: Annotated[int, typer.Option(metavar="N", help="How many clips.")] = 100,
    size: Annotated[str, typer.Option(metavar="WxH", help="Pixels of a frame.")] = "320x192",
    frames: Annotated[int, typer.Option(metavar="T", help="Frames of a clip.")] = 12,
    seed: Annotated[int, typer.Option(metavar="S", help="Other seeds give other clips.")] = 0,
    cutouts: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PATH",
            help="Clips with masks whose objects are cut out and whose rest is a background: a folder of DAVIS,"
            " Ref-YouTube-VOS or MeViS, a project, a folder of projects. Give several.",
        ),
    ] = None,
    backgrounds: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Pictures to put objects in front of.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Make up clips with exact masks and expressions that are known to hold.

    The folder is a dataset of the Ref-YouTube-VOS layout. Stop it whenever you like: the clips that are done stay, and
    the same command goes on.
    """
    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", size)
    if not found:
        raise BadInput(f"A size is given as WIDTHxHEIGHT, such as 320x192, not as '{size}'.")
    width, height = map(int, found.groups())
    source = SyntheticSource(
        seed, height, width, frames, footage=open_footage(cutouts or []), photos=backgrounds
    )
    made = watch(synthesise(source, out, count), quiet=as_json)
    tell(made, as_json=as_json, text=made.sentence)
