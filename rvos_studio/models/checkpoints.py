"""Opening files of weights safely, and checking that they fit."""

import pickle
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from rvos_studio.errors import BadInput
from rvos_studio.models import weights
from rvos_studio.models.weights import Weights, sha256_of
from rvos_studio.networks.efficientnet_lite import EfficientNetLite0, published_name

_WRAPPERS = ("state_dict", "model", "network")
"""Where training programs put the tensors, beside optimizer and arguments."""
_NAMED = 4
"""Names listed in a refusal; the log of a thousand helps nobody."""


def read_state(path: Path) -> dict[str, Tensor]:
    """The tensors of a checkpoint by name, on the CPU; `.safetensors`, or a pickle opened with `weights_only`.

    Unwraps `state_dict`/`model` and a `module.` in front of all names. Raises `BadInput` for a missing or damaged
    file, one that would run code, and one without tensors.
    """
    if not path.is_file():
        raise BadInput(f"There is no file '{path}'.")
    try:
        if path.suffix == ".safetensors":
            return safetensors.torch.load_file(path)
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", UserWarning
            )  # of unusual pickles, which fail below or load well
            content: Any = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise BadInput(
            f"'{path.name}' is not a plain file of weights: opening it could run code, so it was left closed."
        ) from error
    except (
        SafetensorError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        KeyError,
        zipfile.BadZipFile,
    ) as error:
        raise BadInput(
            f"'{path.name}' cannot be read as weights; it is damaged or cut short."
        ) from error
    for wrapper in _WRAPPERS:
        if isinstance(content, Mapping) and isinstance(content.get(wrapper), Mapping):
            content = content[wrapper]
    if not isinstance(content, Mapping) or not any(
        isinstance(value, Tensor) for value in content.values()
    ):
        raise BadInput(f"'{path.name}' holds no tensors by name, so it is no file of weights.")
    state = {str(name): value for name, value in content.items() if isinstance(value, Tensor)}
    if all(name.startswith("module.") for name in state):
        state = {name.removeprefix("module."): value for name, value in state.items()}
    return state


def misfits(state: Mapping[str, Tensor], expected: Mapping[str, torch.Size]) -> list[str]:
    """What keeps a state from fitting: missing, unexpected and misshapen names; [] when it fits."""
    found = [f"{name} is missing" for name in expected if name not in state]
    found += [f"{name} is not expected" for name in state if name not in expected]
    found += [
        f"{name} is {_by(state[name].shape)} instead of {_by(shape)}"
        for name, shape in expected.items()
        if name in state and state[name].shape != shape
    ]
    return found


def efficientnet_lite0(*, dilated: bool) -> EfficientNetLite0:
    """The frozen network with the weights that are found here; see `weights.locate` for what it raises."""
    found = weights.locate("efficientnet-lite0")
    state = read_state(found.path)
    if wrong := misfits(state, _efficientnet_lite0()):
        raise BadInput(f"'{found.path}' does not fit EfficientNet-Lite0: {_listed(wrong)}.")
    return EfficientNetLite0.from_published(state, dilated)


def import_weights(path: Path) -> Weights:
    """Check a file of the user's own against every part and keep it for the one it fits, as safetensors.

    Raises `BadInput` with what does not fit where it fits none.
    """
    if path.suffix == ".onnx":
        return _import_sentence_model(path)
    state = read_state(path)
    if wrong := misfits(state, _efficientnet_lite0()):
        raise BadInput(
            f"'{path.name}' fits no network of this version. Nearest is EfficientNet-Lite0, but {_listed(wrong)}."
        )
    written = weights.incoming("efficientnet-lite0")
    safetensors.torch.save_file({n: value.contiguous() for n, value in state.items()}, written)
    return weights.adopt("efficientnet-lite0", written, ".safetensors", path, sha256_of(path))


def _efficientnet_lite0() -> dict[str, torch.Size]:
    with torch.device("meta"):
        return {
            published_name(name): value.shape
            for name, value in EfficientNetLite0().state_dict().items()
        }


def _import_sentence_model(path: Path) -> Weights:
    from rvos_studio.models.text import DIMENSIONS, SentenceEmbedder

    if not path.is_file():
        raise BadInput(f"There is no file '{path}'.")
    try:
        vector = SentenceEmbedder(path).embed(["a dog"])
    except Exception as error:  # onnxruntime raises classes of its own for every kind of damage
        raise BadInput(
            f"'{path.name}' does not run as a MiniLM sentence model; it is damaged or another one."
        ) from error
    if vector.shape != (1, DIMENSIONS):
        raise BadInput(
            f"'{path.name}' gives vectors of {vector.shape[-1]} numbers; MiniLM gives {DIMENSIONS}."
        )
    written = weights.incoming("minilm")
    written.write_bytes(path.read_bytes())
    return weights.adopt("minilm", written, path.suffix, path, sha256_of(path))


def _listed(wrong: list[str]) -> str:
    return "; ".join(wrong[:_NAMED]) + (
        f"; and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
    )


def _by(shape: torch.Size) -> str:
    return "x".join(str(n) for n in shape) or "a number"
