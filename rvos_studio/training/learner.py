"""A network that learns: one step of AdamW after another, and everything of it that must survive an interruption."""

import math
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_

from rvos_studio.errors import StudioError
from rvos_studio.training.bank import Example
from rvos_studio.training.checkpoints import load, trained
from rvos_studio.training.group import Group
from rvos_studio.training.journal import Line
from rvos_studio.training.plan import Plan, learning_rate
from rvos_studio.training.task import Task


class Learner:
    """A task's module with its optimiser, after `step` steps. All processes of a group hold the same."""

    def __init__(self, task: Task, plan: Plan, device: torch.device, group: Group) -> None:
        self.step = 0
        self.seconds = 0.0
        """Of training so far, interruptions left out."""
        self._task, self._plan, self._device, self._group = task, plan, device, group
        self._module = task.module.to(device).train()
        self._parameters = [p for p in self._module.parameters() if p.requires_grad]
        if not self._parameters:
            raise StudioError(f"Nothing of '{task.name}' is to be trained: all of it is frozen.")
        group.share(list(trained(self._module).values()))
        self._optimizer = torch.optim.AdamW(_grouped(self._parameters, plan.decay), plan.lr)
        self._scaler = torch.amp.GradScaler(device.type, enabled=plan.precision == "float16")
        self._average = [p.detach().clone() for p in self._parameters]
        self._since = time.monotonic()

    def advance(self, examples: Sequence[Example]) -> Line:
        """Learn from this process's share of a batch. Raises `StudioError` where the loss is no number."""
        rate = learning_rate(self._plan, self.step)
        for each in self._optimizer.param_groups:
            each["lr"] = rate
        terms = self._loss(examples, self._group.rank)
        means = torch.stack([value.detach() for value in terms.values()])
        self._group.average([means])
        values = dict(zip(terms, means.tolist(), strict=True))
        if not all(map(math.isfinite, values.values())):
            raise StudioError(
                f"At step {self.step + 1} the loss is no number any more ({_told(values)}): start anew with a lower"
                " learning rate, or in float32."
            )
        self._optimizer.zero_grad()
        self._scaler.scale(torch.stack(list(terms.values())).sum()).backward()
        norm = self._share_gradients()
        self._scaler.step(self._optimizer)
        self._scaler.update()
        self.step += 1
        self._follow()
        now = time.monotonic()
        self.seconds, self._since = self.seconds + now - self._since, now
        return Line(self.step, math.fsum(values.values()), values, rate, norm, self.seconds)

    @torch.no_grad()
    def held_out(self, examples: Sequence[Example]) -> float:
        """The mean loss of the averaged weights on examples that are not learnt from."""
        own = [p.detach().clone() for p in self._parameters]
        _copy(self._average, self._parameters)
        self._module.eval()
        size = max(1, self._plan.batch // self._group.size)
        total = 0.0
        for k in range(0, len(examples), size):
            part = examples[k : k + size]
            total += float(sum(self._loss(part, k, held_out=True).values())) * len(part)
        self._module.train()
        _copy(own, self._parameters)
        return total / len(examples)

    def result(self) -> dict[str, Tensor]:
        """The trained weights by name: the moving average, where the plan asks for one."""
        own = [p.detach().clone() for p in self._parameters]
        _copy(self._average, self._parameters)
        weights = {name: value.clone() for name, value in trained(self._module).items()}
        _copy(own, self._parameters)
        return weights

    def state(self) -> dict[str, Any]:
        """Everything that the next step follows from, for `restore`."""
        return {
            "step": self.step,
            "seconds": self.seconds,
            "weights": trained(self._module),
            "average": self._average,
            "optimizer": self._optimizer.state_dict(),
            "scaler": self._scaler.state_dict(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a state. Raises `BadInput` where it is of another network."""
        load(self._module, state["weights"])
        self.step, self.seconds = state["step"], state["seconds"]
        _copy(state["average"], self._average)
        self._optimizer.load_state_dict(state["optimizer"])
        self._scaler.load_state_dict(state["scaler"])

    def _loss(
        self, examples: Sequence[Example], share: int, *, held_out: bool = False
    ) -> dict[str, Tensor]:
        """The terms, with random choices that follow from the seed, the step and which share of it this is."""
        seeds = (self._plan.seed, 0 if held_out else self.step + 1, share)
        torch.manual_seed(int(np.random.SeedSequence(seeds).generate_state(1, np.uint64)[0] >> 1))
        here = [
            {name: _wide(value.to(self._device, non_blocking=True)) for name, value in each.items()}
            for each in examples
        ]
        kind: torch.dtype = getattr(torch, self._plan.precision)
        with torch.autocast(self._device.type, kind, enabled=kind is not torch.float32):
            return self._task.loss(here, self.step, self._plan.steps)

    def _share_gradients(self) -> float:
        """Average the gradients over the processes, clip them, and say how long they were together."""
        for each in self._parameters:
            if each.grad is None:  # not used this time, maybe elsewhere
                each.grad = torch.zeros_like(each)
        gradients = [each.grad for each in self._parameters if each.grad is not None]
        self._group.average(gradients)
        self._scaler.unscale_(self._optimizer)
        return float(clip_grad_norm_(self._parameters, self._plan.clip or math.inf))

    @torch.no_grad()
    def _follow(self) -> None:
        """Move the average after the weights; faster at first, when it still is where training began."""
        decay = min(self._plan.average, (1 + self.step) / (10 + self.step))
        if not self._plan.average:
            decay = 0.0
        torch._foreach_lerp_(self._average, [p.detach() for p in self._parameters], 1 - decay)


def _grouped(parameters: Sequence[nn.Parameter], decay: float) -> list[dict[str, Any]]:
    """Weights, which decay, and biases and norms, which do not."""
    return [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]


def _wide(value: Tensor) -> Tensor:
    """Floats in float32, whatever they were kept in: autocast takes it from there."""
    return value.float() if value.is_floating_point() else value


@torch.no_grad()
def _copy(values: Sequence[Tensor], to: Sequence[Tensor]) -> None:
    for value, place in zip(values, to, strict=True):
        place.copy_(value)


def _told(values: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in values.items())
