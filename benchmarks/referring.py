"""Time for a clip of the referring networks, ours and the authors' in turns, and whether they see the same.

Each side runs in a process of its own, with the same weights, frames and sentences, and is warmed by one frame.
Theirs computes all again for each sentence, as the evaluation scripts of all four do; ours looks at the clip once.
`referring_authors.py` says where their code comes from. All in about ten minutes:

    python benchmarks/referring.py --authors FOLDER

With `--device cuda`, single and half precision of ours as well.
"""

import argparse
import re
import resource
from contextlib import nullcontext
from dataclasses import dataclass
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
    of_clip,
    random_state,
    sentences,
)
from referring_subject import ours as our_network
from torch import Tensor, nn

from rvos_studio.models.devices import hold_memory
from rvos_studio.networks.uninext.network import Encoded


class Ours:
    """Our networks: what is seen of a clip is shared by all sentences."""

    def __init__(self, network: nn.Module, device: str, precision: torch.dtype) -> None:
        self._network, self._device, self._precision = network.to(device), device, precision

    @torch.inference_mode()
    def answer(
        self, frames: np.ndarray, sentences: list[list[int]], cells: list[np.ndarray] | None = None
    ) -> list[Answer]:
        """See `Side.answer`; UNINEXT's queries are proposed by `cells` if they are given for each sentence."""
        half = self._precision != torch.float32
        with torch.autocast(self._device, self._precision) if half else nullcontext():
            clip = normalised(frames).to(self._device)
            tokens = [torch.tensor([one], device=self._device) for one in sentences]
            if not hasattr(self._network, "encode"):
                return self._whole(clip, tokens)
            return self._by_frame(clip, tokens, cells or [None] * len(tokens))

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
            answers.append(of_clip(found.logits[0, ..., 0].float(), found.masks[0]))
        return answers

    def _by_frame(
        self, clip: Tensor, tokens: list[Tensor], cells: list[np.ndarray | None]
    ) -> list[Answer]:
        texts = [self._network.read(sentence) for sentence in tokens]
        found = []
        for index, frame in enumerate(clip):
            encoded = self._network.encode(frame[None])
            found.append(
                [
                    self._choice(encoded, text, None if one is None else one[index])
                    for text, one in zip(texts, cells, strict=True)
                ]
            )
        answers = []
        for one in zip(*found, strict=True):
            query, logits = (torch.stack(of_frames).cpu() for of_frames in zip(*one, strict=True))
            answers.append(Answer(query.numpy(), logits.float().numpy()))
        return answers

    def _choice(
        self, encoded: Encoded, text: Tensor, cells: np.ndarray | None
    ) -> tuple[Tensor, Tensor]:
        network = self._network
        fused = network.fuse(encoded, text)
        places = None if cells is None else torch.tensor(cells, device=text.device)[None]
        chosen = network.choose(fused, network.decode(fused, places))
        return chosen.query[0], chosen.logits


class Theirs:
    """The authors' networks, and what their process holds."""

    def __init__(self, side: Side) -> None:
        self.answer = side.answer

    def peak(self) -> float:
        """The most memory ever held, in MiB."""
        return _peak()


class Process(Apart):
    """A side in a process of its own; it tells the seconds it took."""

    def answer(
        self, frames: np.ndarray, sentences: list[list[int]], *cells: list[np.ndarray]
    ) -> tuple[list[Answer], float]:
        """See `Ours.answer`."""
        answers, wall, _ = self._ask("answer", frames, sentences, *cells)
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


@dataclass(frozen=True)
class Agreement:
    """How far ours is from theirs."""

    error: float
    """The worst of all mask logits, in standard deviations of theirs."""
    plain: float
    """The least overlap of the masks that are the answer."""
    half: float
    """Likewise, of masks above the median: random weights make masks that are nearly all or nothing."""

    def __str__(self) -> str:
        return f"{self.error:.1e} | {self.plain:.5f} | {self.half:.5f}"


def agreement(ours: list[Answer], theirs: list[Answer]) -> Agreement:
    """Of the answers to the same sentences; an overlap is 0 where the answer is another query."""
    error, plain, half = 0.0, 1.0, 1.0
    for one, other in zip(ours, theirs, strict=True):
        error = max(error, float(np.abs(one.masks - other.masks).max() / other.masks.std()))
        for a, b in zip(one.chosen, other.chosen, strict=True):
            plain = min(plain, _overlap(a > 0, b > 0))
            half = min(half, _overlap(a > np.median(b), b > np.median(b)))
        if (one.query != other.query).any():
            plain = half = 0.0
    return Agreement(error, plain, half)


