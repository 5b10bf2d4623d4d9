"""Use case: train a network on data that a person names, into a folder that can be gone on with."""

import os
import shlex
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import msgspec

from rvos_studio import __version__, settings
from rvos_studio.errors import BadInput, CannotWrite, Refused
from rvos_studio.formats.target import replacing
from rvos_studio.models import devices, model_card
from rvos_studio.networks.aot.variants import LITE
from rvos_studio.project.lock import hold
from rvos_studio.training import tasks
from rvos_studio.training.footage import Excerpt
from rvos_studio.training.plan import Plan, Progress, Trained
from rvos_studio.training.sources import open_source

_NOTE = "training.json"
_CARD = "card.toml"
_LOCK = ".lock"
_WHOLE_FRAMES = Excerpt(height=432, width=768, smallest=1.0)
"""For networks that carry masks on: their tasks crop for themselves."""
_LONG_WAY = Excerpt(frames=10, height=480, width=854, gap=2, smallest=1.0)
"""For small ones, which learn what goes wrong far from the first frame."""
_HELD_OUT_SEED = 1
"""Added to the training's, so that made-up clips to check on are others."""


@dataclass(frozen=True)
class Order:
    """What is to be trained, and on what; as it is noted in the training's folder."""

    model: str
    data: tuple[str, ...]
    """Paths, and 'synth'; see `open_source`."""
    videos: str = ""
    """The path of a list of those to take of benchmarks, a name a line; empty for all."""
    check: tuple[str, ...] = ()
    """Data of the same kinds that is held out."""
    check_videos: str = ""
    frames: int = 0
    """Of a sample; 0 leaves it to the model."""
    size: tuple[int, int] = (0, 0)
    """Height and width of a sample; 0 leaves it to the model."""
    begin: str = ""
    """Weights to begin with, of the network or of a part of it: a path, or the name of such as come with the program;
    empty for random ones."""
    data_seed: int = -1
    """What samples are drawn by; -1 for the plan's seed."""
    half: bool = False
    """Whether the weights are written in float16."""
    command: str = ""
    """What it was begun by."""
    plan: Plan = field(default_factory=Plan)

    def excerpt(self) -> Excerpt:
        """What samples of the data are like."""
        usual = Excerpt()
        if not tasks.refers(self.model):
            usual = _LONG_WAY if self.model in LITE else _WHOLE_FRAMES
        return Excerpt(
            self.frames or usual.frames,
            self.size[0] or usual.height,
            self.size[1] or usual.width,
            usual.gap,
            smallest=usual.smallest,
        )


@dataclass(frozen=True)
class Means:
    """What to train with; other means give the same weights but for rounding."""

    device: str = ""
    """As in the settings, from which it is taken where empty."""
    workers: int = 0
    bank_gib: float = 20.0


def ordered(given: Mapping[str, Any]) -> Order:
    """The order of options by name, those of `Order` and of `Plan`. Raises `BadInput` without model or data."""
    for name in ("model", "data"):
        if not given.get(name):
            raise BadInput(f"A training needs --{name}; --resume goes on with one that was begun.")
    own = {each.name for each in fields(Plan)}
    plan = Plan(**{name: value for name, value in given.items() if name in own})
    rest = {name: value for name, value in given.items() if name not in own}
    return Order(**rest, command=_command(), plan=plan)


def resumed(folder: Path, given: Mapping[str, Any]) -> Order:
    """The order noted in a folder. Raises `BadInput` where there is none, or an option says something else."""
    try:
        order = msgspec.json.decode((folder / _NOTE).read_bytes(), type=Order)
    except FileNotFoundError as error:
        raise BadInput(
            f"No training was begun in '{folder}'; leave --resume out to begin one."
        ) from error
    except (OSError, msgspec.DecodeError) as error:
        raise BadInput(f"'{folder / _NOTE}' cannot be read: {error}.") from error
    noted = asdict(order) | asdict(order.plan)
    for name, value in given.items():
        if noted[name] != value:
            raise BadInput(
                f"The training in '{folder}' has --{name.replace('_', '-')} {_told(noted[name])}, not {_told(value)};"
                " leave the option out, or begin another training in an empty folder."
            )
    return order


