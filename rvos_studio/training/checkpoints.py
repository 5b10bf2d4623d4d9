"""What of a training lies on disk: checkpoints to go on from, and the weights it ends with."""

import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn

from rvos_studio.errors import BadInput
from rvos_studio.formats.target import replacing

_KEPT = 2


def trained(module: nn.Module) -> dict[str, Tensor]:
    """What a training changes, by name: parameters with `requires_grad` and statistics of layers that have such."""
    found: dict[str, Tensor] = {}
    for prefix, each in module.named_modules():
        own = {name: p for name, p in each.named_parameters(recurse=False) if p.requires_grad}
        if own:
            kept = each.state_dict()
            own |= {name: b for name, b in each.named_buffers(recurse=False) if name in kept}
        found |= {f"{prefix}.{name}".lstrip("."): value for name, value in own.items()}
    return {name: value.detach() for name, value in found.items()}


class Checkpoints:
    """The newest states of a training, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, step: int, state: Mapping[str, Any]) -> None:
        """Write the state after `step` steps, all of it or nothing. Raises `CannotWrite`."""
        with replacing(self._folder / f"{step:08d}.pt", overwrite=True) as place:
            self._folder.mkdir(parents=True, exist_ok=True)
            with place.open("wb") as file:  # torch's own writing hides why a disk refuses
                torch.save(dict(state), file)
        for old in self._files()[:-_KEPT]:
            old.unlink(missing_ok=True)

    def newest(self) -> dict[str, Any] | None:
        """The newest state that can be read, on the CPU; None where there is none."""
        for path in reversed(self._files()):
            try:
                state: dict[str, Any] = torch.load(path, "cpu", weights_only=True)
            except (OSError, EOFError, RuntimeError, pickle.UnpicklingError, zipfile.BadZipFile):
                continue  # the disk lost it; the one before is as good
            return state
        return None

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("????????.pt"))


def load(module: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Put saved weights into what is trained. Raises `BadInput` where they are of another network."""
    own = trained(module)
    if {n: t.shape for n, t in own.items()} != {n: t.shape for n, t in weights.items()}:
        raise BadInput(
            "The checkpoint is of another network than the one to be trained; start anew."
        )
    for name, value in own.items():
        value.copy_(weights[name])


def begin(module: nn.Module, file: Path) -> None:
    """Put weights from a file where their names and shapes fit: into the whole of `module`, or into a part of it.

    Raises `BadInput` where they fit nowhere, and for a file that cannot be read.
    """
    try:
        weights = load_file(file)
    except (OSError, SafetensorError) as error:
        raise BadInput(f"'{file}' cannot be read as weights: {error}.") from error
    shapes = {name: value.shape for name, value in weights.items()}
    for _, part in module.named_modules():
        own = trained(part)
        if {name: value.shape for name, value in own.items()} == shapes:
            for name, value in own.items():
                value.copy_(weights[name])
            return
    raise BadInput(
        f"The weights in '{file}' are of another network than the one to be trained; leave --begin out."
    )


def export(
    path: Path, weights: Mapping[str, Tensor], facts: Mapping[str, str], *, half: bool
) -> None:
    """Write weights as safetensors, in float16 where `half`. Raises `CannotWrite`."""
    stored = {
        name: (value.half() if half and value.is_floating_point() else value).cpu().contiguous()
        for name, value in weights.items()
    }
    with replacing(path, overwrite=True) as place:
        place.write_bytes(save(stored, {"format": "pt", **facts}))
