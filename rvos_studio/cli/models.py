"""Commands on models and their weights."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Annotated, Any

import msgspec
import typer

from rvos_studio.cli.console import errors, results, tell, watch
from rvos_studio.errors import Refused
from rvos_studio.jobs import InProcess
from rvos_studio.models import catalogue, finetuned, weights
from rvos_studio.models.catalogue import Card, Role
from rvos_studio.models.model_card import model_card
from rvos_studio.models.weights import Weights
from rvos_studio.studio.imports import import_weights

app = typer.Typer(
    help="See which models there are, and import weights.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.command("list")
def list_command(as_json: Json = False) -> None:
    """List every model and whether it can run here."""
    entries = catalogue.cards()
    for problem in catalogue.problems():
        errors.print(f"Plugin {problem.plugin}: {problem.sentence}.", markup=False)
    if as_json:
        tell([_plain(entry) for entry in entries], as_json=True, text="")
        return
    names = max(len(entry.name) for entry in entries) + 2
    states = max(len(entry.status.value) for entry in entries) + 2
    for role in Role:
        if any(entry.role is role for entry in entries):
            results.print(f"{role.value}s", markup=False)
        for entry in entries:
            if entry.role is role:
                source = entry.published.removeprefix("https://")
                if entry.plugin:
                    source = f"plugin {entry.plugin}"
                line = f"  {entry.name:{names}}{entry.status.value:{states}}{source}"
                results.print(line, markup=False)
    results.print("'rvos-studio models info NAME' says what a model does and needs.", markup=False)


@app.command("info")
def info_command(name: str, as_json: Json = False) -> None:
    """Show the card of one model."""
    entry = catalogue.card(name)
    lines = [f"{entry.title} ({entry.name}), a {entry.role.value}", *_prose(entry.about), ""]
    learnt = finetuned.every().get(name)
    comes = f"in the plugin {entry.plugin}" if entry.plugin else "with the program"
    if learnt:
        comes = "learnt from corrections on this machine"
    facts = {"state": entry.status.value, "comes": comes, "paper": entry.paper, "licence": entry.licence,
             "input": entry.input_size, "needs": entry.needs}  # fmt: skip
    if entry.parts:
        facts["weights from"] = entry.published
    for label, value in facts.items():
        lines.append(f"{label:13}{value}")
    if learnt:
        lines += ["", *_hanging(learnt.lines())]
    for part in entry.parts:
        lines += ["", *_file(part)]
        lines += _card_of(part)
        if not weights.present(part):
            lines += ["", *_prose(f"The weights are missing: {weights.PARTS[part].remedy}.")]
    tell(_plain(entry), as_json=as_json, text="\n".join(lines))


@app.command("import")
def import_command(
    path: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A checkpoint as its authors publish it, or your own."),
    ],
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="NAME", help="Which model it is for, where several fit."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a file of weights and use it from now on.

    Every name and shape must fit; files that could run code stay closed. The file itself is not needed afterwards.
    """
    found = watch(import_weights(InProcess(), path, model), quiet=as_json)
    title = weights.PARTS[found.part].title
    text = f"'{path.name}' is {title} and is used from now on (SHA-256 {found.sha256})."
    if weights.locate(found.part).path != found.path:
        text += (
            f"\nBut ${weights.PARTS[found.part].variable} names another file, which comes first."
        )
    tell(_told(found), as_json=as_json, text=text)


@app.command("remove")
def remove_command(name: str, as_json: Json = False) -> None:
    """Delete the weights that were imported for a model, or a model that learnt from corrections."""
    if name in finetuned.every():
        learnt = finetuned.remove(name)
        facts = {"name": name, **msgspec.to_builtins(learnt)}
        text = f"What '{name}' had learnt is gone; '{learnt.base}', which it learnt on, stays as it is."
        tell([facts], as_json=as_json, text=text)
        return
    parts = catalogue.card(name).parts if name not in weights.PARTS else (name,)
    removed = [weights.remove(part) for part in parts if weights.imported(part)]
    if not removed:
        raise Refused(f"No weights were imported for '{name}', so there is nothing to remove.")
    text = "\n".join(
        f"The weights imported from '{found.origin}' are gone; that file itself was not touched."
        for found in removed
    )
    tell([_told(found) for found in removed], as_json=as_json, text=text)


def _prose(text: str) -> list[str]:
    """Lines that fit a terminal of 80 columns."""
    return wrap(text, 79, break_long_words=False, break_on_hyphens=False)


def _file(part: str) -> list[str]:
    """Lines on the file of weights of a part."""
    found = weights.find(part)
    facts = {"weights": weights.PARTS[part].title, "file": "not on this machine"}
    if found:
        facts["file"] = str(found.path)
        facts["from"] = found.origin
        if found.imported:
            facts["imported"] = found.imported
        facts |= {
            "licence": found.licence or "not known: weights of your own",
            "SHA-256": found.sha256,
        }
    return [f"{label:13}{value}" for label, value in facts.items()]


def _card_of(part: str) -> list[str]:
    """Lines of the card of weights that come with the program, where these are used."""
    card = model_card(part)
    found = weights.find(part)
    if card is None or found is None or found.sha256 != card.sha256:
        return []
    return _hanging(card.lines())


def _hanging(said_about: Sequence[tuple[str, str]]) -> list[str]:
    """Labels, and beside them what is said."""
    return [
        line
        for label, said in said_about
        for line in wrap(
            said,
            66,
            initial_indent=f"{label:13}",
            subsequent_indent=" " * 13,
            break_on_hyphens=False,
        )
    ]


def _told(found: Weights) -> dict[str, str]:
    return {
        "part": found.part, "path": str(found.path), "sha256": found.sha256, "origin": found.origin,
        "licence": found.licence, "imported": found.imported,
    }  # fmt: skip


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
        "plugin": entry.plugin,
        "finetuned": finetuned.every().get(entry.name),
        "model_cards": {
            part: msgspec.to_builtins(card) for part in entry.parts if (card := model_card(part))
        },
        "parts": {
            part: _told(found) if (found := weights.find(part)) else None for part in entry.parts
        },
    }
