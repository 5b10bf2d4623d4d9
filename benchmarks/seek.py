"""How exact and how fast frames are reached: `python benchmarks/seek.py` from the repository root.

First table: wrong frames of so many random seeks, by `Clip` and by OpenCV's CAP_PROP_POS_FRAMES.
Second table: milliseconds for one frame at 1080p, and the ratio to OpenCV reading in sequence.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

# OpenCV complains of every open group of pictures it lands in; set before it is imported.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rvos_studio.video import open_clip
from tests.video.recordings import KINDS, Recording, number_of

FULL_HD = (1080, 1920)


def shows(frame: np.ndarray | None, number: int) -> bool:
    """Whether the bar code of a frame is this number."""
    try:
        return frame is not None and number_of(frame) == number
    except AssertionError:
        return False


def wrong_seeks(path: Path, kind: Recording, seeks: int) -> tuple[int, int, int]:
    """Wrong frames by the clip and by OpenCV, and the number of frames OpenCV counts."""
    first, turns = kind.shown_from, kind.rotation // 90
    capture = cv2.VideoCapture(str(path))
    ours = theirs = 0
    with open_clip(path, cache_bytes=0) as clip:
        for i in np.random.default_rng(0).integers(0, len(clip), seeks).tolist():
            ours += not shows(np.rot90(clip.frame(i), -turns), first + i)
            capture.set(cv2.CAP_PROP_POS_FRAMES, i)
            found, frame = capture.read()
            theirs += not (found and shows(np.rot90(frame, -turns), first + i))
    count = int(capture.get(cv2.CAP_PROP_FRAME_COUNT))
    capture.release()
    return ours, theirs, count


def timed(steps: Iterator[object]) -> list[float]:
    """Milliseconds each step took."""
    taken, start = [], time.perf_counter()
    for _ in steps:
        now = time.perf_counter()
        taken.append((now - start) * 1e3)
        start = time.perf_counter()
    return taken


def cv2_reads(path: Path, frames: int) -> Iterator[object]:
    capture = cv2.VideoCapture(str(path))
    for _ in range(frames):
        yield cv2.cvtColor(capture.read()[1], cv2.COLOR_BGR2RGB)


def exactness(folder: Path, seeks: int) -> None:
    print(f"{'kind':24}{'frames':>8}{'clip wrong':>12}{'cv2 wrong':>12}{'cv2 count':>12}")
    for name, kind in KINDS.items():
        path = kind.write(folder / f"{name}{kind.suffix}")
        ours, theirs, count = wrong_seeks(path, kind, seeks)
        frames = kind.frames - kind.shown_from
        print(f"{name:24}{frames:8}{ours:8}/{seeks}{theirs:8}/{seeks}{count:12}")


def speed(folder: Path, frames: int) -> None:
    options = {"preset": "veryfast", "g": "48", "bf": "3"}
    path = Recording("libx264", ".mp4", options, frames).write(folder / "hd.mp4", FULL_HD)
    order = np.random.default_rng(1).permutation(frames)[:60].tolist()

    def opened() -> Iterator[object]:
        for _ in range(10):
            with open_clip(path) as clip:
                yield clip.frame(0)

    def reads(numbers: list[int], cache_bytes: int, *, warm: bool = False) -> Iterator[object]:
        with open_clip(path, cache_bytes) as clip:
            if warm:
                for i in numbers:
                    clip.frame(i)
            yield None
            for i in numbers:
                yield clip.frame(i)

    forwards = list(range(frames))
    some = forwards[:60]
    ways: dict[str, Callable[[], Iterator[object]]] = {
        "cv2, in sequence": lambda: cv2_reads(path, frames),
        "open and first frame": opened,
        "cached": lambda: reads(some, 2**30, warm=True),
        "forwards, cold": lambda: reads(forwards, 0),
        "backwards, cold": lambda: reads(forwards[::-1], 2**29),
        "anywhere, cold": lambda: reads(order, 0),
    }
    taken = {name: timed(way()) for name, way in ways.items()}
    base = statistics.mean(taken["cv2, in sequence"])
    print(f"\n{'1080p H.264, ms a frame':28}{'p50':>10}{'p95':>10}{'mean':>10}{'x cv2':>10}")
    for name, each in taken.items():
        steps = each if name in ("cv2, in sequence", "open and first frame") else each[1:]
        p50, p95 = np.percentile(steps, [50, 95])
        mean = statistics.mean(steps)
        print(f"{name:28}{p50:10.3f}{p95:10.3f}{mean:10.3f}{mean / base:10.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seeks", type=int, default=150, help="random seeks for each kind of file")
    parser.add_argument("--frames", type=int, default=240, help="frames of the 1080p video")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        exactness(Path(folder), arguments.seeks)
        speed(Path(folder), arguments.frames)


if __name__ == "__main__":
    main()
