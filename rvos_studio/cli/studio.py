"""Commands for the whole program: open the window, the demo, the doctor."""

from pathlib import Path
from typing import Annotated

import typer

from rvos_studio.cli.console import errors, results, tell, watch
from rvos_studio.jobs import InProcess
from rvos_studio.studio.doctor import examine, has_display

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (open_command, demo_command, doctor_command):
        app.command(command.__name__.removesuffix("_command"))(command)


def open_command(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help="A project, a video or a folder of frames."),
    ] = None,
) -> None:
    """Open the window."""
    raise typer.Exit(_window(path))


def demo_command(
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where project, exports and pictures go.")
    ] = Path("demo-out"),
    window: Annotated[
        bool, typer.Option("--window/--no-window", help="Open the window at the end.")
    ] = True,
) -> None:
    """Run the whole job on a real clip.

    Two expressions, two models, their fusion, a correction, its propagation, two exports, and a picture of it all.
    """
    from rvos_studio.studio.demo import demo

    shown = watch(demo(out, InProcess()))
    results.print(
        f"Project:       {shown.project}\nContact sheet: {shown.contact_sheet}", markup=False
    )
    for place in shown.exports:
        results.print(f"Export:        {place}", markup=False)
    if not window:
        return
    if not has_display():
        errors.print(
            f"There is no display here, so no window opens; see '{shown.contact_sheet}'.",
            markup=False,
        )
        return
    raise typer.Exit(_window(shown.project))


def doctor_command(as_json: Json = False) -> None:
    """Check that everything needed is here.

    Looks at devices, codecs, libraries, weights, models and folders; fails where something is missing.
    """
    findings = list(examine())
    lines = [f"{'ok ' if f.good else 'NO '} {f.topic:9} {f.name:24} {f.detail}" for f in findings]
    plain = [
        {"topic": f.topic, "name": f.name, "good": f.good, "detail": f.detail} for f in findings
    ]
    tell(plain, as_json=as_json, text="\n".join(lines))
    if not all(finding.good for finding in findings if finding.topic not in ("display", "codec")):
        raise typer.Exit(1)


def _window(path: Path | None) -> int:
    from rvos_studio.app import main  # Qt only when a window is wanted

    return main(path)
