"""J and F of the baseline propagator from the first frame's truth, over whole DAVIS sequences."""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch

from rvos_studio.masks import Mask
from rvos_studio.metrics import boundary_accuracy, region_similarity
from rvos_studio.models.baseline_propagator import BaselinePropagator
from rvos_studio.propagation import Direction, propagate, schedule

CLIPS = Path(__file__).parents[2] / "shared" / "clips"


class Pictures:
    """A folder of JPEG frames."""

    def __init__(self, folder: Path) -> None:
        self._files = sorted(folder.glob("*.jpg"))
        self.height, self.width = self.frame(0).shape[:2]

    def __len__(self) -> int:
        return len(self._files)

    def frame(self, index: int):
        return cv2.cvtColor(cv2.imread(str(self._files[index])), cv2.COLOR_BGR2RGB)


def truth(folder: Path, frame: int):
    """The object's pixels on a frame, all labels joined."""
    return cv2.imread(str(sorted(folder.glob("*.png"))[frame]), cv2.IMREAD_GRAYSCALE) > 0


def measure(
    davis: Path, sequence: str, propagator: BaselinePropagator
) -> tuple[float, float, float]:
    """Mean J and mean F over all frames but the first, and CPU seconds per frame."""
    clip = Pictures(davis / "JPEGImages" / "480p" / sequence)
    annotations = davis / "Annotations" / "480p" / sequence
    constraints = {1: {0: Mask.from_array(truth(annotations, 0))}}
    fills = schedule(len(clip), {1: [0]}, Direction.FORWARD)
    regions, boundaries, seconds = [], [], 0.0
    started = time.process_time()
    for answer in propagate(clip, propagator, constraints, fills):
        seconds += time.process_time() - started
        mask, true = answer.probability > 0.5, truth(annotations, answer.frame)
        regions.append(region_similarity(mask, true))
        boundaries.append(boundary_accuracy(mask, true))
        started = time.process_time()
    return float(np.mean(regions)), float(np.mean(boundaries)), seconds / len(fills)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", nargs="+", help="names; all by default")
    parser.add_argument("--clips", type=Path, default=CLIPS, help="folder that holds 'davis'")
    arguments = parser.parse_args()
    davis = arguments.clips / "davis"
    every = sorted(path.name for path in (davis / "JPEGImages" / "480p").iterdir())
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    propagator = BaselinePropagator.load()
    rows = []
    print(f"{'sequence':20}{'J':>8}{'F':>8}{'J&F':>8}{'s/frame':>10}")
    for sequence in arguments.sequences or every:
        rows.append(measure(davis, sequence, propagator))
        show(sequence, *rows[-1])
    show("mean", *np.mean(rows, axis=0))


def show(name: str, region: float, boundary: float, seconds: float) -> None:
    both = (region + boundary) / 2
    print(f"{name:20}{region:8.3f}{boundary:8.3f}{both:8.3f}{seconds:10.3f}", flush=True)


if __name__ == "__main__":
    main()