def compare(name: str, arguments: argparse.Namespace, clip: np.ndarray) -> None:
    """Print a row for each number of expressions: the times of both, and how their masks differ."""
    sides = {}
    if arguments.authors:
        sides["authors"] = Process(
            theirs, arguments.threads, name, arguments.authors, arguments.keep
        )
    hold_memory()  # before the process starts: what it says to torch is read only once
    sides["ours"] = Process(ours, arguments.threads, name, arguments.device, torch.float32)
    for side in sides.values():
        side.answer(clip[:1], sentences(name, 1))
    for count in arguments.expressions:
        # The one in the middle has as many words as all have on average.
        words = sentences(name, count)
        asked = dict.fromkeys(sides, words)
        if arguments.multiply:
            asked |= {"authors": [words[count // 2]]}
        times: dict[str, list[float]] = {side: [] for side in sides}
        answers: dict[str, list[Answer]] = {}
        for run in range(arguments.runs):
            for side in list(sides)[:: 1 if run % 2 else -1]:
                answers[side], seconds = sides[side].answer(clip, asked[side])
                times[side].append(seconds * count / len(asked[side]))
        cells = [one.cells for one in answers.get("authors", ()) if one.cells is not None]
        if cells:
            # Neighbours whose logits are equal but for rounding may be proposed in another order.
            answers["ours"], _ = sides["ours"].answer(clip, asked["authors"], cells)
        elif arguments.multiply and "authors" in sides:
            answers["ours"] = [answers["ours"][count // 2]]
        row(
            name,
            count,
            sides,
            {side: float(np.median(of_one)) for side, of_one in times.items()},
            answers,
        )
    for side in sides.values():
        side.close()


def row(
    name: str,
    count: int,
    sides: dict[str, Process],
    seconds: dict[str, float],
    answers: dict[str, list[Answer]],
) -> None:
    """Print one of the table."""
    mine, mib = f"{seconds['ours']:.2f}", f"{sides['ours'].peak():.0f}"
    if "authors" in sides:
        ratio = seconds["authors"] / seconds["ours"]
        of_both = f"{seconds['authors']:.2f} | {mine} | {ratio:.2f}"
        memory = f"{sides['authors'].peak():.0f} | {mib}"
        found = agreement(answers["ours"], answers["authors"])
        print(f"| {name} | {count} | {of_both} | {memory} | {found} |", flush=True)
    else:
        print(f"| {name} | {count} | {mine} | {mib} |", flush=True)


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
            f"| {name} in {str(precision).removeprefix('torch.')} | {len(words)} | {seconds:.3f} |"
            f" {side.peak():.0f} | {agreement(answers, single)} |",
            flush=True,
        )


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
        action=argparse.BooleanOptionalAction,
        default=True,
        help="ask the authors' code for one expression only, and multiply its seconds",
    )
    parser.add_argument("--clip", type=Path, help="a video or a folder of pictures")
    parser.add_argument("--frames", type=int, default=5)
    parser.add_argument(
        "--size",
        nargs=2,
        type=int,
        default=[360, 640],
        help="rows and columns; for UNINEXT at least 210 x 210, or it has too few proposals",
    )
    parser.add_argument("--expressions", nargs="+", type=int, default=[1, 5], metavar="NUMBER")
    parser.add_argument("--runs", type=int, default=3, help="after one of a single frame")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="of ours: cpu or cuda")
    arguments = parser.parse_args()
    clip = frames(arguments.clip, arguments.frames, *arguments.size)
    print(introduction(arguments), flush=True)
    for name in arguments.variants:
        compare(name, arguments, clip)
        if arguments.device.startswith("cuda"):
            precisions(name, arguments, clip)


def introduction(arguments: argparse.Namespace) -> str:
    """What is measured, and the head of the table."""
    height, width = arguments.size
    said = [
        f"{arguments.frames} frames of {width} x {height}, {arguments.threads} threads, median of"
        f" {arguments.runs} runs of each side in turns."
    ]
    columns = ["network", "expressions", "ours, s", "ours, MiB"]
    if arguments.authors:
        said += [
            "UNINEXT's masks are compared for the same proposals in the same order.",
            f"The authors' memory settings are {'ours' if arguments.keep else 'their own'}.",
        ]
        if arguments.multiply:
            said += [
                "The authors' seconds for several expressions are those for one, multiplied: their"
                " evaluation begins anew with each."
            ]
        columns[2:] = ["authors, s", "ours, s", "times as fast", "authors, MiB", "ours, MiB"]
    if arguments.authors or arguments.device.startswith("cuda"):
        columns += ["worst mask logit, deviations", "least IoU", "least IoU at the median"]
    rule = "|".join("---" if one == "network" else "--:" for one in columns)
    return "\n".join([" ".join(said), "", f"| {' | '.join(columns)} |", f"|{rule}|"])


if __name__ == "__main__":
    main()
