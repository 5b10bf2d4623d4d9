"""What the networks can compute on here. torch is imported when it is needed, not before."""

from dataclasses import dataclass

import cv2


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
    return [*found, Device("cpu", f"torch {torch.__version__}, {torch.get_num_threads()} threads")]
