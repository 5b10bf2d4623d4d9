"""Several processes that train one network together, started by torch's launcher."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, distributed

from rvos_studio.errors import BadInput
from rvos_studio.models import devices


@dataclass(frozen=True)
class Group:
    """The processes of a training, and which one of them this is; the first one writes."""

    rank: int = 0
    size: int = 1

    @property
    def first(self) -> bool:
        """Whether this is the process that writes."""
        return self.rank == 0

    def average(self, tensors: Sequence[Tensor]) -> None:
        """Replace tensors of one type by their means over all processes, in one message."""
        if self.size == 1 or not tensors:
            return
        joint = torch.cat([each.reshape(-1) for each in tensors])
        distributed.all_reduce(joint)
        joint /= self.size
        for each, mean in zip(tensors, joint.split([t.numel() for t in tensors]), strict=True):
            each.copy_(mean.view_as(each))

    def share(self, tensors: Sequence[Tensor]) -> None:
        """Replace tensors by those of the first process."""
        if self.size > 1:
            for each in tensors:
                distributed.broadcast(each, 0)

    def any(self, flag: bool, device: torch.device) -> bool:
        """Whether a flag is up in any process."""
        if self.size == 1:
            return flag
        raised = torch.tensor(float(flag), device=device)
        distributed.all_reduce(raised, distributed.ReduceOp.MAX)
        return bool(raised)

    def wait(self) -> None:
        """Go on when all have come here."""
        if self.size > 1:
            distributed.barrier()


@contextmanager
def joined(device: str) -> Iterator[tuple[Group, torch.device]]:
    """The group that torch's launcher put this process into, alone without a launcher, and the device to compute on.

    `device` is as in the settings. NCCL connects GPUs, of which each process takes its own; gloo connects CPUs. Raises
    `BadInput` for a device that is not here.
    """
    chosen = _device(device)
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield Group(), chosen
        return
    if chosen.type == "cuda":
        chosen = _device(f"cuda:{os.environ.get('LOCAL_RANK', '0')}")
        torch.cuda.set_device(chosen)
    distributed.init_process_group("nccl" if chosen.type == "cuda" else "gloo")
    try:
        yield Group(distributed.get_rank(), distributed.get_world_size()), chosen
    finally:
        distributed.destroy_process_group()


def _device(name: str) -> torch.device:
    try:
        return devices.chosen(name)
    except BadInput as error:
        found = ", ".join(each.name for each in devices.devices())
        raise BadInput(f"There is no device '{name}' here to train on, only {found}.") from error
