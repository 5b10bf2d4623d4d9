"""How long a changed vote takes on the shown frame: five models, six expressions, 1080p.

    python benchmarks/refuse.py [--size 1920x1080] [--models 5] [--expressions 6]

Everything is read from a project, as the window does. The first time, masks (and for a mean, probabilities) are
decoded and counted; after that every change of members, weights or threshold only counts again. The limit is one
picture of a 60 Hz screen.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from rvos_studio.fusion import Mode, Vote
from rvos_studio.masks import Mask
from rvos_studio.project import ClipRecord, Kind, Project, Provenance
from rvos_studio.studio.refusion import Refusion

LIMIT_MS = 1000 / 60
ROUNDS = 200


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--models", type=int, default=5)
    parser.add_argument("--expressions", type=int, default=6)
    chosen = parser.parse_args()
    width, height = map(int, chosen.size.split("x"))
    models = tuple(f"model-{number}" for number in range(chosen.models))
    with tempfile.TemporaryDirectory() as folder:
        project, written = answered(Path(folder), height, width, models, chosen.expressions)
        maps = chosen.models * chosen.expressions
        print(
            f"{maps} answers of {width}x{height}, {written / maps / 1024:.1f} KiB each in the project"
        )
        print(f"{'':34}{'first':>9}{'p50':>9}{'p95':>9}   ms; limit {LIMIT_MS:.1f}")
        for title, votes in changes(models).items():
            measure(title, project, votes)
        project.close()


def answered(folder, height, width, models, expressions):
    """A project with smooth, noisy answers on frame 0, and how many bytes they take."""
    clip = ClipRecord("nowhere", "clip", "none", 1, height, width, 25.0)
    project = Project.create(folder / "p.rvos", clip)
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    with project.edit("Answers") as edit:
        number = edit.add_object("")
        before = size(project)
        for expression in range(expressions):
            id_ = edit.add_expression(number, f"expression {expression}")
            for model in models:
                cx, cy = rng.normal(width / 2, 20), rng.normal(height / 2, 20)
                away = height / 4 - np.hypot(x - cx, y - cy)
                away += 8 * np.sin(x / 9 + cx) * np.sin(y / 7 + cy)
                probability = (1 / (1 + np.exp(-np.clip(away / 6, -30, 30)))).astype(np.float16)
                mask = Mask.from_array(probability > 0.5)
                made = Provenance.now(Kind.MODEL, model)
                edit.put_predictions(id_, model, {0: (mask, 0.5)}, made, {0: probability})
    return project, size(project) - before


def size(project):
    """Bytes of the project's pages."""
    pages, each = (project._database.rows(f"PRAGMA {p}")[0][0] for p in ("page_count", "page_size"))
    return pages * each


def changes(models):
    """What a hand may do, as votes one after the other."""
    rng = np.random.default_rng(1)

    def some():
        return tuple(m for m in models if rng.random() < 0.7) or models[:1]

    def weights(members):
        return tuple(rng.integers(1, 20, len(members)) / 10)

    found = {}
    for mode, name in ((Mode.VOTES, "vote"), (Mode.MEAN, "mean")):
        found[f"{name}, members switched"] = [Vote(some(), mode=mode) for _ in range(ROUNDS)]
        shares = rng.uniform(0.05, 1, ROUNDS)
        found[f"{name}, threshold moved"] = [Vote(models, share, mode=mode) for share in shares]
        found[f"{name}, weights moved"] = [
            Vote(models, 0.5, weights(models), mode) for _ in range(ROUNDS)
        ]
    return found


def measure(title, project, votes):
    """Print how long the first vote takes, and the others."""
    refusion = Refusion(project)
    times = []
    for vote in votes:
        begun = time.perf_counter()
        refusion.pixels(1, 0, vote)
        times.append((time.perf_counter() - begun) * 1000)
    p50, p95 = np.percentile(times[1:], [50, 95])
    print(f"{title:34}{times[0]:9.1f}{p50:9.2f}{p95:9.2f}")


if __name__ == "__main__":
    main()
