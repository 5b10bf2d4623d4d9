"""J and F of the baseline propagator from the first frame's truth, over whole DAVIS sequences."""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from davis import CLIPS, DavisSequence, groups, names

from rvos_studio.masks import Mask
from rvos_studio.metrics import boundary_accuracy, region_similarity
from rvos_studio.models.baseline_propagator import BaselinePropagator
from rvos_studio.propagation import Direction, propagate, schedule


def measure(sequence: DavisSequence, propagator: BaselinePropagator) -> tuple[float, float, float]:
    """Mean J and mean F over all frames but the first, and CPU seconds per frame."""
    constraints = {1: {0: Mask.from_array(sequence.truth(0))}}
    plan = schedule(len(sequence.clip), constraints, Direction.FORWARD)
    regions, boundaries, seconds = [], [], 0.0
    started = time.process_time()
    for answer in propagate(sequence.clip, propagator, constraints, plan):
        seconds += time.process_time() - started
        mask, true = answer.mask.array(), sequence.truth(answer.frame)
        regions.append(region_similarity(mask, true))
        boundaries.append(boundary_accuracy(mask, true))
        started = time.process_time()
    return float(np.mean(regions)), float(np.mean(boundaries)), seconds / len(regions)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", nargs="+", help="names; all by default")
    parser.add_argument("--clips", type=Path, default=CLIPS, help="folder that holds 'davis'")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    propagator = BaselinePropagator.load()
    rows = {}
    print(f"{'sequence':20}{'J':>8}{'F':>8}{'J&F':>8}{'CPU s/frame':>13}")
    for name in arguments.sequences or names(arguments.clips):
        rows[name] = measure(DavisSequence(arguments.clips, name), propagator)
        show(name, *rows[name])
    for title, members in groups(list(rows)):
        show(title, *np.mean([rows[name] for name in members], axis=0))


def show(name: str, region: float, boundary: float, seconds: float) -> None:
    both = (region + boundary) / 2
    print(f"{name:20}{region:8.3f}{boundary:8.3f}{both:8.3f}{seconds:13.3f}", flush=True)


if __name__ == "__main__":
    main()
