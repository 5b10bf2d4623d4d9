"""The tasks by the models' names: a new one is one line here."""

import importlib
from typing import TYPE_CHECKING

from rvos_studio.errors import BadInput
from rvos_studio.networks.aot.variants import LITE as AOT_LITE
from rvos_studio.networks.aot.variants import VARIANTS as AOT
from rvos_studio.networks.referring.soc.variants import LITE as SOC_LITE
from rvos_studio.networks.referring.soc.variants import VARIANTS as SOC
from rvos_studio.networks.referring.variants import LITE as DIRECT_LITE
from rvos_studio.networks.referring.variants import VARIANTS as DIRECT
from rvos_studio.networks.uninext.variants import LITE as UNINEXT_LITE
from rvos_studio.networks.uninext.variants import VARIANTS as UNINEXT

if TYPE_CHECKING:
    from rvos_studio.training.task import Task

_REFERRING = "rvos_studio.training.referring:task"
_GLIMPSES = "rvos_studio.training.glimpses:task"
_ASSOCIATING = "rvos_studio.training.associating:task"

GROUNDING = "grounding"
"""No model by itself: what those of lite networks that answer expressions begin with."""

TASKS: dict[str, str] = {
    **dict.fromkeys(SOC | SOC_LITE | DIRECT | DIRECT_LITE | UNINEXT | UNINEXT_LITE, _REFERRING),
    GROUNDING: _GLIMPSES,
    **dict.fromkeys(AOT | AOT_LITE, _ASSOCIATING),
}
"""Name -> address of the function that makes its task of the name."""


def make(name: str, seed: int = 0) -> "Task":
    """The task of a model, whose first weights follow from `seed`; imports torch.

    Raises `BadInput` listing the models that can be trained.
    """
    module, _, function = _address(name).partition(":")
    import torch

    torch.manual_seed(seed)
    task: Task = getattr(importlib.import_module(module), function)(name)
    return task


def refers(name: str) -> bool:
    """Whether a model learns from expressions; the others learn from masks alone. Raises `BadInput` as `make`."""
    return _address(name) != _ASSOCIATING


def _address(name: str) -> str:
    if name not in TASKS:
        raise BadInput(f"No model '{name}' can be trained. There are: {', '.join(TASKS)}.")
    return TASKS[name]
