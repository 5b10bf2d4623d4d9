"""What the small networks are worth on what they were not trained on, beside the training-free models.

    python benchmarks/embedded.py --runs RUNS --keep scores.json

RUNS holds the trainings of `train_embedded.py`: every sequence of DAVIS, and made-up clips with cut-outs of the
sequences of a fold, are answered by weights that were trained without that fold. "Drawn" are made-up clips without
cut-outs, other ones than were learnt from. Weights that are not there yet are left out; with --keep only what is new is
measured. Means over sequences, then over seeds (+- half their range).

Of DAVIS eight evenly spaced frames, the first two expressions of each sequence and the first one of the fold's next
sequence, which is wrong here; whole sequences for propagators. "right" as in davis_grounding.py; "own" and "wrong" are
the shares of the object that answers to its own and to a wrong expression cover; "told": how often a model is surer of
the former. "outlined" masks are brought to the outlines of the picture by GrabCut. Fusions are made for each
expression; "both" votes over both together. Settings were chosen on fold 1: --folds 2 3 shows the others alone.
"""

import argparse
import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import torch
from davis import CLIPS, FOLDS, DavisSequence
from davis_grounding import judge
from embedded_fusion import fusions
from embedded_pictures import pictures
from embedded_table import show
from PIL import Image
from train_embedded import PROPAGATORS, REFERRING, folder

from rvos_studio.masks import Mask
from rvos_studio.metrics import boundary_accuracy, region_similarity
from rvos_studio.models.baseline_propagator import BaselinePropagator
from rvos_studio.models.checkpoints import needed, read_state
from rvos_studio.models.class_grounder import ClassGrounder
from rvos_studio.models.computing import Computing
from rvos_studio.models.lite_propagator import LitePropagator
from rvos_studio.models.lite_segmenter import LiteSegmenter, with_weights
from rvos_studio.models.motion_grounder import MotionGrounder
from rvos_studio.models.protocols import Notice, Prediction, Propagator, Segmenter
from rvos_studio.models.sampling import evenly_spaced
from rvos_studio.networks.aot.network import Network
from rvos_studio.networks.aot.variants import LITE
from rvos_studio.propagation import Direction, propagate, schedule
from rvos_studio.training.questions import questions
from rvos_studio.training.sources import footage_in
from rvos_studio.training.synth import SyntheticSource
from rvos_studio.video import Clip, FrameSource, open_clip

PARTS = ("davis", "made up", "drawn", "carried", "seconds")
BASELINES: Mapping[str, Callable[[], Segmenter]] = {
    "class-prototype": ClassGrounder,
    "motion-words": MotionGrounder,
}
Answers = dict[int, list[Any]]
"""Frame -> a prediction for each expression."""
OUTLINED = ", outlined"
_MADE_UP_SEED = 7
"""Another one than any training's."""
_SIZE, _FRAMES = (192, 320), 5


class Part(msgspec.Struct, frozen=True):
    """What was measured at once."""

    kind: str
    """One of `PARTS`."""
    of: str
    """A sequence, a fold, or nothing."""
    seed: int
    made_by: dict[str, str]
    """Model -> what identifies its weights."""
    figures: dict[str, dict[str, float]]
    """Row of the table -> measure -> value."""

    @property
    def key(self) -> tuple[str, str, int]:
        return self.kind, self.of, self.seed


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=Path, help="folder of trainings; none: baselines alone")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1])
    parser.add_argument("--folds", nargs="+", choices=list(FOLDS), default=list(FOLDS))
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--keep", type=Path, help="file that keeps the figures")
    parser.add_argument("--made-up", type=int, default=24, help="clips of a fold and seed")
    parser.add_argument("--pictures", type=Path, help="picture to write of what is shown of bikes")
    parser.add_argument("--clips", type=Path, default=CLIPS, help="folder that holds 'davis'")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    kept: Path | None = arguments.keep
    parts: dict[tuple[str, str, int], Part] = {}
    if kept and kept.exists():
        parts = {each.key: each for each in msgspec.json.decode(kept.read_bytes(), type=list[Part])}
    for part in measured(arguments, parts):
        parts[part.key] = part
        if kept:
            kept.write_bytes(msgspec.json.encode(list(parts.values())))
        print("measured:", *part.key, flush=True)
    show(part for part in parts.values() if asked_for(part, arguments))
    if arguments.pictures:
        segmenters = Weights(arguments.runs, "all", arguments.seeds[0]).segmenters()
        plain = {name: each for name, each in segmenters.items() if OUTLINED not in name}
        pictures(plain, arguments.pictures)


def asked_for(part: Part, arguments: argparse.Namespace) -> bool:
    """Whether a part that is kept belongs into the table."""
    of = {"", *arguments.folds, *(name for fold in arguments.folds for name in FOLDS[fold])}
    return part.kind in arguments.parts and part.seed in arguments.seeds and part.of in of


