"""What is said about a model before it runs: one typed card per model. Reading one never imports torch."""

from dataclasses import dataclass
from enum import StrEnum

from rvos_studio.models import weights


class Role(StrEnum):
    """What a model does."""

    SEGMENTER = "segmenter"
    PROPAGATOR = "propagator"


class Status(StrEnum):
    """Whether a model can run here and now."""

    READY = "ready"
    NO_WEIGHTS = "no weights"
    NOT_BUILT_IN = "not in this version"


@dataclass(frozen=True)
class Card:
    """All that is said about a model before it runs."""

    name: str
    """What commands and files call it."""
    title: str
    role: Role
    about: str
    """One sentence."""
    paper: str
    licence: str
    input_size: str
    published: str
    """Where the weights come from: the authors' page, or the packages of the parts."""
    needs: str
    """What must be there before it runs."""
    parts: tuple[str, ...] = ()
    """Names in `weights.PARTS` that it needs."""
    adapter: str | None = None
    """`module:callable` that makes the `Segmenter` or `Propagator`; None while the network is not in this version."""
    arguments: tuple[str, ...] = ()
    """What the adapter is called with."""

    @property
    def status(self) -> Status:
        """Looks for the parts; opens none of them."""
        if self.adapter is None:
            return Status.NOT_BUILT_IN
        there = all(weights.present(part) for part in self.parts)
        return Status.READY if there else Status.NO_WEIGHTS
