"""What a user can pick. Reading it never imports torch."""

import importlib
from operator import attrgetter
from typing import Any

from rvos_studio.errors import BadInput, WeightsMissing
from rvos_studio.models import weights
from rvos_studio.models.built_in import CARDS
from rvos_studio.models.card import Card, Role, Status

__all__ = ["CATALOGUE", "Card", "Role", "Status", "card", "digest", "load", "ready", "require"]

CATALOGUE = CARDS


def card(name: str, role: Role | None = None) -> Card:
    """The entry of this name. Raises `BadInput` listing the names there are, of this role if one is given."""
    fitting = [entry for entry in CATALOGUE if role in (None, entry.role)]
    for entry in fitting:
        if entry.name == name:
            return entry
    what = role.value if role else "model"
    names = ", ".join(entry.name for entry in fitting)
    raise BadInput(f"There is no {what} called '{name}'. There are: {names}.")


def ready(role: Role) -> list[Card]:
    """Entries that can run here, in the catalogue's order."""
    return [entry for entry in CATALOGUE if entry.role is role and entry.status is Status.READY]


def require(name: str, role: Role) -> Card:
    """The entry of a model that can run. Raises `WeightsMissing` saying why it cannot and where its weights are."""
    entry = card(name, role)
    if entry.status is Status.NOT_BUILT_IN:
        raise WeightsMissing(
            f"{entry.title} cannot run in this version: its network is not built in yet. Its authors publish it at"
            f" {entry.published}."
        )
    for part in entry.parts:
        weights.locate(part)
    return entry


def load(name: str, role: Role) -> Any:
    """Build the `Segmenter` or `Propagator` of this name; imports torch where the model needs it."""
    entry = require(name, role)
    assert entry.adapter is not None
    module, _, attribute = entry.adapter.partition(":")
    return attrgetter(attribute)(importlib.import_module(module))(*entry.arguments)


def digest(entry: Card) -> str:
    """What identifies the weights of a model in provenance: the SHA-256 of each part, joined by '+'."""
    return "+".join(weights.locate(part).sha256 for part in entry.parts)
