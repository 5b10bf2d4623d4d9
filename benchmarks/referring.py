"""Time for a clip of the referring networks, ours and the authors' in turns, and whether they see the same.

Each side runs in a process of its own, with the same weights, frames and sentences. Theirs computes all again for
each sentence, as their evaluation does; ours looks at the clip once. `referring_authors.py` says where their code
comes from.
With `--device cuda`, single and half precision of ours as well.
"""

import argparse
import re
import resource
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import referring_authors
import torch
from aot_apart import Apart, now
from referring_subject import (
    VARIANTS,
    Answer,
    Side,
    family,
    frames,
    normalised,
    random_state,
    sentences,
)
from referring_subject import ours as our_network
from torch import Tensor, nn

from rvos_studio.models.devices import hold_memory


class Ours:
    """Our networks: what is seen of a clip is shared by all sentences."""

    def __init__(self, network: nn.Module, device: str, precision: torch.dtype) -> None:
        self._network, self._device, self._precision = network.to(device), device, precision

    @torch.inference_mode()
    def answer(self, frames: np.ndarray, sentences: list[list[int]]) -> list[Answer]:
        """See `Side.answer`."""
        half = self._precision != torch.float32
        with torch.autocast(self._device, self._precision) if half else nullcontext():
            clip = normalised(frames).to(self._device)
            tokens = [torch.tensor([one], device=self._device) for one in sentences]
            by_frame = hasattr(self._network, "encode")
            return (self._by_frame if by_frame else self._whole)(clip, tokens)

    def peak(self) -> float:
        """The most memory ever held, in MiB."""
        if self._device != "cpu":
            return torch.cuda.max_memory_allocated() / 2**20
        return _peak()

    def _whole(self, clip: Tensor, tokens: list[Tensor]) -> list[Answer]:
        seen = self._network.see(clip[None])
        answers = []
        for sentence in tokens:
            found = self._network.answer(seen, self._network.read(sentence))[-1]
            answers.append(_answer(found.logits[0, ..., 0], found.masks[0]))
        return answers

    def _by_frame(self, clip: Tensor, tokens: list[Tensor]) -> list[Answer]:
        texts = [self._network.read(sentence) for sentence in tokens]
        found = []
        for frame in clip:
            encoded = self._network.encode(frame[None])
            found.append([self._network(encoded, text) for text in texts])
        return [
            _answer(
                torch.cat([x.score for x in one])[:, None], torch.stack([x.logits for x in one])
            )
            for one in zip(*found, strict=True)
        ]


class Theirs:
    """The authors' networks, and what their process holds."""

    def __init__(self, side: Side) -> None:
        self.answer = side.answer

    def peak(self) -> float:
        """The most memory ever held, in MiB."""
        return _peak()


class Process(Apart):
    """A side in a process of its own; it tells the seconds it took."""

    def answer(self, frames: np.ndarray, sentences: list[list[int]]) -> tuple[list[Answer], float]:
        """See `Side.answer`."""
        answers, wall, _ = self._ask("answer", frames, sentences)
        return answers, wall / 1000

    def peak(self) -> float:
        """In MiB."""
        return self._ask("peak")[0]


def ours(name: str, device: str, precision: torch.dtype) -> Ours:
    """Our side, set up as the program sets up its own."""
    hold_memory()
    return Ours(our_network(name), device, precision)


def theirs(name: str, folder: Path, keep: bool) -> Theirs:
    """The authors' side; with `keep` its process holds on to freed memory, as ours does."""
    if keep:
        hold_memory()
    network = referring_authors.load(folder, name)
    unused = [re.compile(pattern) for pattern in family(name).OPTIONAL]
    referring_authors.adopt(network, random_state(name), unused)
    return Theirs(referring_authors.asked(network, name))


def race(
    sides: Mapping[str, Process], clip: np.ndarray, words: list[list[int]], runs: int
) -> tuple[dict[str, float], dict[str, list[Answer]]]:
    """Median seconds of each side, which begin in turns, and what they answer."""
    names, times = list(sides), {name: [] for name in sides}
    answers = {}
    for run in range(runs):
        for name in names if run % 2 else names[::-1]:
            answers[name], seconds = sides[name].answer(clip, words)
            times[name].append(seconds)
    return {name: float(np.median(of_one)) for name, of_one in times.items()}, answers


