"""Time for a frame of AOT and DeAOT at 480x864, ours and the authors' in turns, and whether they see the same.

Each side runs in a process of its own, set up as its makers do. Both get the same weights, frames and memories:
whatever either answers, the authors' labels are remembered on both sides. `aot_authors.py` says where their code comes
from. With `--device cuda`, single and half precision of ours over a longer clip as well.
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import aot_authors
import cv2
import numpy as np
import torch
from aot_apart import Apart, Runner, Times, now
from aot_subject import Drifting, random_state
from torch import Tensor

from rvos_studio.models.aot_propagator import AotPropagator
from rvos_studio.models.checkpoints import state_of
from rvos_studio.models.devices import hold_memory
from rvos_studio.networks.aot.network import Network
from rvos_studio.networks.aot.variants import VARIANTS, Variant

WARM_UP = 2
NEAR_TIE = 1e-5
"""Where the two likeliest labels are so near, rounding may decide."""


class Ours:
    """Our propagator with the memory that its authors published: the reference and every so many answers."""

    def __init__(self, propagator: AotPropagator) -> None:
        self._propagator = propagator

    def start(self, frame: np.ndarray, labels: np.ndarray, objects: int) -> None:
        features = self._propagator.encode(frame)
        self._short = self._propagator.reference(features, labels, objects)
        self._long = [self._short]
        self._objects, self._step = objects, 0

    def predict(self, frame: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        self._answer = self._propagator.predict(
            self._propagator.encode(frame), self._objects, self._long, self._short
        )
        return self._answer.labels, self._answer.probabilities

    def memorise(self, labels: np.ndarray) -> None:
        self._short = self._propagator.memorise(replace(self._answer, labels=labels))
        self._step += 1
        if self._step % self._propagator.gap == 0:
            self._long.insert(0, self._short)


@dataclass
class Agreement:
    """How the labels of two differ."""

    pixels: int = 0
    different: int = 0
    decided: int = 0
    """Different, though the first was sure by more than `NEAR_TIE`."""

    def add(self, labels: np.ndarray, others: np.ndarray, probabilities: np.ndarray) -> None:
        second, first = np.sort(probabilities, axis=0)[-2:]
        different = labels != others
        self.pixels += labels.size
        self.different += int(different.sum())
        self.decided += int((different & (first - second > NEAR_TIE)).sum())


def ours(name: str, device: str, trained: bool) -> Runner:
    """Our side, set up as a propagation is."""
    hold_memory()
    variant = VARIANTS[name]
    network = Network.from_published(variant, _state(variant, trained))
    return Ours(AotPropagator(network, torch.device(device)))


def theirs(
    name: str, device: str, trained: bool, folder: Path, stand_in: bool, keep: bool
) -> Runner:
    """The authors' side; with `keep` its process holds on to freed memory, as ours does."""
    if keep:
        hold_memory()
    variant = VARIANTS[name]
    network = aot_authors.load(folder, name, stand_in)
    aot_authors.adopt(network, _state(variant, trained))
    network.to(device)
    return aot_authors.Authors(network, variant.gap)


def _state(variant: Variant, trained: bool) -> dict[str, Tensor]:
    return state_of(variant.name) if trained else random_state(variant)


def race(sides: Mapping[str, Apart], clip: Drifting, objects: int) -> Agreement:
    """Every frame by every side, each being the first in turn; all remember the first one's labels."""
    names = list(sides)
    agreement = Agreement()
    for side in sides.values():
        side.start(clip.frame(0), clip.labels(0), objects)
    for index in range(1, len(clip)):
        frame = clip.frame(index)
        order = names if index % 2 else names[::-1]
        answers = {name: sides[name].predict(frame) for name in order}
        labels, probabilities = answers[names[0]]
        for name in names[1:]:
            agreement.add(labels, answers[name][0], probabilities)
        for name in order:
            sides[name].memorise(labels)
    return agreement


