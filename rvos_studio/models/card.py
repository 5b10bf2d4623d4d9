"""What is said about a model before it runs: one typed card per model. Reading one never imports torch."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from rvos_studio.models import weights

Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""Small letters and digits, with '-' between them."""
Text = Annotated[str, msgspec.Meta(min_length=1)]
Address = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_][\w.]*$")]
"""`module:callable`."""


class Role(StrEnum):
    """What a model does."""

    SEGMENTER = "segmenter"
    PROPAGATOR = "propagator"
    CLICK_SEGMENTER = "click segmenter"


class Status(StrEnum):
    """Whether a model can run here and now."""

    READY = "ready"
    NO_WEIGHTS = "no weights"


@dataclass(frozen=True)
class Card:
    """All that is said about a model before it runs."""

    name: Slug
    """What commands and files call it."""
    title: Text
    role: Role
    about: Text
    """One sentence."""
    paper: str
    licence: str
    input_size: str
    published: str
    """Where the weights come from: the authors' page, or the packages of the parts."""
    needs: str
    """What must be there before it runs."""
    adapter: Address
    """Makes the `Segmenter`, `Propagator` or `ClickSegmenter`."""
    parts: tuple[str, ...] = ()
    """Names in `weights.PARTS` that it needs."""
    arguments: tuple[str, ...] = ()
    """What the adapter is called with."""
    finetuned: str = ""
    """SHA-256 of what it learnt from corrections on top of its parts; empty where it did not."""
    plugin: str = ""
    """Package and version of the plugin that brings it, empty for the program's own; the catalogue fills it in."""

    @property
    def status(self) -> Status:
        """Looks for the parts; opens none of them."""
        there = all(weights.present(part) for part in self.parts)
        return Status.READY if there else Status.NO_WEIGHTS


def checked(entry: Any) -> Card:
    """The same, if it is a card and every field has its type. Raises `ValueError` saying what is wrong."""
    if not isinstance(entry, Card):
        raise ValueError(f"{type(entry).__name__} is not a Card")
    try:
        card = msgspec.convert(msgspec.to_builtins(entry), Card)
    except msgspec.ValidationError as error:
        raise ValueError(f"card '{entry.name}': {error}") from None
    if unknown := [part for part in card.parts if part not in weights.PARTS]:
        raise ValueError(f"card '{card.name}': there are no weights called {', '.join(unknown)}")
    return card
