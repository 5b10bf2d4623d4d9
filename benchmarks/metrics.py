"""Seconds to score a 480p frame (J and F), beside the DAVIS 2017 evaluation.

    python benchmarks/metrics.py --reference FOLDER

FOLDER is a checkout of davisvideochallenge/davis2017-evaluation; without it only ours is timed. The runs take turns,
frame by frame, so that a busy machine slows both; the values of both are compared. scikit-image, which theirs needs
for a disk, is stood in for where it is not installed, in their favour.
"""

import argparse
import importlib
import sys
import time
import types
from pathlib import Path

import cv2
import numpy as np
from davis import CLIPS, DavisSequence, names

from rvos_studio.masks.cleaning import disk
from rvos_studio.metrics import compare

EVERY, APART = 6, 3
"""Every so many frames one is scored against the truth of a later one: a prediction that is nearly right."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, default=CLIPS, help="folder that holds 'davis'")
    parser.add_argument("--reference", type=Path, help="checkout of davis2017-evaluation")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    measures = {"ours": ours}
    if arguments.reference:
        measures["reference"] = reference(arguments.reference)
    print(f"{'sequence':20}{'frames':>8}" + "".join(f"{name + ' ms':>15}" for name in measures))
    every: list[list[float]] = []
    worst = 0.0
    for name in names(arguments.clips):
        pairs = list(frames(DavisSequence(arguments.clips, name)))
        seconds, apart = measure(pairs, list(measures.values()))
        worst = max(worst, apart)
        every.append(seconds)
        show(name, len(pairs), seconds)
    total = np.mean(every, axis=0)
    show("mean", 0, total)
    if len(total) > 1:
        print(f"{total[1] / total[0]:.1f} times as fast; largest difference of J or F: {worst:.1e}")


def frames(sequence: DavisSequence):
    """(prediction, truth), H x W boolean."""
    for frame in range(0, len(sequence.clip) - APART, EVERY):
        yield sequence.truth(frame), sequence.truth(frame + APART)


def measure(pairs, measures) -> tuple[list[float], float]:
    """Seconds a frame of each measure, the better of two turns, and how far their values are apart."""
    spent = np.zeros((len(pairs), len(measures)))
    apart = 0.0
    for k, pair in enumerate(pairs):
        turns = np.zeros((2, len(measures)))
        values = []
        for turn in turns:
            for each, score in enumerate(measures):
                started = time.perf_counter()
                values.append(score(*pair))
                turn[each] = time.perf_counter() - started
        spent[k] = turns.min(axis=0)
        apart = max(apart, float(np.ptp(values, axis=0).max()))
    return spent.mean(axis=0).tolist(), apart


def ours(prediction, truth) -> tuple[float, float]:
    region, boundary = compare([prediction], [truth])
    return float(region[0, 0]), float(boundary[0, 0])


def reference(folder: Path):
    """Their two functions, one after the other."""
    try:
        importlib.import_module("skimage.morphology")
    except ImportError:
        module = types.ModuleType("skimage.morphology")
        module.disk = lambda radius: disk(int(radius))
        sys.modules["skimage"], sys.modules[module.__name__] = types.ModuleType("skimage"), module
    sys.path.insert(0, str(folder))
    theirs = importlib.import_module("davis2017.metrics")

    def score(prediction, truth) -> tuple[float, float]:
        region = theirs.db_eval_iou(truth, prediction)
        return float(region), float(theirs.db_eval_boundary(truth, prediction))

    return score


def show(name: str, count: int, seconds) -> None:
    cells = "".join(f"{1000 * each:15.3f}" for each in seconds)
    print(f"{name:20}{count or '':>8}{cells}", flush=True)


if __name__ == "__main__":
    main()
