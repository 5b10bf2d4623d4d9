"""Made-up clips a second on one core, by size, without and with real clips to cut objects from.

    python benchmarks/synth.py [--clips FOLDER] [--count N]

Processor time, not the clock's: what one core does when nobody else uses it. Five times as many clips are made before,
so that what comes often is at hand; while frames of real clips are still being read, it is slower.
"""

import argparse
import time
from pathlib import Path

import cv2
from davis import CLIPS

from rvos_studio.training.sources import footage_in
from rvos_studio.training.synth import SyntheticSource

SIZES = ((96, 160), (192, 320), (480, 854))
FRAMES = 5
_BEFORE = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, default=CLIPS, help="folder that holds 'davis'")
    parser.add_argument("--count", type=int, default=100, help="clips of the smallest size")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    folder = arguments.clips / "davis"
    footage = footage_in(folder) if folder.is_dir() else []
    print(
        f"{'size':>10}{'drawn only':>14}{'cut-outs, too':>16}   clips of {FRAMES} frames a second"
    )
    for height, width in SIZES:
        count = max(5, arguments.count * SIZES[0][0] * SIZES[0][1] // (height * width))
        sources = [SyntheticSource(0, height, width, FRAMES)]
        if footage:
            sources.append(SyntheticSource(0, height, width, FRAMES, footage=footage))
        said = "".join(f"{measured(each, count):15.1f}" for each in sources)
        print(f"{f'{width}x{height}':>10}{said}", flush=True)


def measured(source: SyntheticSource, count: int) -> float:
    for number in range(_BEFORE * count):
        source.sample(number)
    begun = time.process_time()
    for number in range(_BEFORE * count, (_BEFORE + 1) * count):
        source.sample(number)
    return count / (time.process_time() - begun)


if __name__ == "__main__":
    main()
