"""Opening files of weights safely, and checking that they fit: the same rules for a published file and a stored one."""

import argparse
import logging
import pickle
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.torch
import torch
from torch import Tensor

from rvos_studio.errors import BadInput
from rvos_studio.models import finetuned, weights
from rvos_studio.models.families import FAMILIES, Family
from rvos_studio.networks.efficientnet_lite import EfficientNetLite0

_log = logging.getLogger(__name__)

_WRAPPERS = ("state_dict", "model_state_dict", "model", "network")
"""Where training programs put the tensors, beside optimizer and arguments."""
_NUMBER: Any = np.float64(0).__reduce__()[0]
"""What makes a number of numpy's from its type and bytes."""
_HARMLESS: list[Callable[..., Any] | tuple[Callable[..., Any], str]] = [
    argparse.Namespace,
    np.dtype, np.dtypes.Float64DType, np.dtypes.Float32DType, np.dtypes.Int64DType,
    (_NUMBER, "numpy.core.multiarray.scalar"),  # as numpy 1 names it
    (_NUMBER, "numpy._core.multiarray.scalar"),
]  # fmt: skip
"""What training programs keep beside the tensors, and torch would not open by itself."""
_BEGINNINGS = (b"PK\x03\x04", b"\x80")
"""Of the files that torch writes: a zip archive, or a binary pickle before torch 1.6."""
_NAMED = 3
"""Names in a refusal, of each kind; the log has them all."""


