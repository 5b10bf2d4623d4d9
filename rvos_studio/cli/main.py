"""The entry point: commands put together, errors turned into sentences and exit codes.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 unusable input, 4 clip missing or another one, 5 no weights, 6 worker
lost, 7 cannot write, 8 makes no sense now, 9 device too small, 70 a defect of the program, 130 stopped by Ctrl-C.
"""

import logging
import multiprocessing
import sys
from typing import Annotated

import msgspec
import typer

from rvos_studio import __version__, log
from rvos_studio.cli import (
    batch,
    evaluate,
    finetune,
    fuse,
    models,
    project,
    recipe,
    studio,
    synth,
    train,
)
from rvos_studio.cli.console import errors
from rvos_studio.errors import StudioError

_log = logging.getLogger(__name__)

_DEFECT, _STOPPED = 70, 130


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rvos-studio {__version__}")
        raise typer.Exit


app = typer.Typer(
    name="rvos-studio",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
studio.register(app)
project.register(app)
evaluate.register(app)
fuse.register(app)
batch.register(app)
train.register(app)
finetune.register(app)
synth.register(app)
app.add_typer(models.app, name="models")
app.add_typer(recipe.app, name="recipe")


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_version, help="Say the version and exit."
        ),
    ] = False,
) -> None:
    """Make and inspect referring video object segmentation data."""


def main() -> None:
    """Run the command line and exit."""
    multiprocessing.freeze_support()
    place = log.start()
    try:
        app()
    except StudioError as error:
        sys.exit(_say(str(error), error.exit_code))
    except SystemExit as end:
        if end.code == _STOPPED:  # what typer makes of Ctrl-C
            _say("Stopped. What was finished is kept.", _STOPPED)
        raise
    except Exception as error:
        _log.exception("a defect")
        where = f" The log is '{place}'." if place else ""
        sentence = (
            f"Something went wrong that should not have ({type(error).__name__}: {error}).{where}"
        )
        sys.exit(_say(sentence, _DEFECT))


def _say(sentence: str, code: int) -> int:
    if "--json" in sys.argv:
        sys.stderr.write(msgspec.json.encode({"error": sentence, "code": code}).decode() + "\n")
    else:
        errors.print(sentence, style="red", markup=False)
    return code
