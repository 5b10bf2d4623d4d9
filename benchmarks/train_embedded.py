"""The trainings behind the small networks' weights, one after the other; what was interrupted goes on.

    python benchmarks/train_embedded.py RUNS                       # cross-validation, two seeds, then propagators
    python benchmarks/train_embedded.py RUNS --folds all --seeds 0 # the weights that come with the program
    python benchmarks/train_embedded.py RUNS --folds all --seeds 0 --models soc-lite

RUNS/grounding is what the networks that answer expressions begin with: the mean of RUNS/grounding-0 and so on, which
learn on made-up clips alone, which show nothing of any sequence. RUNS/NAME-foldK-seedS is trained without the sequences
of fold K, RUNS/NAME-all-seedS on all of them. RUNS/groups/K has those of fold K, as links, so that trainings share what
is prepared of them. Ctrl-C stops after the step and saves. Commands are printed as they are run; every folder's
`card.toml` has its own.
"""

import argparse
import json
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import torch
from davis import CLIPS, FOLDS
from safetensors.torch import load_file

from rvos_studio.networks.aot.variants import LITE as PROPAGATORS
from rvos_studio.training.checkpoints import export
from rvos_studio.training.tasks import GROUNDING, refers

REFERRING = ("referformer-lite", "uninext-lite", "soc-lite", "mutr-lite")
MODELS = (*REFERRING, *PROPAGATORS)
BEGINNING = (
    "--frames 3 --bank 6000 --batch 6 --steps 3600 --lr 1e-3 --decay 0.02 --average 0.998",
    "--frames 5 --bank 8000 --batch 6 --steps 4800 --lr 7e-4 --decay 0.02 --average 0.998",
    "--frames 5 --bank 4000 --batch 6 --steps 2400 --lr 7e-4 --decay 0.02 --average 0.998",
)
"""For what they begin with, on two processes, of other clips each time.

Every training begins with the mean of what those before it gave, and so do the networks: the further one goes on drawn
things alone, the more it forgets of what real ones look like to it; the mean keeps both.
"""
SETTING = {
    True: "--frames 3 --bank 600 --batch 4 --steps 160 --lr 5e-4 --decay 0.05 --average 0.99",
    False: "--bank 120 --batch 4 --steps 200 --lr 2e-3 --decay 0.05 --average 0.97 --precision bfloat16",
}
"""For all networks that answer expressions, and for all that carry masks on."""
STOPPED = 130
"""What a training ends with that was interrupted."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("runs", type=Path, help="folder of the trainings' folders")
    parser.add_argument("--models", nargs="+", choices=MODELS, default=MODELS)
    parser.add_argument("--folds", nargs="+", choices=[*FOLDS, "all"], default=list(FOLDS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1])
    parser.add_argument(
        "--begin",
        help="weights to begin with ('grounding' comes with the program), not RUNS/grounding",
    )
    parser.add_argument("--clips", type=Path, default=CLIPS, help="folder that holds 'davis'")
    arguments = parser.parse_args()
    for each in (signal.SIGINT, signal.SIGTERM):  # the training itself stops by them, and saves
        signal.signal(each, lambda *_: None)
    failed: list[str] = []
    beginning = arguments.begin
    if not beginning and any(map(refers, arguments.models)):
        beginning = learnt_first(arguments.runs)
    for model, fold, seed in ordered(arguments.models, arguments.folds, arguments.seeds):
        out = folder(arguments.runs, model, fold, seed)
        groups = [group(arguments.runs, each, arguments.clips) for each in FOLDS if each != fold]
        begun = options(model, groups, seed)
        if refers(model):
            begun += ["--begin", beginning]
        if not trained(out, begun, [sys.executable]):
            failed.append(out.name)
    if failed:
        raise SystemExit(f"Failed: {', '.join(failed)}")


def learnt_first(runs: Path) -> str:
    """The weights that networks begin with, after all trainings of them."""
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2"]
    known: list[Path] = []
    mean = runs / GROUNDING / "weights.safetensors"
    for seed, setting in enumerate(BEGINNING):
        out = runs / f"{GROUNDING}-{seed}"
        begun = ["--model", GROUNDING, "--data", "synth", *setting.split(), "--seed", str(seed)]
        if known:
            begun += ["--begin", str(mean)]
        if not trained(out, begun, command):
            raise SystemExit(f"Failed: {out.name}")
        known.append(out / "weights.safetensors")
        average(known, mean)
    return str(mean)


def average(files: list[Path], out: Path) -> None:
    """Write the mean of weights that began alike."""
    weights = [load_file(file) for file in files]
    mean = {
        name: torch.stack([each[name].float() for each in weights]).mean(0) for name in weights[0]
    }
    out.parent.mkdir(exist_ok=True)
    export(out, mean, {}, half=True)


def trained(out: Path, begun: list[str], command: list[str]) -> bool:
    """Whether there are weights in a folder, after training or going on with it, if there were none."""
    if (out / "weights.safetensors").exists():
        return True
    command = [*command, "-m", "rvos_studio", "train", "--out", str(out)]
    command += ["--resume"] if (out / "training.json").exists() else begun
    print(shlex.join(command[1:]), flush=True)
    status = subprocess.call(command)
    if status == STOPPED:
        raise SystemExit(status)
    return status == 0


def ordered(
    models: list[str], folds: list[str], seeds: list[int]
) -> Iterator[tuple[str, str, int]]:
    """Those that answer expressions first, for they share what is prepared for them."""
    for referring in (True, False):
        for seed in seeds:
            for fold in folds:
                for model in models:
                    if refers(model) is referring:
                        yield model, fold, seed


def folder(runs: Path, model: str, fold: str, seed: int) -> Path:
    """Where a training's files lie."""
    return runs / f"{model}-{fold if fold == 'all' else f'fold{fold}'}-seed{seed}"


def group(runs: Path, fold: str, clips: Path) -> Path:
    """A folder of the layout of DAVIS 2016 with links to the sequences of a fold, and what is said of them."""
    root = runs / "groups" / fold
    for part in ("JPEGImages", "Annotations"):
        (root / part / "480p").mkdir(parents=True, exist_ok=True)
        for name in FOLDS[fold]:
            place = root / part / "480p" / name
            if not place.exists():
                place.symlink_to((clips / "davis" / part / "480p" / name).resolve())
    said = json.loads((clips / "expressions.json").read_text("utf-8"))
    (root / "expressions.json").write_text(json.dumps({name: said[name] for name in FOLDS[fold]}))
    return root


def options(model: str, groups: list[Path], seed: int) -> list[str]:
    """What `rvos-studio train` is told: real samples, and more made-up ones with cut-outs of the same sequences.

    Sentences are only obeyed where there is more than one object, which few real sequences show. Masks are carried by
    rules that hold for any object, so that for these three quarters are made up.
    """
    share = 2 if refers(model) else 3
    data = []
    for place in groups:
        data += ["--data", str(place), "--data", f"synth:{place}={share}"]
    setting = SETTING[refers(model)].split()
    if refers(model):
        setting += ["--data-seed", "0"]
        # They begin with the same grounding: with the same seed, too, they would hardly differ.
        seed = seed * len(REFERRING) + REFERRING.index(model)
    often = ["--checkpoint-every", "50"]
    return ["--model", model, *data, *setting, "--seed", str(seed), *often, "--half"]


if __name__ == "__main__":
    main()
