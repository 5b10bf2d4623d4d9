"""What is to be known of weights that this program brings: how they were made, and what they are worth.

A card lies beside the file as `resources/weights/NAME.toml`. Imports no torch.
"""

from functools import cache
from pathlib import Path

import msgspec

from rvos_studio import resources

_FOLDER = "weights"


class ModelCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One card."""

    sha256: str
    """Of the file."""
    about: str
    """A sentence that says what it is, and that it is not the published model."""
    data: tuple[str, ...]
    """What it was trained on, with licences."""
    seeds: tuple[int, ...]
    command: str
    """What makes such a file."""
    hours: float
    """Of one processor core, or of the device."""
    device: str = "one processor core"
    figures: dict[str, dict[str, float]] = {}
    """What was measured on what was not trained on: data -> measure -> value."""
    weaknesses: tuple[str, ...] = ()
    outlined: bool = False
    """Whether masks are brought to the outlines of the picture after the network: it was measured so."""

    def lines(self) -> list[tuple[str, str]]:
        """For people: what is said about, and what is said."""
        facts = [("about", self.about), *(("trained on", one) for one in self.data)]
        facts.append(("seeds", ", ".join(map(str, self.seeds))))
        facts.append(("made with", self.command))
        facts.append(("time", f"{self.hours:g} hours of {self.device}"))
        for data, measures in self.figures.items():
            values = ", ".join(f"{name} {value:g}" for name, value in measures.items())
            facts.append(("held out", f"{data}: {values}"))
        return [*facts, *(("weakness", one) for one in self.weaknesses)]


@cache
def model_card(name: str) -> ModelCard | None:
    """The card of weights that come with the program; None where there are no such weights."""
    path = _path(f"{name}.toml")
    return msgspec.toml.decode(path.read_bytes(), type=ModelCard) if path else None


def file(name: str) -> Path | None:
    """The file that a card is about, if both are there."""
    return _path(f"{name}.safetensors") if model_card(name) else None


def _path(name: str) -> Path | None:
    try:
        return resources.path(f"{_FOLDER}/{name}")
    except FileNotFoundError:
        return None
