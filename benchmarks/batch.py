"""A batch on one and on two workers, one that is killed three times, and one on a cluster that loses a node.

    python benchmarks/batch.py --sequences 12 --every 8 --ray

Seconds, shares of stages, and whether all give the same bytes.

Three expressions of each sequence, both embedded segmenters, their majority, and the embedded propagator behind it.
Every batch is a process of its own, from its start to its end.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec
from davis import CLIPS, names

from rvos_studio.studio.batch_folder import Record

EXPRESSIONS = 3
KILLS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=12, help="how many")
    parser.add_argument("--every", type=int, default=8, help="take each so manieth frame")
    parser.add_argument("--recipe", default="majority")
    parser.add_argument("--seed", type=int, default=0, help="of the moments of the kills")
    parser.add_argument(
        "--ray",
        action="store_true",
        help="also on two nodes of a Ray cluster, one of which is lost",
    )
    parser.add_argument(
        "--clips", type=Path, default=CLIPS, help="folder that holds 'davis' and 'expressions.json'"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        frames = write_dataset(root / "data", arguments.clips, arguments.sequences, arguments.every)
        print(f"{arguments.sequences} sequences x {EXPRESSIONS} expressions, {frames} frames")
        took = {}
        for workers in (1, 2):
            took[workers] = whole(root, workers, arguments.recipe)
            show(root / f"{workers}", workers, took[workers], frames)
        print(f"two workers give the same bytes: {same(root / '1', root / '2')}", flush=True)
        killed(root, arguments.recipe, took[2], random.Random(arguments.seed))
        print(
            f"killed {KILLS} times, the same bytes: {same(root / '1', root / 'killed')}", flush=True
        )
        if arguments.ray:
            bereft(root, arguments.recipe, arguments.sequences // 3)
            print(f"a node lost, the same bytes: {same(root / '1', root / 'bereft')}")


def write_dataset(root: Path, clips: Path, sequences: int, every: int) -> int:
    """Sequences in the layout of Ref-YouTube-VOS; returns their frames."""
    texts = json.loads((clips / "expressions.json").read_text("utf-8"))
    found = [name for name in names(clips) if len(texts.get(name, ())) >= EXPRESSIONS][:sequences]
    videos, frames = {}, 0
    for name in found:
        folder = root / "JPEGImages" / name
        folder.mkdir(parents=True)
        pictures = sorted((clips / "davis" / "JPEGImages" / "480p" / name).glob("*.jpg"))[::every]
        for each in pictures:
            (folder / each.name).symlink_to(each.resolve())
        frames += len(pictures)
        expressions = {
            str(k): {"exp": text, "obj_id": "1"} for k, text in enumerate(texts[name][:EXPRESSIONS])
        }
        videos[name] = {"frames": [each.stem for each in pictures], "expressions": expressions}
    (root / "meta_expressions.json").write_text(json.dumps({"videos": videos}))
    return frames


def begin(root: Path, out: str, recipe: str, *workers: str) -> subprocess.Popen:
    command = [
        sys.executable, "-m", "rvos_studio", "batch", str(root / "data"), str(root / out), "--json",
        "--models", "class-prototype,motion-words", "--recipe", recipe, "--propagator", "feature-ridge",
        "--threads", "1", *workers,
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def whole(root: Path, workers: int, recipe: str) -> float:
    """A batch without a stop; returns its seconds."""
    begun = time.monotonic()
    if begin(root, str(workers), recipe, "--workers", str(workers)).wait():
        raise SystemExit("The batch failed.")
    return time.monotonic() - begun


def killed(root: Path, recipe: str, took: float, dice: random.Random) -> None:
    """A batch that is killed so often in its middle."""
    for _ in range(KILLS):
        process = begin(root, "killed", recipe, "--workers", "2")
        seconds = dice.uniform(0.1, 0.4) * took
        time.sleep(seconds)
        if process.poll() is not None:
            raise SystemExit("The batch ended before it was killed.")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        done = len(list((root / "killed" / "videos").glob("*.json")))
        print(f"killed after {seconds:.0f} s, {done} videos done", flush=True)
    if begin(root, "killed", recipe, "--workers", "2").wait():
        raise SystemExit("The batch failed.")


def bereft(root: Path, recipe: str, done: int) -> None:
    """A batch on two nodes, one of which is killed after so many videos."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    try:
        nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
        cluster.wait_for_nodes()
        process = begin(root, "bereft", recipe, "--backend", "ray", "--address", cluster.address)
        videos = root / "bereft" / "videos"
        while len(list(videos.glob("*.json"))) < done:
            if process.poll() is not None:
                raise SystemExit("The batch ended before a node was lost.")
            time.sleep(0.2)
        cluster.remove_node(nodes[1], allow_graceful=False)
        print(f"a node killed after {len(list(videos.glob('*.json')))} videos", flush=True)
        if process.wait():
            raise SystemExit("The batch failed.")
    finally:
        cluster.shutdown()


def show(out: Path, workers: int, took: float, frames: int) -> None:
    records = [
        msgspec.json.decode(each.read_bytes(), type=Record)
        for each in (out / "videos").glob("*.json")
    ]
    stages: Counter[str] = Counter()
    for each in records:
        stages.update(each.seconds)
    everything = sum(stages.values())
    shares = ", ".join(f"{name} {took / everything:.0%}" for name, took in stages.items())
    print(
        f"{workers} worker{'s' * (workers > 1)}: {took:.0f} s, {60 * len(records) / took:.1f} videos a minute,"
        f" {frames / took:.2f} frames a second; {everything / len(records):.1f} s of work a video: {shares}",
        flush=True,
    )


def same(one: Path, other: Path) -> str:
    """Whether two folders of results are equal byte by byte."""
    first, second = (
        {
            file.relative_to(out).as_posix(): file.read_bytes()
            for file in (out / "results").rglob("*.png")
        }
        for out in (one, other)
    )
    differ = sum(first.get(name) != second.get(name) for name in first.keys() | second.keys())
    return f"{'yes' if first and not differ else 'NO'} ({len(first):,} pictures, {differ} differ)"


if __name__ == "__main__":
    main()