def train(
    order: Order, folder: Path, means: Means, stop: Callable[[], bool], *, resume: bool = False
) -> Generator[Progress, None, Trained]:
    """Train, or go on with `resume`; see `trainer.train`. `stop` is asked after every step.

    Leaves `weights.safetensors`, `card.toml`, `log.jsonl`, `curve.svg` and the newest checkpoints in `folder`.
    Raises `BadInput` for data, devices and models that do not fit, `Refused` where the folder is another training's.
    """
    from rvos_studio.training import checkpoints, trainer
    from rvos_studio.training.group import joined

    plan = order.plan
    like, refers = order.excerpt(), tasks.refers(order.model)
    drawn_by = plan.seed if order.data_seed < 0 else order.data_seed
    source = open_source(order.data, like, drawn_by, refers=refers, videos=_names(order.videos))
    check = None
    if order.check:
        like, seed = replace(like, varied=False), drawn_by + _HELD_OUT_SEED
        videos = _names(order.check_videos)
        check = open_source(order.check, like, seed, refers=refers, videos=videos)
    if threads := settings.load().threads:
        devices.use_threads(threads)
    with joined(means.device or settings.load().device) as (group, device):
        if plan.batch % group.size:
            raise BadInput(
                f"A batch of {plan.batch} cannot be shared by {group.size} processes alike; change --batch."
            )
        task = tasks.make(order.model, plan.seed)
        if order.begin:
            checkpoints.begin(task.module, model_card.file(order.begin) or Path(order.begin))
        with _held(folder, order, resume=resume) if group.first else _nothing():
            around = trainer.Surroundings(
                device, group, means.workers, int(means.bank_gib * 2**30), stop
            )
            done = yield from trainer.train(
                task, source, plan, folder, check=check, half=order.half, around=around
            )
            if done.weights:
                parameters = sum(p.numel() for p in task.module.parameters() if p.requires_grad)
                _write_card(folder, order, done, parameters)
        return done


def _names(file: str) -> Sequence[str]:
    if not file:
        return ()
    try:
        names = Path(file).read_text("utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"'{file}' cannot be read as a list of videos: {error}.") from error
    if not names:
        raise BadInput(f"'{file}' names no video.")
    return names


@contextmanager
def _nothing() -> Iterator[None]:
    yield


@contextmanager
def _held(folder: Path, order: Order, *, resume: bool) -> Iterator[None]:
    """Keep the folder for this training alone, and note in a new one what it is."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"The folder '{folder}' cannot be made: {error.strerror}.") from error
    handle = hold(
        folder / _LOCK,
        f"Another process is training in '{folder}'; wait for it, or choose another folder.",
    )
    try:
        if not resume:
            there = sorted(each.name for each in folder.iterdir() if each.name != _LOCK)
            if _NOTE in there:
                raise Refused(
                    f"'{folder}' holds a training already: go on with it by"
                    f" 'rvos-studio train --resume --out {shlex.quote(str(folder))}', or choose another folder."
                )
            if there:
                raise CannotWrite(f"'{folder}' is not empty ('{there[0]}'); choose another folder.")
            with replacing(folder / _NOTE, overwrite=True) as place:
                place.write_bytes(msgspec.json.format(msgspec.json.encode(order), indent=1))
        yield
    finally:
        os.close(handle)


def _write_card(folder: Path, order: Order, done: Trained, parameters: int) -> None:
    facts: dict[str, Any] = {
        "model": order.model,
        "about": "Weights trained with RVOS Studio, not the published model.",
        "data": list(order.data),
        "videos": list(_names(order.videos)),
        "parameters": parameters,
        "seed": order.plan.seed,
        "data_seed": order.plan.seed if order.data_seed < 0 else order.data_seed,
        "steps": done.steps,
        "batch": order.plan.batch,
        "command": order.command,
        "hours": round(done.seconds / 3600, 3),
        "loss": round(done.loss, 5),
        "version": __version__,
    }
    if order.begin:
        facts["begin"] = Path(order.begin).name
    if done.held_out is not None:
        facts |= {"held_out": list(order.check), "held_out_loss": round(done.held_out, 5)}
    lines = [f"{name} = {_toml(value)}" for name, value in facts.items()]
    with replacing(folder / _CARD, overwrite=True) as place:
        place.write_text("\n".join([*lines, ""]), "utf-8")


def _command() -> str:
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    program = "rvos-studio"
    if processes > 1:
        program = f"torchrun --nproc-per-node {processes} -m rvos_studio"
    return f"{program} {shlex.join(sys.argv[1:])}"


def _toml(value: Any) -> str:
    """A number, a text or a list of texts as TOML has it, which is as JSON has it."""
    return msgspec.json.encode(value).decode()


def _told(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
