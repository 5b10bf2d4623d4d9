"""What the networks can compute on here. torch is imported when it is needed, not before."""

import ctypes
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2

from rvos_studio.errors import BadInput

if TYPE_CHECKING:
    import torch

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""What `mallopt` calls the two sizes above which memory goes back to the system."""
_KEPT_BYTES = 512 << 20


@dataclass(frozen=True)
class Device:
    """One device."""

    name: str
    """As torch calls it: 'cpu', 'cuda:0'."""
    about: str


def use_threads(threads: int) -> None:
    """Let torch and OpenCV compute on so many CPU threads of this process."""
    import torch

    torch.set_num_threads(threads)
    cv2.setNumThreads(threads)


def hold_memory() -> None:
    """Make large tensors cheap for this process on Linux: a tenth to a fifth less time for a frame on the CPU.

    torch asks for huge pages, and glibc keeps up to half a GiB of freed memory for the next tensors instead of giving
    it back page by page. To be called before torch makes its first tensor.
    """
    if sys.platform != "linux":
        return
    os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")
    adjust = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if adjust is not None:
        for threshold in (_MMAP_THRESHOLD, _TRIM_THRESHOLD):
            adjust(threshold, _KEPT_BYTES)


def devices() -> list[Device]:
    """The devices torch sees, fastest first; imports torch, which takes seconds."""
    import torch

    found = [
        Device(
            f"cuda:{i}",
            f"{torch.cuda.get_device_name(i)}, {torch.cuda.get_device_properties(i).total_memory >> 30} GiB",
        )
        for i in range(torch.cuda.device_count())
    ]
    threads = torch.get_num_threads()
    about = f"torch {torch.__version__}, {threads} thread{'s' if threads > 1 else ''}"
    return [*found, Device("cpu", about)]


def chosen(device: str) -> "torch.device":
    """The device of a setting: 'auto' is the first GPU if there is one. Raises `BadInput` for one that is not here."""
    import torch

    found = [each.name for each in devices()]
    if device == "auto":
        return torch.device(found[0])
    name = "cuda:0" if device == "cuda" else device
    if name not in found:
        raise BadInput(
            f"There is no device '{device}' here, only {', '.join(found)}: change 'device' in the settings."
        )
    return torch.device(name)


def precision_on(device: "torch.device", precision: str) -> "torch.dtype":
    """The numbers of a setting: 'auto' is float16 on a GPU and float32 on the CPU."""
    import torch

    if precision == "auto":
        precision = "float16" if device.type == "cuda" else "float32"
    kind: torch.dtype = getattr(torch, precision)
    return kind
