"""Commands on recipes."""

from typing import Annotated

import msgspec
import typer
from rich.tree import Tree

from rvos_studio.cli.console import results, tell
from rvos_studio.cli.fuse import Bind, bound
from rvos_studio.errors import BadInput
from rvos_studio.fusion import (
    BINARY,
    EVERY_MODEL,
    Key,
    Mode,
    Propagate,
    Recipe,
    Rule,
    Source,
    VoteNode,
    find,
    shipped,
)
from rvos_studio.models import catalogue
from rvos_studio.models.catalogue import Role

app = typer.Typer(
    help="See recipes, the ways to fuse in stages, and check your own.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="A recipe's name, or a *.toml file.")]


@app.command("list")
def list_command(as_json: Json = False) -> None:
    """List the recipes that come with the program."""
    known = shipped()
    plain = [
        {
            "name": each.name,
            "hash": each.hash,
            "about": each.about,
            "models": each.models,
            "propagators": each.propagators,
        }
        for each in known
    ]
    lines = [f"{each.name:26}{each.about}" for each in known]
    lines.append(f"{'single:MODEL':26}One model alone: half of the votes over its expressions.")
    tell(plain, as_json=as_json, text="\n".join(lines))


@app.command("show")
def show_command(name: Name, bind: Bind = None, as_json: Json = False) -> None:
    """Draw a recipe, from what comes out down to the models."""
    recipe = bound(find(name), bind)
    if as_json:
        graph = msgspec.json.decode(recipe.text)
        tell(
            graph | {"name": recipe.name, "about": recipe.about, "hash": recipe.hash},
            as_json=True,
            text="",
        )
        return
    which = "of an object"
    if recipe.expressions == "neighbours":
        which = "that are neighbours in the file, two at a time"
    results.print(f"{recipe.name}, hash {recipe.hash}", markup=False)
    results.print(f"{recipe.about}\nFuses the expressions {which}.", markup=False, soft_wrap=False)
    results.print(_tree(recipe, recipe.output, set()), soft_wrap=False)


@app.command("check")
def check_command(file: Name, bind: Bind = None, as_json: Json = False) -> None:
    """Say whether a recipe can be followed, or the first thing that is wrong with it."""
    recipe = bound(find(file), bind)
    remarks = _remarks(recipe)
    text = f"Recipe '{recipe.name}' is sound: {len(recipe.ordered())} nodes, hash {recipe.hash}."
    tell(
        {"name": recipe.name, "hash": recipe.hash, "remarks": remarks},
        as_json=as_json,
        text="\n".join([text, *remarks]),
    )


def _remarks(recipe: Recipe) -> list[str]:
    """What does no harm to the graph but to its use. Raises `BadInput` for propagators that nobody knows."""
    for name in recipe.propagators:
        catalogue.card(name, Role.PROPAGATOR)
    said = []
    for name in recipe.models:
        if name == EVERY_MODEL:
            continue
        try:
            catalogue.card(name, Role.SEGMENTER)
        except BadInput:
            said.append(f"No model here is called '{name}': its answers must be in the project.")
    idle = [name for name in recipe.nodes if name not in recipe.ordered()]
    said += [f"Node '{name}' leads nowhere and is passed over." for name in idle]
    return said


def _tree(recipe: Recipe, name: str, drawn: set[str]) -> Tree:
    node = recipe.nodes[name]
    again = name in drawn and bool(node.inputs)
    tree = Tree(_escaped(f"{name}: see above" if again else f"{name}: {_words(node)}"))
    drawn.add(name)
    if not again:
        for each in node.inputs if not isinstance(node, Propagate) else (node.input,):
            tree.add(_tree(recipe, each, drawn))
    return tree


def _words(node: Source | VoteNode | Propagate) -> str:
    match node:
        case Source():
            who = "every model" if node.model == EVERY_MODEL else node.model
            return who if node.above == BINARY else f"{who}, foreground above {node.above:g}"
        case VoteNode():
            return _words_of_vote(node)
        case Propagate():
            return f"{node.propagator}, {node.memory} memory, from {_words_of_key(node.key)}"


def _words_of_vote(node: VoteNode) -> str:
    if node.mode is Mode.MEAN:
        said = f"mean probability above {node.threshold:g}"
    else:
        said = f"vote, {node.threshold:.0%} needed"
    if node.weights:
        pairs = zip(node.members, node.weights, strict=True)
        said += ", " + ", ".join(f"{member} counts {weight:g}" for member, weight in pairs)
    for each in node.ranges:
        said += f"; frames {each.first}-{each.last}: {', '.join(each.members)} only"
    if node.alone:
        said += "; one expression alone:"
        if node.alone.members:
            said += f" {', '.join(node.alone.members)} only"
        if node.alone.threshold is not None:
            said += f" {node.alone.threshold:.0%} needed"
    return said


def _words_of_key(key: Key) -> str:
    of = ", ".join(key.of)
    match key.rule:
        case Rule.HAND:
            return "a person's frames"
        case Rule.CONFIDENCE:
            what = f"where {of} is surest"
        case Rule.PRODUCT:
            what = f"where the product of the confidences of {of} is largest"
        case Rule.AGREEMENT:
            what = f"where {of} agree best"
    return what + (", for each expression" if key.per == "expression" else "")


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")