def compare(arguments: argparse.Namespace) -> None:
    """Print the times of both, and how their labels differ."""
    common = (arguments.variant, arguments.device, arguments.trained)
    sides = {}
    if arguments.authors:
        more = (arguments.authors, not arguments.no_stand_in, arguments.keep)
        sides["authors"] = Apart(theirs, arguments.threads, *common, *more)
    hold_memory()  # before the process starts: what it says to torch is read only once
    sides["ours"] = Apart(ours, arguments.threads, *common)
    print(f"{'objects':>7}  {'':8}{'ms/frame':>9}{'CPU ms':>9}{'times faster':>14}{'by CPU':>8}")
    for objects in arguments.objects:
        agreement = race(sides, Drifting(1 + WARM_UP + arguments.frames, objects), objects)
        wall, processor = next(iter(sides.values())).times.medians(WARM_UP)
        for name, side in sides.items():
            own_wall, own_processor = side.times.medians(WARM_UP)
            print(
                f"{objects:7}  {name:8}{own_wall:9.0f}{own_processor:9.0f}"
                f"{wall / own_wall:14.2f}{processor / own_processor:8.2f}",
                flush=True,
            )
        if len(sides) > 1:
            print(
                f"{'':9}labels: {agreement.different} of {agreement.pixels} pixels differ, "
                f"{agreement.decided} of them with a margin above {NEAR_TIE}",
                flush=True,
            )
    for side in sides.values():
        side.close()


def precisions(arguments: argparse.Namespace) -> None:
    """Print time, peak memory and overlap of single and half precision over a longer clip.

    Trained weights: each remembers what it saw. Random ones: half precision remembers what single precision saw,
    because an untrained network makes much of any difference.
    """
    variant = VARIANTS[arguments.variant]
    state = _state(variant, arguments.trained)
    network = Network.from_published(variant, state)
    objects, clip = arguments.objects[0], Drifting(arguments.length, arguments.objects[0])
    device = torch.device(arguments.device)
    found: list[np.ndarray] = []
    print(f"{'':8}{'ms/frame':>9}{'peak MiB':>10}{'mean IoU':>10}{'least IoU':>11}")
    for precision in (torch.float32, torch.float16):
        torch.cuda.reset_peak_memory_stats()
        runner, times, overlaps = Ours(AotPropagator(network, device, precision)), Times(), []
        runner.start(clip.frame(0), clip.labels(0), objects)
        for index in range(1, len(clip)):
            frame = clip.frame(index)
            times.begin()
            began = now()
            labels, _ = runner.predict(frame)
            spent = now() - began
            if precision is torch.float32:
                found.append(labels)
            overlaps += _overlaps(labels, found[index - 1], objects)
            began = now()
            runner.memorise(labels if arguments.trained else found[index - 1])
            times.add(1000 * (spent + now() - began), 0.0)
        print(
            f"{str(precision).removeprefix('torch.'):8}{times.medians(WARM_UP)[0]:9.1f}"
            f"{torch.cuda.max_memory_allocated() / 2**20:10.0f}"
            f"{np.mean(overlaps):10.4f}{min(overlaps):11.4f}",
            flush=True,
        )


def _overlaps(labels: np.ndarray, others: np.ndarray, objects: int) -> list[float]:
    """IoU of each object; 1 where it is on neither."""
    pairs = ((labels == number, others == number) for number in range(1, objects + 1))
    return [float((a & b).sum() / (a | b).sum()) if (a | b).any() else 1.0 for a, b in pairs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variant", choices=VARIANTS, default="r50-deaot-l", metavar="NAME")
    parser.add_argument(
        "--authors", type=Path, help="folder of the authors' code; without it, ours"
    )
    parser.add_argument(
        "--no-stand-in",
        action="store_true",
        help="the authors' code without a stand-in for its compiled correlation sampler",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="let the authors' process keep freed memory, as ours does",
    )
    parser.add_argument("--trained", action="store_true", help="imported weights, not random ones")
    parser.add_argument("--objects", nargs="+", type=int, default=[1, 5], metavar="NUMBER")
    parser.add_argument("--frames", type=int, default=8, help="timed, after the warm-up")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:1")
    parser.add_argument("--length", type=int, default=300, help="frames to compare precisions on")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    cv2.setNumThreads(arguments.threads)
    # Both compute in what they say they do.
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    compare(arguments)
    if arguments.device.startswith("cuda"):
        precisions(arguments)


if __name__ == "__main__":
    main()
