"""J&F of the embedded models and of every recipe over them, as it is and propagated from its surest frame.

    python benchmarks/davis_recipes.py --sequences dog scooter-black

The first two expressions of every sequence, all frames. The winners' recipes name published networks; here the
embedded models stand in for them in turn, and the embedded propagator for AOT and DeAOT. Propagated means that one
more node follows a recipe: its track made anew from the frame on which its models are surest together.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import cv2
import msgspec
import numpy as np
import torch
from davis import CLIPS, DavisSequence, groups, names

from rvos_studio.fusion import Recipe, find, propagated, single
from rvos_studio.jobs import InProcess
from rvos_studio.metrics import Score, score, summary
from rvos_studio.models import catalogue
from rvos_studio.studio import Session, apply_recipe, segment

FUSED = ("majority", "mean", "winner-released", "winner-paper")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", nargs="+", help="names; all by default")
    parser.add_argument(
        "--clips", type=Path, default=CLIPS, help="folder that holds 'davis' and 'expressions.json'"
    )
    parser.add_argument(
        "--keep", type=Path, help="file that keeps the scores; what is in it is not measured again"
    )
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    found = arguments.sequences or names(arguments.clips)
    expressions = json.loads((arguments.clips / "expressions.json").read_text("utf-8"))
    models, propagator = embedded()
    scores: dict[str, dict[str, Score]] = {title: {} for title, _ in recipes(models, propagator)}
    kept: Path | None = arguments.keep
    if kept and kept.exists():
        scores = msgspec.json.decode(kept.read_bytes(), type=dict[str, dict[str, Score]])
    for name in found:
        if all(name in of for of in scores.values()):
            continue
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "benchmark.rvos"
            sequence = DavisSequence(arguments.clips, name)
            for title, one in measure(sequence, file, expressions[name][:2], models, propagator):
                scores[title][name] = one
        if kept:
            kept.write_bytes(msgspec.json.encode(scores))
        print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)
    show(scores, found)


def embedded() -> tuple[list[str], str]:
    """The segmenters and the propagator that come with the program."""
    own = catalogue.ready(catalogue.Role.SEGMENTER)
    models = [card.name for card in own if card.name in ("class-prototype", "motion-words")]
    return models, "feature-ridge"


def recipes(models: list[str], propagator: str) -> Iterator[tuple[str, Recipe]]:
    """Every recipe, as it is and propagated."""
    for recipe in (*map(single, models), *map(find, FUSED)):
        stand_ins = dict(
            zip((m for m in recipe.models if m != "*" and m not in models), cycle(models))
        )
        own = recipe.bind(stand_ins | dict.fromkeys(recipe.propagators, propagator))
        yield recipe.name, own
        yield f"{recipe.name}, propagated", propagated(own, propagator, models)


def measure(
    sequence: DavisSequence, file: Path, texts: list[str], models: list[str], propagator: str
) -> Iterator[tuple[str, Score]]:
    """The score of every recipe on one sequence, whose models are asked once."""
    session = Session.create(sequence.clip.path, file)
    try:
        number = session.add_object().object_id
        for text in texts:
            session.add_expression(number, text)
        for _ in segment(session, InProcess(), [number], models):
            pass
        truth = [sequence.truth(frame) for frame in range(len(sequence.clip))]
        for title, recipe in recipes(models, propagator):
            for _ in apply_recipe(session, InProcess(), number, recipe, over_propagated=True):
                pass
            track = session.project.track(number)
            empty = np.zeros_like(truth[0])
            masks = (track[k].mask.array() if k in track else empty for k in range(len(truth)))
            yield title, score(masks, truth)
    finally:
        session.close()


def show(scores: dict[str, dict[str, Score]], found: list[str]) -> None:
    columns = list(groups(found))
    print(f"\n{'':38}" + "".join(f"{title:>24}" for title, _ in columns))
    print(f"{'recipe':38}" + f"{'J':>10}{'F':>7}{'J&F':>7}" * len(columns))
    for title, of in scores.items():
        cells = ""
        for _, members in columns:
            total = summary([of[name] for name in members])
            cells += f"{total.j.mean:10.3f}{total.f.mean:7.3f}{total.jf:7.3f}"
        print(f"{title:38}{cells}")


if __name__ == "__main__":
    main()
