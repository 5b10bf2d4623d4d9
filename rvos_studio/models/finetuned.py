"""Models that learnt from a person's corrections, each beside the base that it learnt on. Imports no torch.

What a model learnt lies in a folder of its own, its `finetuned` in the data folder: the tensors that differ from the
base, and a card. The base's own file stays as it is.
"""

import hashlib
import re
import shutil
from functools import lru_cache
from pathlib import Path

import msgspec

from rvos_studio import settings
from rvos_studio.errors import BadInput, Refused

WEIGHTS, CARD = "weights.safetensors", "card.json"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\+[a-z0-9]+(-[a-z0-9]+)*")


class Finetuned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The card of one."""

    base: str
    """Name of the model that it learnt on."""
    base_sha256: str
    """Of that one's file of weights."""
    sha256: str
    """Of the tensors that differ."""
    projects: dict[str, tuple[int, ...]]
    """Path -> the corrected frames."""
    held_out: int
    """Frames on which `before` and `after` were measured: those of `folds` that were not learnt from at the time."""
    folds: int
    before: float
    """Mean J of the base there, 0..1."""
    after: float
    seed: int
    steps: int
    minutes: float
    command: str
    made: str
    """When, as ISO 8601."""
    version: str
    """Of the program."""

    @property
    def frames(self) -> int:
        """Corrected frames that it learnt from."""
        return sum(map(len, self.projects.values()))

    @property
    def about(self) -> str:
        """A sentence."""
        names = ", ".join(Path(path).stem for path in self.projects)
        return f"Learnt from {self.frames} corrected frames of {names}."

    def lines(self) -> list[tuple[str, str]]:
        """For people: what is said about, and what is said."""
        how = "each left out in turn" if self.folds > 1 else "left out"
        frames = [f"{path}: frames {', '.join(map(str, n))}" for path, n in self.projects.items()]
        return [
            ("learnt on", f"{self.base} (SHA-256 {self.base_sha256})"),
            *(("learnt from", each) for each in frames),
            ("held out", f"{self.held_out} frames, {how}: J {self.before:.3f} before,"
                         f" {self.after:.3f} after"),
            ("made with", self.command),
            ("training", f"{self.steps} steps, seed {self.seed}, {self.minutes:g} min, {self.made}"),
            ("SHA-256", self.sha256),
        ]  # fmt: skip


def every() -> dict[str, Finetuned]:
    """Name -> card of all that are on this machine, by name; what cannot be read is left out."""
    try:
        folders = sorted(each for each in _store().iterdir() if _NAME.fullmatch(each.name))
    except OSError:
        return {}
    found = {}
    for folder in folders:
        try:
            place = folder / CARD
            found[folder.name] = _read(place, place.stat().st_mtime_ns)
        except (OSError, msgspec.DecodeError):
            continue
    return found


@lru_cache
def _read(place: Path, changed: int) -> Finetuned:
    return msgspec.json.decode(place.read_bytes(), type=Finetuned)


def place_of(name: str) -> Path:
    """The folder of one."""
    return _store() / name


def free_name(base: str, wanted: str) -> str:
    """What one that learns on `base` is called. Raises `BadInput` for letters that do not go, `Refused` if taken."""
    name = f"{base}+{wanted}"
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"'{wanted}' cannot be a model's name: use small letters and digits, with '-' between them."
        )
    if place_of(name).exists():
        raise Refused(
            f"There is a model '{name}' already: choose another name with --name, or remove it with"
            f" 'rvos-studio models remove {name}'."
        )
    return name


def checked(name: str, base_sha256: str) -> Path:
    """The file of one whose base has this SHA-256. Raises `BadInput` where the two do not belong together."""
    card, path = every().get(name), place_of(name) / WEIGHTS
    if card is None or not path.is_file() or _digest(path, path.stat().st_mtime_ns) != card.sha256:
        raise BadInput(
            f"'{path}' is missing or damaged: run 'rvos-studio models remove {name}' and learn anew."
        )
    if card.base_sha256 != base_sha256:
        raise BadInput(
            f"'{name}' learnt on other weights of '{card.base}' than are here now: bring these back, or run"
            f" 'rvos-studio models remove {name}' and learn anew."
        )
    return path


@lru_cache
def _digest(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def remove(name: str) -> Finetuned:
    """Delete what one learnt. Raises `Refused` where there is none of this name."""
    card = every().get(name)
    if card is None:
        raise Refused(f"There is no model '{name}' that learnt from corrections.")
    shutil.rmtree(place_of(name))
    return card


def _store() -> Path:
    return settings.data_folder() / "finetuned"
