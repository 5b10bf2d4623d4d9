"""How well the baseline grounders and their votes find the thing on real clips.

Eight evenly spaced frames a sequence, its first two expressions. "right" is the share of answers of which more than
half lies on the target and which cover more than a tenth of it. Vote 0.5 of two is their union, vote 1.0 their
intersection; "mean" is the mean probability, weighted by confidence.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from davis import CLIPS, DavisSequence, groups, names

from rvos_studio.fusion import fuse
from rvos_studio.masks import Mask
from rvos_studio.metrics import boundary_accuracy, region_similarity
from rvos_studio.models.class_grounder import ClassGrounder
from rvos_studio.models.motion_grounder import MotionGrounder
from rvos_studio.models.protocols import Prediction, Segmenter
from rvos_studio.models.sampling import evenly_spaced
from rvos_studio.video import Clip

COLUMNS = ("class-prototype", "motion-words", "vote 0.5", "vote 1.0", "mean")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", nargs="+", help="names; all by default")
    parser.add_argument(
        "--clips", type=Path, default=CLIPS, help="folder that holds 'davis' and 'expressions.json'"
    )
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    found = arguments.sequences or names(arguments.clips)
    grounders = (ClassGrounder(), MotionGrounder())
    expressions = json.loads((arguments.clips / "expressions.json").read_text("utf-8"))
    rows, seconds = {}, np.zeros(2)
    print(f"{'':20}" + "".join(f"{column:>24}" for column in COLUMNS))
    print(f"{'sequence':20}" + f"{'J':>9}{'J&F':>8}{'right':>7}" * len(COLUMNS))
    for name in found:
        sequence = DavisSequence(arguments.clips, name)
        rows[name], spent = measure(sequence, grounders, expressions[name][:2])
        seconds += spent / len(found)
        show(name, rows[name])
    for title, members in groups(found):
        show(title, np.mean([rows[name] for name in members], axis=0))
    print("CPU seconds a frame for two expressions:", np.round(seconds, 3))


def measure(sequence: DavisSequence, grounders: Sequence[Segmenter], expressions: Sequence[str]):
    """Columns x (J, F, right), and CPU seconds per frame of each grounder."""
    frames = evenly_spaced(len(sequence.clip))
    answers, seconds = [], []
    for grounder in grounders:
        started = time.process_time()
        answers.append(list(predictions(grounder, sequence.clip, expressions, frames)))
        seconds.append((time.process_time() - started) / len(frames))
    judged = [
        [judge(mask, sequence.truth(one.frame)) for mask in columns(one, other)]
        for one, other in zip(*answers, strict=True)
    ]
    return np.mean(judged, axis=0), np.array(seconds)


def predictions(
    grounder: Segmenter, clip: Clip, expressions: Sequence[str], frames: Sequence[int]
) -> Iterator[Prediction]:
    for answer in grounder.segment(clip, expressions, frames):
        if isinstance(answer, Prediction):
            yield answer


def columns(one: Prediction, other: Prediction):
    """The masks of the table's columns."""
    masks = [Mask.from_array(answer.probability > 0.5) for answer in (one, other)]
    weights = [answer.confidence + 1e-6 for answer in (one, other)]
    mean = np.average([one.probability, other.probability], axis=0, weights=weights)
    return [*(mask.array() for mask in (*masks, fuse(masks, 0.5), fuse(masks, 1.0))), mean > 0.5]


def judge(mask, truth) -> tuple[float, float, float]:
    """J, F, and whether the right object was found."""
    both = np.count_nonzero(mask & truth)
    right = both > 0.5 * np.count_nonzero(mask) and both > 0.1 * np.count_nonzero(truth)
    return region_similarity(mask, truth), boundary_accuracy(mask, truth), float(right)


def show(name: str, row) -> None:
    cells = "".join(f"{j:9.3f}{(j + f) / 2:8.3f}{right:7.2f}" for j, f, right in row)
    print(f"{name:20}{cells}", flush=True)


if __name__ == "__main__":
    main()