def agreement(one: list[Answer], other: list[Answer]) -> str:
    """In words: the worst relative error of mask logits, and the least overlap of the best query's masks.

    Random weights make masks that are nearly all or nothing, so that overlap is taken at half of the pixels as well.
    """
    error, plain, half = 0.0, 1.0, 1.0
    for a, b in zip(one, other, strict=False):
        error = max(error, float(np.abs(a.masks - b.masks).max() / b.masks.std()))
        best = b.logits.mean(0).argmax()
        for mask, mask_b in zip(a.masks[:, best], b.masks[:, best], strict=True):
            plain = min(plain, _overlap(mask > 0, mask_b > 0))
            middle = np.median(mask_b)
            half = min(half, _overlap(mask > middle, mask_b > middle))
        if a.logits.mean(0).argmax() != best:
            half = 0.0
    return f"error {error:.1e}, IoU at least {plain:.5f}, of half the pixels {half:.5f}"


def compare(name: str, arguments: argparse.Namespace, clip: np.ndarray) -> None:
    """Print the times of both, and how their masks differ."""
    sides = {}
    if arguments.authors:
        sides["authors"] = Process(
            theirs, arguments.threads, name, arguments.authors, arguments.keep
        )
        sides["authors"].shares = not arguments.multiply
    hold_memory()  # before the process starts: what it says to torch is read only once
    sides["ours"] = Process(ours, arguments.threads, name, arguments.device, torch.float32)
    for side in sides.values():
        side.answer(clip[:1], sentences(name, 1))
    for count in arguments.expressions:
        times, answers = race(sides, clip, sentences(name, count), arguments.runs)
        slowest = next(iter(times.values()))
        for side, seconds in times.items():
            print(
                f"{name:26}{count:6}  {side:8}{seconds:8.2f} s{slowest / seconds:8.2f} x"
                f"{sides[side].peak():9.0f} MiB",
                flush=True,
            )
        if len(sides) > 1:
            print(f"{'':34}{agreement(answers['ours'], answers['authors'])}", flush=True)
    for side in sides.values():
        side.close()


def precisions(name: str, arguments: argparse.Namespace, clip: np.ndarray) -> None:
    """Print time, peak memory and agreement with single precision of ours on a GPU."""
    network, words = our_network(name), sentences(name, max(arguments.expressions))
    single: list[Answer] = []
    for precision in (torch.float32, torch.float16, torch.bfloat16):
        side = Ours(network, arguments.device, precision)
        side.answer(clip, words)
        torch.cuda.reset_peak_memory_stats()
        began = now()
        answers = side.answer(clip, words)
        seconds = now() - began
        single = single or answers
        print(
            f"{name:26}{str(precision).removeprefix('torch.'):10}{seconds:8.3f} s"
            f"{side.peak():9.0f} MiB  {agreement(answers, single)}",
            flush=True,
        )


def _answer(logits: Tensor, masks: Tensor) -> Answer:
    return Answer(logits.float().cpu().numpy(), masks.float().cpu().numpy())


def _overlap(mask: np.ndarray, other: np.ndarray) -> float:
    """IoU; 1 where there is nothing on either."""
    either = (mask | other).sum()
    return float((mask & other).sum() / either) if either else 1.0


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--variants",
        nargs="+",
        choices=VARIANTS,
        metavar="NAME",
        default=[f"{name}-video-swin-t" for name in ("referformer", "mutr", "soc")]
        + ["uninext-r50"],
    )
    parser.add_argument(
        "--authors", type=Path, help="folder of the authors' code; without it, ours"
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="let the authors' process keep freed memory, as ours does",
    )
    parser.add_argument(
        "--multiply",
        action="store_true",
        help="ask the authors' code for one expression only, and multiply its seconds",
    )
    parser.add_argument("--clip", type=Path, help="a video or a folder of pictures")
    parser.add_argument("--frames", type=int, default=5)
    parser.add_argument("--size", nargs=2, type=int, default=[360, 640], help="rows and columns")
    parser.add_argument("--expressions", nargs="+", type=int, default=[1, 5], metavar="NUMBER")
    parser.add_argument("--runs", type=int, default=3, help="after one of a single frame")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="of ours: cpu or cuda")
    arguments = parser.parse_args()
    clip = frames(arguments.clip, arguments.frames, *arguments.size)
    for name in arguments.variants:
        compare(name, arguments, clip)
        if arguments.device.startswith("cuda"):
            precisions(name, arguments, clip)


if __name__ == "__main__":
    main()
