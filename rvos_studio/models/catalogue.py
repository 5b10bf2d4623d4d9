"""What a user can pick: the cards that installed packages bring. Reading it never imports torch.

A package names a sequence of its cards as an entry point of the group `rvos_studio.models`: this program does so for
the models it comes with, a plugin for its own.
"""

import importlib
import logging
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from operator import attrgetter
from typing import Any

from rvos_studio.errors import BadInput, StudioError
from rvos_studio.models import finetuned, weights
from rvos_studio.models.card import Card, Role, Status, checked

__all__ = [
    "Card", "Problem", "Role", "Status", "card", "cards", "digest", "load", "problems", "ready", "require",
]  # fmt: skip

_log = logging.getLogger(__name__)

_GROUP = "rvos_studio.models"
_PROGRAM = "rvos-studio"


@dataclass(frozen=True)
class Problem:
    """Why something that a plugin brings is left out, or harms."""

    plugin: str
    """Its package and version."""
    sentence: str


def cards() -> tuple[Card, ...]:
    """All there are, the program's own first, those that learnt from corrections last.

    Packages that are installed later are seen by the next process. Raises `StudioError` where the program itself is
    installed so that it brings none.
    """
    brought = _collected()[0]
    return (*brought, *_finetuned({entry.name: entry for entry in brought}))


def problems() -> tuple[Problem, ...]:
    """What is wrong with the plugins; raises what `cards` raises."""
    return _collected()[1]


@cache
def _collected() -> tuple[tuple[Card, ...], tuple[Problem, ...]]:
    points = sorted(
        entry_points(group=_GROUP), key=lambda point: (_plugin(point), point.name, point.value)
    )
    if not points or _plugin(points[0]):
        raise StudioError(
            "The models of RVOS Studio are not registered, because its files are newer than its installation: install"
            " it again ('make setup' in a checkout)."
        )
    found: dict[str, Card] = {}
    wrong: list[Problem] = []
    for point in points:
        for entry in _brought(point):
            if isinstance(entry, Problem):
                wrong.append(entry)
            elif (first := found.setdefault(entry.name, entry)) is not entry:
                owner = first.plugin or "the program"
                said = f"its model '{entry.name}' is left out: {owner} has one of that name already"
                wrong.append(Problem(entry.plugin, said))
    return tuple(found.values()), tuple(wrong)


def _finetuned(bases: Mapping[str, Card]) -> Iterator[Card]:
    """The cards of models that learnt from corrections on this machine."""
    for name, learnt in finetuned.every().items():
        if base := bases.get(learnt.base):
            yield replace(
                base,
                name=name,
                title=f"{base.title} + {name.partition('+')[2]}",
                about=f"{learnt.about} {base.about}",
                published="learnt here from corrections",
                needs=f"the weights of {base.name} that it learnt on",
                arguments=(*base.arguments, name),
                finetuned=learnt.sha256,
            )


def _brought(point: EntryPoint) -> Iterator[Card | Problem]:
    """The cards behind an entry point. What a plugin does wrong is a `Problem`, whatever it is."""
    plugin = _plugin(point)
    light = "torch" not in sys.modules
    try:
        for entry in point.load():
            yield replace(checked(entry), plugin=plugin)
    except (Exception, SystemExit) as error:
        if not plugin:
            raise
        _log.exception("the cards of %s cannot be read", plugin)
        yield Problem(plugin, f"its cards cannot be read ({_brief(error)}): mend or remove it")
    if light and "torch" in sys.modules:
        said = "its cards import torch, which slows every start down: only its adapters should"
        yield Problem(plugin, said)


def _plugin(point: EntryPoint) -> str:
    """Package and version behind an entry point; empty for the program's own."""
    assert point.dist is not None
    if point.dist.name == _PROGRAM:
        return ""
    return f"{point.dist.name} {point.dist.version}"


def _brief(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())


def card(name: str, role: Role | None = None) -> Card:
    """The entry of this name. Raises `BadInput` listing the names there are, of this role if one is given."""
    fitting = [entry for entry in cards() if role in (None, entry.role)]
    for entry in fitting:
        if entry.name == name:
            return entry
    what = role.value if role else "model"
    names = ", ".join(entry.name for entry in fitting)
    raise BadInput(f"There is no {what} called '{name}'. There are: {names}.")


def ready(role: Role) -> list[Card]:
    """Entries that can run here, in the catalogue's order."""
    return [entry for entry in cards() if entry.role is role and entry.status is Status.READY]


def require(name: str, role: Role) -> Card:
    """The entry of a model that can run. Raises `WeightsMissing` saying why it cannot and where its weights are."""
    entry = card(name, role)
    for part in entry.parts:
        weights.locate(part)
    return entry


def load(name: str, role: Role) -> Any:
    """Build the model of this name, of the protocol of its role; imports torch where the model needs it.

    Raises `StudioError` naming the plugin where a plugin's adapter fails to be built.
    """
    entry = require(name, role)
    module, _, attribute = entry.adapter.partition(":")
    try:
        return attrgetter(attribute)(importlib.import_module(module))(*entry.arguments)
    except Exception as error:
        if not entry.plugin or isinstance(error, StudioError):
            raise
        _log.exception("%s of %s cannot be loaded", name, entry.plugin)
        raise StudioError(
            f"{entry.title} cannot be loaded ({_brief(error)}): mend or remove the plugin {entry.plugin}."
        ) from error


def digest(entry: Card) -> str:
    """What identifies a model in provenance; '+' between.

    The SHA-256 of each part and of what was learnt from corrections, a plugin's package and version.
    """
    parts = [weights.locate(part).sha256 for part in entry.parts]
    return "+".join([*parts, *filter(None, (entry.finetuned, entry.plugin))])
