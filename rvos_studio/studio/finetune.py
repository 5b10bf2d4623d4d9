"""Use case: let models learn from what was corrected in projects."""

import re
import shlex
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path

from rvos_studio.errors import BadInput
from rvos_studio.jobs import Runner
from rvos_studio.models import catalogue, finetuned, weights
from rvos_studio.models.protocols import Step
from rvos_studio.project import Kind, Project
from rvos_studio.studio.progress import Progress
from rvos_studio.training.plan import Learnt

TASK = f"{__name__}:finetune_in_worker"
IDLE = f"{__name__}:idle"


def finetune(
    runner: Runner,
    projects: Sequence[Path],
    models: Sequence[str],
    name: str,
    minutes: float = 3,
    seed: int = 0,
    *,
    keep: bool = False,
) -> Generator[Progress, None, list[Learnt]]:
    """Let each of some small models learn from the corrected frames of projects, and keep it as `MODEL+name`.

    Each takes about so many `minutes`. Closing the generator keeps what is best so far. Raises `BadInput` for models
    that cannot learn and for projects with too few corrected frames, `Refused` where a name is taken,
    `WeightsMissing`.
    """
    if not minutes > 0:
        raise BadInput(f"--minutes is above 0, not {minutes:g}.")
    models = list(dict.fromkeys(map(base_of, models)))
    for model in models:
        if reason := why_not(model):
            raise BadInput(reason)
        finetuned.free_name(model, name)
        weights.locate(model)
    learnt: list[Learnt] = []
    for place, model in enumerate(models):
        task = runner.run(
            TASK,
            projects=[str(each.resolve()) for each in projects],
            model=model,
            name=name,
            minutes=minutes,
            seed=seed,
            command=_command(projects, model, name, minutes, seed),
            keep=keep,
        )
        try:
            with closing(task) as answers:
                for answer in answers:
                    if isinstance(answer, Learnt):
                        learnt.append(answer)
                    else:
                        done = place * answer.total + answer.done
                        yield Progress(done, len(models) * answer.total, f"{model}, {answer.doing}")
        except GeneratorExit:
            for _ in runner.run(IDLE):  # comes after what the cancelled one still writes
                pass
            raise
    return learnt


def idle() -> Generator[Step, None, None]:
    """A task that is done at once."""
    yield from ()


def finetune_in_worker(
    projects: Sequence[str],
    model: str,
    name: str,
    minutes: float,
    seed: int,
    command: str,
    keep: bool,
) -> Generator[Step | Learnt, None, None]:
    """The task: steps, and what became of it in the end."""
    from rvos_studio.training import finetuning  # opens torch

    yield from finetuning.finetune(projects, model, name, minutes, seed, command, keep=keep)


def outcome(learnt: Learnt) -> str:
    """What became of learning, in a sentence."""
    measured = f"J {learnt.before:.3f} before, {learnt.after:.3f} after"
    where = f"on {learnt.held_out} corrected frames while they were held out"
    if learnt.name:
        return f"{learnt.name}: {measured}, {where}."
    return f"{learnt.model} gained nothing {where} ({measured}), so nothing is kept; more corrected frames may help."


def kept(models: Sequence[str], name: str) -> dict[str, tuple[float, float]]:
    """Those of `MODEL+name` that are here -> J before and after; see `Finetuned`."""
    there = finetuned.every()
    names = [f"{base_of(model)}+{name}" for model in models]
    return {each: (there[each].before, there[each].after) for each in names if each in there}


def can_learn(model: str) -> bool:
    """Whether a model, or the one that it learnt on, learns from corrections in minutes."""
    return base_of(model) in weights.LITE


def base_of(model: str) -> str:
    """The model that one learnt on; itself where it learnt nothing."""
    return model.partition("+")[0]


def why_not(model: str) -> str:
    """Why a model cannot learn from corrections; empty where it can. Raises `BadInput` for an unknown one."""
    entry = catalogue.card(model)
    if can_learn(model):
        return ""
    able = f"These learn from corrections: {', '.join(weights.LITE)}."
    if entry.plugin:
        return f"'{model}' is a plugin's model, which this program cannot train. {able}"
    if model not in weights.PARTS:
        return f"'{model}' is a baseline without anything to train. {able}"
    return f"'{model}' is too large to learn from corrections in minutes. {able}"


def used(projects: Sequence[Path]) -> list[str]:
    """The models that have answered or propagated in projects, as they are called in the catalogue."""
    names: dict[str, None] = {}
    for path in projects:
        project = Project.open(path, read_only=True)
        try:
            for each in project.objects():
                names |= dict.fromkeys(project.models(each.id))
                names |= dict.fromkeys(
                    found.provenance.model
                    for found in project.track(each.id).values()
                    if found.provenance.kind is Kind.PROPAGATION
                )
        finally:
            project.close()
    known = {entry.name for entry in catalogue.cards()}
    return [name for name in names if name in known]


def suggested(projects: Sequence[Path], models: Sequence[str]) -> str:
    """A name after a project that no such model has yet: 'bikes', then 'bikes-2'."""
    stem = re.sub("[^a-z0-9]+", "-", projects[0].stem.lower()).strip("-") or "corrections"
    number, name = 1, stem
    while any(finetuned.place_of(f"{base_of(model)}+{name}").exists() for model in models):
        number += 1
        name = f"{stem}-{number}"
    return name


def _command(projects: Sequence[Path], model: str, name: str, minutes: float, seed: int) -> str:
    places = shlex.join(str(each) for each in projects)
    return f"rvos-studio finetune {places} --model {model} --name {name} --minutes {minutes:g} --seed {seed}"
