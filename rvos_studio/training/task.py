"""What the trainer knows of a network: how its examples are made and what it is to minimise."""

from collections.abc import Sequence
from typing import Protocol

from torch import Tensor, nn

from rvos_studio.training.samples import Sample


class Task(Protocol):
    """A network to be trained."""

    @property
    def name(self) -> str:
        """The model's, as in the catalogue."""
        ...

    @property
    def module(self) -> nn.Module:
        """What is trained: its parameters with `requires_grad`, in float32. The trainer moves it to the device.

        Anything frozen that examples are prepared with stays outside. It normalises within an example or with
        frozen statistics, so that a batch may be split over processes.
        """
        ...

    @property
    def bank_key(self) -> str:
        """Equal for tasks whose prepared examples are the same."""
        ...

    def prepare(self, sample: Sample, number: int) -> dict[str, Tensor]:
        """One example, on the CPU, as it is kept on disk: frozen features in float16, targets, words.

        Random choices follow from `number` alone. Raises `BadInput` for a sample that nothing can be learnt from;
        the trainer takes another one.
        """
        ...

    def loss(
        self, examples: Sequence[dict[str, Tensor]], step: int, steps: int
    ) -> dict[str, Tensor]:
        """The terms whose sum is minimised at `step` of `steps`, each a float32 scalar: a mean over `examples`.

        These are on the device of `module`, their floats in float32. Random choices follow from torch's generator,
        which the trainer seeds; what is random in shape or size is better drawn on the CPU. In `eval` mode it is the
        held-out loss.
        """
        ...
