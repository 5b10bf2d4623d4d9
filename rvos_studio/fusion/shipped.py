"""Recipes by name: those that come with the program, one for each model, and files of a person's own."""

import functools
from collections.abc import Sequence
from pathlib import Path

import msgspec

from rvos_studio import resources
from rvos_studio.errors import BadInput
from rvos_studio.fusion.keyframe import Rule
from rvos_studio.fusion.recipe import (
    EVERY_MODEL,
    Key,
    Node,
    Propagate,
    Recipe,
    Source,
    VoteNode,
    checked,
)

SINGLE = "single:"
"""`single:<model>` is one model alone: half of the votes over its expressions."""
_NAMES = ("winner-released", "winner-released-verbatim", "winner-paper", "majority", "mean")


@functools.cache
def shipped() -> tuple[Recipe, ...]:
    """The recipes that come with the program."""
    return tuple(read(resources.path(f"recipes/{name}.toml")) for name in _NAMES)


def single(model: str) -> Recipe:
    """The recipe `single:<model>`."""
    nodes: dict[str, Node] = {"model": Source(model), "vote": VoteNode(("model",))}
    return checked(Recipe(f"{SINGLE}{model}", "vote", nodes, f"{model} alone."))


def propagated(recipe: Recipe, propagator: str, models: Sequence[str]) -> Recipe:
    """The recipe with a propagation behind it, from the frame on which its models are surest together.

    `models` are those that stand behind "every model".
    """
    named = [m for m in recipe.models if m != EVERY_MODEL] or models
    sources: dict[str, Node] = {f"sure {model}": Source(model) for model in named}
    last = Propagate(recipe.output, propagator, Key(Rule.CONFIDENCE, tuple(sources)))
    nodes: dict[str, Node] = {**recipe.nodes, **sources, "propagated": last}
    name = f"{recipe.name}, propagated"
    return checked(msgspec.structs.replace(recipe, name=name, output="propagated", nodes=nodes))


def find(name: str) -> Recipe:
    """A recipe by its name, or by the path of a *.toml file. Raises `BadInput` listing the names there are."""
    if name in _NAMES:
        return read(resources.path(f"recipes/{name}.toml"))
    if name.startswith(SINGLE) and name != SINGLE:
        return single(name.removeprefix(SINGLE))
    if name.endswith(".toml"):
        return read(Path(name))
    raise BadInput(
        f"There is no recipe called '{name}'. There are {', '.join(_NAMES)}, {SINGLE}MODEL and any *.toml file."
    )


def read(path: Path) -> Recipe:
    """Read and check a TOML file. Raises `BadInput` with one sentence for what is wrong with it."""
    try:
        recipe = msgspec.toml.decode(path.read_bytes(), type=Recipe)
    except FileNotFoundError as error:
        raise BadInput(f"There is no recipe '{path}'.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        raise BadInput(f"The recipe in '{path.name}' cannot be read: {error}.") from error
    return checked(recipe)