@dataclass(frozen=True)
class Fit:
    """How the tensors of a file and those of a part differ."""

    part: str
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    unlike: tuple[str, ...]
    """With another shape or kind of number, each in words."""
    shared: int
    """How many names both have."""

    @property
    def perfect(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    @property
    def differences(self) -> int:
        """How many names are wrong."""
        return len(self.missing) + len(self.unexpected) + len(self.unlike)

    def log(self, path: Path) -> None:
        """Tell the log all that a sentence has no room for."""
        _log.info(
            "%s is not for %s: missing %s; not expected %s; differing %s",
            path, self.part, list(self.missing), list(self.unexpected), list(self.unlike),
        )  # fmt: skip

    def __str__(self) -> str:
        kinds = (
            (self.missing, "tensor is missing", "tensors are missing"),
            (self.unexpected, "tensor is not expected", "tensors are not expected"),
            (self.unlike, "tensor differs", "tensors differ"),
        )
        return ", ".join(
            f"{len(names)} {one if len(names) == 1 else many} ({_first(names)})"
            for names, one, many in kinds
            if names
        )


def read_state(path: Path) -> dict[str, Tensor]:
    """The tensors of a checkpoint by name, on the CPU; `.safetensors`, or a pickle opened with `weights_only`.

    Unwraps `state_dict`/`model` and a `module.` in front of all names. Large files are mapped, not read. Raises
    `BadInput` for a missing or damaged file, one that would run code, and one without tensors.
    """
    if path.is_dir():
        raise BadInput(f"'{path}' is a folder; give the file of weights itself.")
    if not path.is_file():
        raise BadInput(f"There is no file '{path}'.")
    content = _open(path)
    for wrapper in _WRAPPERS:
        if isinstance(content, Mapping) and isinstance(content.get(wrapper), Mapping):
            content = content[wrapper]
    tensors = content.items() if isinstance(content, Mapping) else ()
    state = {str(name): value for name, value in tensors if isinstance(value, Tensor)}
    if not state:
        raise BadInput(f"'{path.name}' holds no tensors by name, so it is no file of weights.")
    if all(name.startswith("module.") for name in state):
        state = {name.removeprefix("module."): value for name, value in state.items()}
    return state


def _open(path: Path) -> Any:
    packed = path.suffix.lower() == ".safetensors"
    try:
        with path.open("rb") as file:
            known = file.read(4).startswith(_BEGINNINGS)
    except OSError as error:
        raise BadInput(f"'{path}' cannot be opened: {error.strerror}.") from error
    if not packed and not known:
        raise BadInput(
            f"'{path.name}' is neither a torch checkpoint nor safetensors; if it was downloaded, get it again."
        )
    try:
        if packed:
            return safetensors.torch.load_file(path)
        with warnings.catch_warnings(), torch.serialization.safe_globals(_HARMLESS):
            # Of unusual pickles, which fail below or load well.
            warnings.simplefilter("ignore", UserWarning)
            mapped = zipfile.is_zipfile(path)  # a checkpoint from before torch 1.6 is none
            return torch.load(path, map_location="cpu", weights_only=True, mmap=mapped)
    except pickle.UnpicklingError as error:
        _log.warning("%s was left closed: %s", path, error)
        found = re.search(r"GLOBAL (\S+)", str(error))
        more = f" ({found[1]})" if found else ""
        raise BadInput(
            f"'{path.name}' holds more than tensors{more}: opening it could run code, so it was left closed."
        ) from error
    except Exception as error:  # a damaged file can fail anywhere in torch or safetensors
        _log.warning("%s cannot be read", path, exc_info=True)
        raise BadInput(
            f"'{path.name}' cannot be read as weights; it is damaged, cut short or something else."
        ) from error


def checked_parts() -> tuple[str, ...]:
    """Names of the parts whose files these rules are for."""
    return tuple(part for family in FAMILIES for part in family.parts)


def _family(part: str) -> Family:
    return next(family for family in FAMILIES if part in family.parts)


@cache
def _expected(part: str) -> Mapping[str, Tensor]:
    return _family(part).expected(part)


@cache
def _pattern(expressions: tuple[str, ...]) -> re.Pattern[str]:
    """Of what one of these expressions describes; nothing, if there are none."""
    return re.compile("|".join(f"(?:{one})" for one in expressions) or "(?!)")


def likely(state: Mapping[str, Tensor]) -> tuple[str, ...]:
    """The parts that a state may be for, by what some of its names begin with."""
    return tuple(
        part
        for family in FAMILIES
        if any(map(_pattern((family.mark,)).match, state))
        for part in family.parts
    )


def fit(state: Mapping[str, Tensor], part: str) -> Fit:
    """Compare names, shapes and kinds of numbers; optional names do not count."""
    family = _family(part)
    settled, _ = family.settled(state)
    expected, optional = family.with_classes(_expected(part), settled), _pattern(family.optional)
    shared = expected.keys() & settled.keys()
    return Fit(
        part,
        tuple(name for name in expected if name not in shared),
        tuple(name for name in settled if name not in shared and not optional.fullmatch(name)),
        tuple(
            f"{name} is {_kind(settled[name])} instead of {_kind(wanted)}"
            for name, wanted in expected.items()
            if name in shared and _kind(settled[name]) != _kind(wanted)
        ),
        len(shared),
    )


def needed(state: Mapping[str, Tensor], part: str) -> dict[str, Tensor]:
    """The tensors of a fitting state that the part is made of, whatever precision they came in, as float32.

    Tells the log of names that should repeat others and do not; these others count.
    """
    settled, differing = _family(part).settled(state)
    if differing:
        _log.warning("%s: left out, for not saying what they should repeat: %s", part, differing)
    return {name: settled[name].to(wanted.dtype) for name, wanted in _expected(part).items()}


def state_of(part: str) -> dict[str, Tensor]:
    """The checked tensors of a part that is on this machine, by their published names.

    Raises `WeightsMissing` where it is not, `BadInput` where the file does not fit.
    """
    found = weights.locate(part)
    state = read_state(found.path)
    compared = fit(state, part)
    if not compared.perfect:
        compared.log(found.path)
        raise BadInput(f"'{found.path}' does not fit {weights.PARTS[part].title}: {compared}.")
    return needed(state, part)


def finetuned_state(part: str, name: str) -> dict[str, Tensor]:
    """As `state_of`, with what the model called `name` learnt on this part; nothing more where the name is empty.

    Raises `BadInput` where the part's file is not the one that it learnt on.
    """
    state = state_of(part)
    if name:
        learnt = read_state(finetuned.checked(name, weights.locate(part).sha256))
        state |= {each: value.to(state[each].dtype) for each, value in learnt.items()}
    return state


def efficientnet_lite0(*, dilated: bool) -> EfficientNetLite0:
    """The frozen network with the weights that are found here; see `state_of` for what it raises."""
    return EfficientNetLite0.from_published(state_of("efficientnet-lite0"), dilated)


def _first(names: tuple[str, ...]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def _kind(value: Tensor) -> str:
    """Shape and kind of numbers in words; floats of all precisions are the same."""
    shape = "x".join(str(n) for n in value.shape) or "a number"
    if value.layout is not torch.strided or value.is_quantized:
        return f"packed {shape}"
    return shape if value.is_floating_point() else f"{shape} of {str(value.dtype)[6:]}"