def measured(arguments: argparse.Namespace, known: Mapping) -> Iterator[Part]:
    """What is asked for and not known of these weights."""
    for seed in arguments.seeds:
        for fold in arguments.folds:
            weights = Weights(arguments.runs, fold, seed)
            for kind in arguments.parts:
                if kind == "seconds" and (seed, fold) != (arguments.seeds[0], arguments.folds[0]):
                    continue
                yield from of_kind(kind, weights, arguments, known)


def of_kind(
    kind: str, weights: "Weights", arguments: argparse.Namespace, known: Mapping
) -> Iterator[Part]:
    fold, clips = weights.fold, arguments.clips
    names = PROPAGATORS if kind == "carried" else REFERRING
    if kind == "seconds":
        names = (*REFERRING, *PROPAGATORS)
    made_by = {name: digest for name in names if (digest := weights.digest(name))}
    for of in {"made up": [fold], "drawn": [fold], "seconds": [""]}.get(kind, FOLDS[fold]):
        key = kind, of, weights.seed
        if key in known and known[key].made_by == made_by:
            continue
        match kind:
            case "davis":
                figures = on_davis(weights.segmenters(), clips, of, fold)
            case "made up":
                footage = footage_in(clips / "davis", FOLDS[fold])
                source = SyntheticSource(_MADE_UP_SEED, *_SIZE, _FRAMES, footage=footage)
                figures = on_made_up(weights.segmenters(), source, arguments.made_up)
            case "drawn":
                source = SyntheticSource(_MADE_UP_SEED + int(fold), *_SIZE, _FRAMES)
                figures = on_made_up(weights.segmenters(), source, arguments.made_up)
            case "carried":
                before = known[key].figures if key in known else {}
                figures = carried(weights.propagators(), DavisSequence(clips, of), before)
            case _:
                figures = seconds(weights, DavisSequence(clips, FOLDS[fold][0]))
        yield Part(*key, made_by, figures)


class Weights:
    """What the trainings without a fold gave."""

    def __init__(self, runs: Path | None, fold: str, seed: int) -> None:
        self.fold, self.seed, self._runs = fold, seed, runs

    def _file(self, name: str) -> Path | None:
        if self._runs is None:
            return None
        file = folder(self._runs, name, self.fold, self.seed) / "weights.safetensors"
        return file if file.exists() else None

    def digest(self, name: str) -> str:
        """Of a network's weights; empty where there are none."""
        file = self._file(name)
        return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file else ""

    def _state(self, name: str) -> dict[str, torch.Tensor] | None:
        file = self._file(name)
        return needed(read_state(file), name) if file else None

    def segmenters(self) -> dict[str, Segmenter]:
        """By rows of the table."""
        found = {name: make() for name, make in BASELINES.items()}
        for name in REFERRING:
            if state := self._state(name):
                answering = with_weights(name, state)
                computing = Computing.as_set()
                found[name] = LiteSegmenter(answering, computing)
                found[name + OUTLINED] = LiteSegmenter(answering, computing, outlined=True)
        return found

    def propagators(self) -> dict[str, Propagator]:
        """By rows of the table."""
        plain = BaselinePropagator.load()
        found: dict[str, Propagator] = {"feature-ridge": plain}
        for name in PROPAGATORS:
            if state := self._state(name):
                network = Network.from_published(LITE[name], state)
                found[name] = LitePropagator(network, plain)
        return found


def on_davis(segmenters: Mapping[str, Segmenter], clips: Path, name: str, fold: str):
    """Figures of every model and fusion on one sequence."""
    expressions = json.loads((clips / "expressions.json").read_text("utf-8"))
    following = FOLDS[fold][(FOLDS[fold].index(name) + 1) % len(FOLDS[fold])]
    sequence = DavisSequence(clips, name)
    frames = evenly_spaced(len(sequence.clip))
    own, wrong = expressions[name][:2], expressions[following][0]
    answers = {
        model: answered(segmenter, sequence.clip, [*own, wrong], frames)
        for model, segmenter in segmenters.items()
    }
    truths = {frame: [sequence.truth(frame)] * len(own) for frame in frames}
    return averaged([judged(answers, frame, truth) for frame, truth in truths.items()])


def on_made_up(segmenters: Mapping[str, Segmenter], source: SyntheticSource, count: int):
    """Figures of every model and fusion on clips of a source with several objects."""
    found, number = [], 0
    while len(found) < count:
        sample = source.sample(number)
        number += 1
        if len(sample.subjects) < 2:
            continue
        asked = questions(sample, number)
        texts, frames = [one.expression for one in asked], range(_FRAMES)
        with tempfile.TemporaryDirectory() as place:
            clip = written(sample.frames, Path(place))
            answers = {
                model: answered(segmenter, clip, texts, frames)
                for model, segmenter in segmenters.items()
            }
        rows = []
        for frame in frames:
            truth = [sample.labels[frame] == one.label for one in asked[:-1]]
            if all(each.any() for each in truth):
                rows.append(judged(answers, frame, truth, both=False))
        if rows:
            found.append(averaged(rows))
    return averaged(found)


