"""Where adapters compute, and what they do when the device is full."""

import pytest
import torch
from torch import nn

from rvos_studio import settings
from rvos_studio.errors import BadInput, DeviceTooSmall
from rvos_studio.models.computing import Computing, Load, out_of_memory
from rvos_studio.models.protocols import DeviceFull

CPU = torch.device("cpu")


def _fail(error):
    raise error


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory."),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate`"),
        MemoryError(),
    ],
)
def test_a_full_device_is_known_by_its_errors(error):
    assert out_of_memory(error)
    with pytest.raises(DeviceFull) as caught:
        Computing(CPU).run(lambda: _fail(error))
    assert caught.value.__context__ is None
    with pytest.raises(DeviceTooSmall, match='device = "cpu"'):
        Computing(CPU).hold(_Heavy(error))


def test_a_real_allocation_that_cannot_be():
    with pytest.raises(DeviceFull):
        Computing(CPU).run(lambda: torch.empty(2**60, dtype=torch.uint8))


def test_other_errors_stay_what_they_are():
    with pytest.raises(RuntimeError, match="shapes"):
        Computing(CPU).run(lambda: torch.zeros(2, 3) @ _fail(RuntimeError("shapes")))


def test_work_is_done_in_the_precision_and_learns_nothing():
    layer = nn.Linear(3, 3)
    for precision in (torch.float32, torch.bfloat16):
        made = Computing(CPU, precision).run(lambda: layer(torch.ones(1, 3)))
        assert made.dtype is precision
        assert not made.requires_grad
    exact = Computing(CPU, torch.bfloat16).run(lambda: layer(torch.ones(1, 3)), exact=True)
    assert exact.dtype is torch.float32


def test_the_settings_say_where_and_how():
    path = settings.config_folder() / "settings.toml"
    path.write_text('device = "cpu"\nprecision = "bfloat16"')
    assert Computing.as_set() == Computing(CPU, torch.bfloat16)
    path.write_text('device = "cuda:9"')
    with pytest.raises(BadInput, match="cuda:9"):
        Computing.as_set()


def test_a_load_gets_lighter_down_to_half_the_size():
    load, said = Load(9), []
    with pytest.raises(DeviceTooSmall):
        while True:
            load, notice = load.lighter()
            said.append((load.frames, load.scale, notice.text.rsplit("going on with ")[1]))
    assert said == [
        (4, 1.0, "4 frames at a time"),
        (2, 1.0, "2 frames at a time"),
        (1, 1.0, "one frame at a time"),
        (1, 0.75, "smaller pictures"),
        (1, 0.5625, "smaller pictures"),
    ]


class _Heavy(nn.Module):
    def __init__(self, error):
        super().__init__()
        self.error = error

    def to(self, *_args, **_kwargs):
        raise self.error
