"""Frames per second and peak memory of baseline propagation at 480p, over a short and a long clip."""

import argparse
import resource
import subprocess
import sys
import time

import cv2
import numpy as np
import torch

from rvos_studio.masks import Mask
from rvos_studio.models.baseline_propagator import BaselinePropagator
from rvos_studio.propagation import Direction, propagate, schedule

HEIGHT, WIDTH = 480, 854
SIDE = 160


class Wandering:
    """A textured square on an ellipse over a textured ground, made when asked for."""

    height, width = HEIGHT, WIDTH

    def __init__(self, length: int) -> None:
        self._length = length
        noise = np.random.default_rng(2).integers(0, 255, (60, 107, 3), np.uint8)
        self._ground = cv2.resize(noise, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
        self._skin = cv2.resize(noise[:20, :20], (SIDE, SIDE))[::-1, ::-1, ::-1]

    def __len__(self) -> int:
        return self._length

    def place(self, index: int) -> tuple[slice, slice]:
        row = round(150 + 100 * np.sin(index / 20))
        column = round(340 + 250 * np.cos(index / 20))
        return slice(row, row + SIDE), slice(column, column + SIDE)

    def frame(self, index: int):
        frame = self._ground.copy()
        frame[self.place(index)] = self._skin
        return frame


def run(length: int) -> None:
    """Propagate over one clip and print seconds per frame and the peak of resident memory in MiB."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    clip = Wandering(length)
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    pixels[clip.place(0)] = True
    constraints = {1: {0: Mask.from_array(pixels)}}
    plan = schedule(length, constraints, Direction.FORWARD)
    propagator = BaselinePropagator.load()
    wall, processor = time.perf_counter(), time.process_time()
    for _ in propagate(clip, propagator, constraints, plan):
        pass
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(wall / (length - 1), processor / (length - 1), peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lengths", nargs=2, type=int, default=[60, 600], metavar="FRAMES")
    parser.add_argument("--only", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        run(arguments.only)
        return
    results = []
    print(f"{'frames':>8}{'frames/s':>10}{'CPU s/frame':>13}{'peak MiB':>10}")
    for length in arguments.lengths:
        # Each in a process of its own: the peak of a process never falls.
        command = [sys.executable, __file__, "--only", str(length)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        wall, processor, peak = (float(word) for word in printed.split())
        results.append((processor, peak))
        print(f"{length:8}{1 / wall:10.2f}{processor:13.3f}{peak:10.0f}", flush=True)
    short, long = results
    print(
        f"long to short: time per frame x{long[0] / short[0]:.2f}, memory x{long[1] / short[1]:.2f}"
    )


if __name__ == "__main__":
    main()
