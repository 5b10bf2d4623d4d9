"""What three corrected frames teach: J of all other frames of DAVIS sequences, before learning from them and after.

The base must not have been trained on the sequences. Without --weights it is the base that is found here, or for
propagators, with --untrained, one that answers as the baseline does.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from davis import CLIPS, DavisSequence, names
from safetensors.torch import save_file

from rvos_studio.jobs import InProcess
from rvos_studio.masks import Mask
from rvos_studio.metrics import region_similarity
from rvos_studio.models import finetuned, weights
from rvos_studio.studio import Session, propagate, segment
from rvos_studio.studio.finetune import finetune
from rvos_studio.training import tasks

_NAME = "three"


def ask(session: Session, model: str, truth) -> float:
    """Mean J over the frames that nobody corrected."""
    work = segment if tasks.refers(model.partition("+")[0]) else propagate
    models = [model] if work is segment else model
    for _ in work(session, InProcess(), [1], models):
        pass
    corrected = session.project.human_frames(1)
    expressions = [each.id for each in session.project.object(1).referring]
    found = []
    for frame in range(len(session.clip)):
        if frame in corrected:
            continue
        if work is propagate:
            masks = [session.mask(1, frame).mask]
        else:
            masks = [
                session.project.answered_track(each, model)[frame].mask for each in expressions
            ]
        found += [region_similarity(mask.array(), truth(frame)) for mask in masks]
    return float(np.mean(found))


def measure(
    name: str, model: str, minutes: float, clips: Path, spread: int, every: int
) -> tuple[float, float, str]:
    """J before and after, and what learning said itself of the frames it held out."""
    sequence = DavisSequence(clips, name)
    expressions = json.loads((clips / "expressions.json").read_text())
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / name
        video.mkdir()
        pictures = sorted((clips / "davis" / "JPEGImages" / "480p" / name).glob("*.jpg"))[::every]
        for place, picture in enumerate(pictures):
            (video / f"{place:05d}.jpg").symlink_to(picture.resolve())
        session = Session.create(video, Path(folder) / f"{name}.rvos")

        def truth(frame: int):
            return sequence.truth(frame * every)

        try:
            session.add_object(name, 1)
            for text in expressions.get(name, ())[:2]:
                session.add_expression(1, text)
            last = len(session.clip) - 1
            for frame in np.linspace(0, last, spread + 2)[1:-1].round().astype(int).tolist():
                session.correct(1, frame, Mask.from_array(truth(frame)))
            before = ask(session, model, truth)
            began = time.monotonic()
            work = finetune(InProcess(), [session.project.path], [model], _NAME, minutes, keep=True)
            try:
                while True:
                    next(work)
            except StopIteration as end:
                (learnt,) = end.value
            seconds = time.monotonic() - began
            after = ask(session, learnt.name, truth)
        finally:
            session.close()
            if finetuned.place_of(f"{model}+{_NAME}").exists():
                finetuned.remove(f"{model}+{_NAME}")
    held = f"held out {learnt.before:.3f} -> {learnt.after:.3f}, {seconds:.0f} s"
    return before, after, held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="a small network")
    parser.add_argument("sequences", nargs="*", help="names; all by default")
    parser.add_argument("--weights", type=Path, help="file of weights of the base")
    parser.add_argument("--untrained", action="store_true", help="begin with an untrained base")
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--corrections", type=int, default=3, help="frames, spread over a sequence")
    parser.add_argument("--every", type=int, default=1, help="take only every so many frames")
    parser.add_argument("--clips", type=Path, default=CLIPS, help="folder that holds 'davis'")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as home:
        os.environ["RVOS_STUDIO_HOME"] = home
        base = arguments.weights
        if arguments.untrained:
            base = Path(home) / "untrained.safetensors"
            save_file(dict(tasks.make(arguments.model).module.state_dict()), base)
        if base:
            os.environ[weights.PARTS[arguments.model].variable] = str(base.resolve())
        rows = []
        print(f"{'sequence':20}{'before':>8}{'after':>8}{'gain':>8}")
        for name in arguments.sequences or names(arguments.clips):
            before, after, held = measure(
                name,
                arguments.model,
                arguments.minutes,
                arguments.clips,
                arguments.corrections,
                arguments.every,
            )
            rows.append((before, after))
            show(name, before, after, held)
        show("mean", *np.mean(rows, 0))


def show(name: str, before: float, after: float, held: str = "") -> None:
    print(f"{name:20}{before:8.3f}{after:8.3f}{after - before:+8.3f}  {held}", flush=True)


if __name__ == "__main__":
    main()
