"""Commands on models and their weights."""

from pathlib import Path
from typing import Annotated, Any

import typer

from rvos_studio.cli.console import results, tell
from rvos_studio.models import catalogue, weights
from rvos_studio.models.catalogue import CATALOGUE, Card, Role, Status

app = typer.Typer(
    help="See which models there are, and import weights.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.command("list")
def list_command(as_json: Json = False) -> None:
    """List every model and whether it can run here."""
    if as_json:
        tell([_plain(entry) for entry in CATALOGUE], as_json=True, text="")
        return
    for role in Role:
        results.print(f"{role.value}s", markup=False)
        for entry in CATALOGUE:
            if entry.role is role:
                source = entry.published.removeprefix("https://")
                results.print(f"  {entry.name:16}{entry.status.value:20}{source}", markup=False)


@app.command("info")
def info_command(name: str, as_json: Json = False) -> None:
    """Show the card of one model."""
    entry = catalogue.card(name)
    lines = [f"{entry.title} ({entry.name}), a {entry.role.value}", entry.about, ""]
    facts = {"state": entry.status.value, "paper": entry.paper, "licence": entry.licence, "input": entry.input_size,
             "needs": entry.needs, "weights from": entry.published}  # fmt: skip
    for label, value in facts.items():
        lines.append(f"{label:13}{value}")
    for part in entry.parts:
        found = weights.find(part)
        where = f"{found.path}\n{'':13}SHA-256 {found.sha256}" if found else "not on this machine"
        lines.append(f"{part:20}{where}")
    if entry.status is Status.NOT_BUILT_IN:
        lines.append(
            "\nIts network is not in this version; the authors' page has their code and checkpoints."
        )
    tell(_plain(entry), as_json=as_json, text="\n".join(lines))


@app.command("import")
def import_command(
    path: Annotated[Path, typer.Argument(help="A file of weights of your own.")],
    as_json: Json = False,
) -> None:
    """Check a file of weights and use it from now on in place of the packaged one."""
    from rvos_studio.models.checkpoints import import_weights  # opens torch

    found = import_weights(path)
    text = f"'{path.name}' fits {weights.PARTS[found.part].title} and is used from now on (SHA-256 {found.sha256})."
    tell(
        {"part": found.part, "path": str(found.path), "sha256": found.sha256},
        as_json=as_json,
        text=text,
    )


def _plain(entry: Card) -> dict[str, Any]:
    return {
        "name": entry.name,
        "title": entry.title,
        "role": entry.role.value,
        "status": entry.status.value,
        "about": entry.about,
        "paper": entry.paper,
        "licence": entry.licence,
        "input_size": entry.input_size,
        "needs": entry.needs,
        "published": entry.published,
        "parts": {
            part: found.sha256 if (found := weights.find(part)) else None for part in entry.parts
        },
    }
