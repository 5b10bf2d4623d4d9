"""J of a small propagator's weights from the first frame's truth, over DAVIS sequences, beside the baseline's.

Trains nothing: give it the weights that were trained without the sequences it is asked for.
"""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from davis import CLIPS, FOLDS, DavisSequence, names

from rvos_studio.masks import Mask
from rvos_studio.metrics import region_similarity
from rvos_studio.models.baseline_propagator import BaselinePropagator
from rvos_studio.models.checkpoints import read_state
from rvos_studio.models.lite_propagator import LitePropagator
from rvos_studio.models.protocols import Notice, Propagator
from rvos_studio.networks.aot.network import Network
from rvos_studio.networks.aot.variants import LITE
from rvos_studio.propagation import Direction, propagate, schedule


def measure(
    sequence: DavisSequence, propagator: Propagator, frames: int
) -> tuple[float, float, float]:
    """Mean J over frames but the first, mean J of the last ten of them, and CPU seconds per frame."""
    constraints = {1: {0: Mask.from_array(sequence.truth(0))}}
    plan = schedule(len(sequence.clip), constraints, Direction.FORWARD)
    regions, seconds = [], 0.0
    started = time.process_time()
    for answer in propagate(sequence.clip, propagator, constraints, plan):
        if isinstance(answer, Notice):
            continue
        seconds += time.process_time() - started
        regions.append(region_similarity(answer.mask.array(), sequence.truth(answer.frame)))
        if frames and len(regions) == frames:
            break
        started = time.process_time()
    return float(np.mean(regions)), float(np.mean(regions[-10:])), seconds / len(regions)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=list(LITE), help="what the weights are of")
    parser.add_argument("weights", type=Path, help="file of weights")
    parser.add_argument("--fold", choices=list(FOLDS), help="only its sequences")
    parser.add_argument("--sequences", nargs="+", help="names; all by default")
    parser.add_argument("--frames", type=int, default=0, help="so many of each; all by default")
    parser.add_argument("--baseline", action="store_true", help="measure the baseline beside it")
    parser.add_argument("--clips", type=Path, default=CLIPS, help="folder that holds 'davis'")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    baseline = BaselinePropagator.load()
    state = {name: value.float() for name, value in read_state(arguments.weights).items()}
    network = Network.from_published(LITE[arguments.model], state)
    measured: dict[str, Propagator] = {arguments.model: LitePropagator(network, baseline)}
    if arguments.baseline:
        measured["feature-ridge"] = baseline
    chosen = FOLDS.get(arguments.fold) or arguments.sequences or names(arguments.clips)
    rows = {name: [] for name in measured}
    print(f"{'sequence':20}{'model':>16}{'J':>8}{'last 10':>9}{'CPU s/frame':>13}")
    for sequence in chosen:
        for name, propagator in measured.items():
            found = measure(DavisSequence(arguments.clips, sequence), propagator, arguments.frames)
            rows[name].append(found)
            show(sequence, name, *found)
    for name, found in rows.items():
        show("mean", name, *np.mean(found, axis=0))


def show(sequence: str, model: str, region: float, end: float, seconds: float) -> None:
    print(f"{sequence:20}{model:>16}{region:8.3f}{end:9.3f}{seconds:13.3f}", flush=True)


if __name__ == "__main__":
    main()
