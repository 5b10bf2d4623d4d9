"""What a batch was asked for: everything that decides what comes out of it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from rvos_studio import settings
from rvos_studio.errors import BadInput
from rvos_studio.fusion import EVERY_MODEL, Recipe, propagated
from rvos_studio.models import catalogue
from rvos_studio.models.catalogue import Role
from rvos_studio.settings import Settings
from rvos_studio.studio.batch_dataset import BatchDataset

_DECISIVE = (
    "memory", "memory_mib", "memory_frames", "device", "precision", "augment", "probabilities", "window_frames",
    "window_mib",
)  # fmt: skip
"""Settings that change results, but for threads: those of the first run hold for all."""


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Written down when a batch begins; it goes on with the same or not at all."""

    dataset: str
    """SHA-256 over names of videos and frames and over expressions."""
    place: str
    """Where the dataset was; it may be moved."""
    models: dict[str, str]
    """Segmenters that are asked, in this order -> what identifies their weights."""
    propagators: dict[str, str]
    """The same of the propagators that the recipe uses."""
    recipe: Recipe
    hash: str
    """Of the recipe."""
    settings: Settings

    def differences(self, other: "Plan") -> Iterator[str]:
        """What `other` asks for otherwise."""
        if self.dataset != other.dataset:
            yield f"the dataset was another one ('{self.place}')"
        if list(self.models) != list(other.models):
            yield f"the models were {', '.join(self.models)}"
        elif self.models != other.models or self.propagators != other.propagators:
            own = self.models | self.propagators
            changed = (
                n for n, d in (other.models | other.propagators).items() if own.get(n, d) != d
            )
            if names := ", ".join(changed):
                yield f"the weights of {names} were others"
        if self.hash != other.hash:
            yield f"the recipe was '{self.recipe.name}' ({self.hash})"
        for field in _DECISIVE:
            if (was := getattr(self.settings, field)) != getattr(other.settings, field):
                yield f"the setting {field} was {was!r}"


def plan(
    dataset: BatchDataset,
    models: Sequence[str],
    recipe: Recipe,
    propagator: str = "",
    threads: int = 0,
) -> Plan:
    """What to do, with weights looked up.

    With a propagator all of the recipe's are this one; a recipe without any gets a propagation behind it, from the
    frame on which its models are surest. `threads` are the CPU threads of a worker; 0 are those of the settings.
    Raises `BadInput` where the recipe needs a model that is not asked, `WeightsMissing` where weights are.
    """
    if not models:
        raise BadInput("Name the models to ask with --models, with commas between them.")
    if propagator and recipe.propagators:
        recipe = recipe.bind(dict.fromkeys(recipe.propagators, propagator))
    elif propagator:
        recipe = propagated(recipe, propagator, models)
    if missing := [m for m in recipe.models if m not in (*models, EVERY_MODEL)]:
        raise BadInput(
            f"Recipe '{recipe.name}' takes answers of {', '.join(missing)}, which --models does not name; name them, or"
            " take others with --bind."
        )
    chosen = settings.load()
    return Plan(
        dataset.digest,
        str(dataset.path.resolve()),
        digests(models, Role.SEGMENTER),
        digests(recipe.propagators, Role.PROPAGATOR),
        recipe,
        recipe.hash,
        msgspec.structs.replace(chosen, threads=chosen.threads or threads),
    )


def digests(names: Sequence[str], role: Role) -> dict[str, str]:
    """What identifies the weights of models here. Raises `WeightsMissing`."""
    return {name: catalogue.digest(catalogue.require(name, role)) for name in names}


def cores_each(workers: int) -> int:
    """CPU threads of each of so many workers on this machine."""
    return max(1, (os.cpu_count() or 1) // workers)


def read(path: Path) -> Plan:
    """The plan in a file. Raises `BadInput` where it is damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plan)
    except (OSError, msgspec.DecodeError) as error:
        raise BadInput(
            f"'{path}' cannot be read ({error}); give the batch another folder."
        ) from error


def identified(names: Mapping[str, str], role: Role) -> list[str]:
    """Models whose weights here are not those that `names` says."""
    found = digests(list(names), role)
    return [name for name in names if found[name] != names[name]]