def written(frames: np.ndarray, folder: Path) -> Clip:
    """Frames, T x H x W x 3, as a clip that networks look at once."""
    for number, frame in enumerate(frames):
        Image.fromarray(frame).save(folder / f"{number:05d}.png")
    return open_clip(folder)


class Nameless:
    """Frames, T x H x W x 3, that every network looks at anew."""

    def __init__(self, frames: np.ndarray) -> None:
        self._frames = frames
        self.height, self.width = frames.shape[1:3]

    def __len__(self) -> int:
        return len(self._frames)

    def frame(self, index: int):
        return self._frames[index]


def answered(segmenter: Segmenter, clip: FrameSource, texts: list[str], frames) -> Answers:
    """Frame -> a prediction for each expression."""
    found: Answers = {frame: [None] * len(texts) for frame in frames}
    for one in segmenter.segment(clip, texts, frames):
        if isinstance(one, Prediction):
            found[one.frame][one.expression] = one
    return found


def judged(answers: Mapping[str, Answers], frame: int, truth: list, *, both: bool = True):
    """Figures of one frame: the last expression is the wrong one."""
    here = {model: [one.probability for one in each[frame]] for model, each in answers.items()}
    rows = {model: [each > 0.5 for each in maps] for model, maps in here.items()}
    rows |= dict(fusions(here, OUTLINED))
    figures = {}
    for row, (*own, wrong) in rows.items():
        each = [(*judge(m, t), recall(m, t)) for m, t in zip(own, truth, strict=True)]
        region, boundary, right, recalled = np.mean(each, axis=0)
        lost = np.mean([recall(wrong, one) for one in truth])
        figures[row] = {
            "J": region, "F": boundary, "right": right, "own": recalled, "wrong": float(lost),
        }  # fmt: skip
    for model, each in answers.items():
        *sure, doubtful = (one.confidence for one in each[frame])
        figures[model]["told"] = float(np.mean([one > doubtful for one in sure]))
    if both:
        for row, mask in fusions(here, OUTLINED, both=True):
            region, boundary, right = judge(mask[0], truth[0])
            figures[row] = {"J": region, "F": boundary, "right": right}
    return figures


def recall(mask, truth) -> float:
    return np.count_nonzero(mask & truth) / max(1, np.count_nonzero(truth))


def averaged(found: list[dict[str, dict[str, float]]]) -> dict[str, dict[str, float]]:
    """Means, row by row and measure by measure."""
    return {
        row: {name: float(np.mean([each[row][name] for each in found])) for name in measures}
        for row, measures in found[0].items()
    }


def carried(propagators: Mapping[str, Propagator], sequence: DavisSequence, before: Mapping):
    """J, F and J of the last ten frames, from the first frame's truth on; the baseline's are taken from `before`."""
    constraints = {1: {0: Mask.from_array(sequence.truth(0))}}
    plan = schedule(len(sequence.clip), constraints, Direction.FORWARD)
    figures = {}
    for name, propagator in propagators.items():
        if name == "feature-ridge" and name in before:
            figures[name] = before[name]
            continue
        found = []
        for answer in propagate(sequence.clip, propagator, constraints, plan):
            if not isinstance(answer, Notice):
                mask, true = answer.mask.array(), sequence.truth(answer.frame)
                found.append((region_similarity(mask, true), boundary_accuracy(mask, true)))
        region, boundary = np.mean(found, axis=0)
        end = float(np.mean([each[0] for each in found[-10:]]))
        figures[name] = {"J": float(region), "F": float(boundary), "J of the last ten": end}
    return figures


def seconds(weights: Weights, sequence: DavisSequence):
    """By the clock and two threads, a frame: of one expression, or of one object to be carried on.

    A clip without an identity is looked at anew by every network; the four together look once.
    """
    frames = evenly_spaced(len(sequence.clip))
    clip, text = Nameless(np.stack([sequence.clip.frame(frame) for frame in frames])), ["the dog"]
    constraints = {1: {0: Mask.from_array(sequence.truth(0))}}
    plan = schedule(len(frames), constraints, Direction.FORWARD)
    segmenters = weights.segmenters()
    work = {
        name: partial(answered, each, clip, text, range(len(clip)))
        for name, each in segmenters.items()
    }
    if four := [name for name in REFERRING if name in segmenters]:
        work[f"all {len(four)} networks"] = lambda: [
            answered(segmenters[name], sequence.clip, text, frames) for name in four
        ]
    for name, propagator in weights.propagators().items():
        work[name] = partial(lambda each: [*propagate(clip, each, constraints, plan)], propagator)
    torch.set_num_threads(2)
    figures = {}
    for name, do in work.items():
        begun = time.perf_counter()
        do()
        figures[name] = {"seconds": (time.perf_counter() - begun) / len(frames)}
    torch.set_num_threads(1)
    return figures


if __name__ == "__main__":
    main()
