"""How an adapter computes: on which device, with which numbers, and what it does when the device is full."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import torch
from torch import nn

from rvos_studio import settings
from rvos_studio.errors import DeviceTooSmall
from rvos_studio.models.devices import chosen, precision_on
from rvos_studio.models.protocols import DeviceFull, Notice

_FULL = ("can't allocate memory", "not enough memory", "ALLOC_FAILED")
"""How torch's allocator on the CPU (Linux, Windows) and the libraries of a GPU say so."""
_SMALLER, _SMALLEST = 0.75, 0.5

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_Network = TypeVar("_Network", bound=nn.Module)


@dataclass(frozen=True)
class Computing:
    """Where networks compute, and with which numbers; weights stay float32."""

    device: torch.device
    precision: torch.dtype = torch.float32

    @classmethod
    def as_set(cls) -> "Computing":
        """As the settings want it. Raises `BadInput` for a device that is not here."""
        choice = settings.load()
        device = chosen(choice.device)
        return cls(device, precision_on(device, choice.precision))

    def hold(self, network: _Network) -> _Network:
        """Bring a network to the device. Raises `DeviceTooSmall`."""
        try:
            return self.run(lambda: network.to(self.device), exact=True)
        except DeviceFull:
            raise too_small() from None

    def run(self, work: Callable[[], _Result], exact: bool = False) -> _Result:
        """Do a step of a network, learning nothing; an `exact` one in float32 whatever the precision.

        Raises `DeviceFull`, free of what filled the device.
        """
        mixed = self.precision != torch.float32 and not exact
        try:
            with (
                torch.inference_mode(),
                torch.autocast(self.device.type, self.precision, enabled=mixed),
            ):
                return work()
        except (RuntimeError, MemoryError) as error:
            if not out_of_memory(error):
                raise
        # Outside of the block above the error holds no tensors any more.
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        raise DeviceFull


@dataclass(frozen=True)
class Load:
    """How much goes into the device at once."""

    frames: int
    """At most."""
    scale: float = 1.0
    """Of the pictures, in shares of the size they should have."""

    def lighter(self) -> tuple["Load", Notice]:
        """Half the frames, or smaller pictures of a single one, and what to say of it. Raises `DeviceTooSmall`."""
        if self.frames > 1:
            less = replace(self, frames=self.frames // 2)
            some = f"{less.frames} frames" if less.frames > 1 else "one frame"
            notice = Notice(f"the device's memory is full: going on with {some} at a time")
        else:
            less = replace(self, scale=self.scale * _SMALLER)
            if less.scale < _SMALLEST:
                raise too_small()
            notice = Notice("the device's memory is full: going on with smaller pictures")
        _log.info("%s: %s", notice.text, less)
        return less, notice


def out_of_memory(error: RuntimeError | MemoryError) -> bool:
    """Whether an error means that the device is full."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return any(words in str(error) for words in _FULL)


def too_small() -> DeviceTooSmall:
    """What is raised when nothing is left to save."""
    return DeviceTooSmall(
        "The device has not enough memory for this model, even for one small picture at a time: end other programs"
        ' that use it, choose a smaller model, or set device = "cpu" in the settings.'
    )
