"""One video of a batch, from models' answers to results: the task that runs in a worker."""

import secrets
import tempfile
import time
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rvos_studio import settings
from rvos_studio.errors import BadInput, Refused, WeightsMissing
from rvos_studio.formats.layouts.pictures import grey_png
from rvos_studio.formats.target import replacing
from rvos_studio.fusion import Recipe, Vote
from rvos_studio.jobs.runner import resolve
from rvos_studio.masks import Mask
from rvos_studio.models.catalogue import Role
from rvos_studio.settings import Settings
from rvos_studio.studio.apply_recipe import apply_recipe
from rvos_studio.studio.batch_dataset import BatchVideo, Question
from rvos_studio.studio.batch_folder import BatchFolder, Record
from rvos_studio.studio.batch_plan import identified
from rvos_studio.studio.disagreement import disagreeing, sentence
from rvos_studio.studio.segment import segment
from rvos_studio.studio.session import Session, checked_expression

WORK = f"{__name__}:work"
_EVERY_S = 0.25
"""Between two signs of life."""
_PATIENCE_S = 60.0
"""How long the worker of a batch that was killed may take to let go of a project."""
_PACKET = 4 << 20
"""Bytes that are sent back at a time where the folder is not shared."""


@dataclass(frozen=True)
class Job:
    """A video and what is to be done with it."""

    video: BatchVideo
    models: Mapping[str, str]
    """Segmenter -> what identifies its weights."""
    propagators: Mapping[str, str]
    recipe: Recipe
    settings: Settings
    out: str | None
    """The folder of the batch; None where this machine does not see it."""


@dataclass(frozen=True)
class Doing:
    """A sign of life."""

    text: str
    answers: int
    """Answers of models that are there: expressions times frames times models."""


@dataclass(frozen=True)
class Packet:
    """Pieces of files, each to be put behind what there is of the file: path in the batch's folder -> bytes."""

    pieces: tuple[tuple[str, bytes], ...]


Said = Doing | Packet | Record


def work(job: Job) -> Generator[Said, None, None]:
    """Do one video, or what is left of it; ends with its `Record`, which nobody has written yet.

    Answers of a model are there for all frames and expressions or are asked for anew, since a model may learn from
    what it is asked; so what comes out does not depend on where an earlier run was stopped.
    """
    with settings.using(job.settings):
        _check_weights(job)
        if job.out is not None:
            yield from _done(job, BatchFolder(Path(job.out)))
            return
        with tempfile.TemporaryDirectory(prefix="rvos-batch-") as place:
            folder = BatchFolder(Path(place))
            for name in ("projects", "results", "unfinished"):
                (folder.path / name).mkdir()
            record = None
            for said in _done(job, folder):
                if isinstance(said, Record):
                    record = said
                else:
                    yield said
            assert record is not None
            yield from _packets(folder, job.video.name)
            yield record


def _check_weights(job: Job) -> None:
    others = identified(job.models, Role.SEGMENTER)
    others += identified(job.propagators, Role.PROPAGATOR)
    if others:
        raise WeightsMissing(
            f"A worker's machine has other weights of {', '.join(others)} than the one that began the batch; put the"
            " same ones on all machines."
        )


def _done(job: Job, folder: BatchFolder) -> Generator[Doing | Record, None, None]:
    session = _session(job, folder)
    try:
        place = _places(job.video, session)
        seconds: defaultdict[str, float] = defaultdict(float)
        runner, pulse = _Timed(seconds), _Pulse()
        for model, weights in job.models.items():
            with _timing(seconds, "storing"):
                yield from _ask(session, runner, model, weights, pulse)
        with _timing(seconds, "fusing"):
            for each in session.objects():
                if not _followed(session, each.id, job.recipe):
                    for step in apply_recipe(session, runner, each.id, job.recipe):
                        yield from pulse.beat(step.doing)
        with _timing(seconds, "writing"):
            yield from _write(session, job.video, place, folder, pulse)
        remarks = tuple(
            sentence(session, each.id, found)
            for each in session.objects()
            for found in disagreeing(session, each.id, Vote(tuple(job.models)))
        )
        yield Record(
            job.video.name,
            "done",
            frames=len(session.clip),
            expressions=len(job.video.questions),
            seconds={stage: round(took, 3) for stage, took in seconds.items()},
            remarks=remarks,
        )
    finally:
        session.close()


def _session(job: Job, folder: BatchFolder) -> Session:
    """The video's project, made at once with all objects and expressions if need be."""
    project = folder.project(job.video.name)
    wanted = [(each.object_id, _words(each)) for each in job.video.questions]
    if not project.exists():
        begun = folder.unfinished(f"{secrets.token_hex(6)}{project.suffix}")
        session = Session.create(job.video.folder, begun)
        with session.project.edit("Take the expressions of the dataset") as edit:
            for number in dict.fromkeys(number for number, _ in wanted):
                edit.add_object("", number)
            for number, text in wanted:
                edit.add_expression(number, text)
        session.close()
        begun.replace(project)
    patience = time.monotonic() + _PATIENCE_S
    while True:
        try:
            session = Session.open(project, job.video.folder)
            break
        except Refused:
            if time.monotonic() > patience:
                raise
            time.sleep(0.2)
    known = sorted((e.id, e.object_id, e.text) for o in session.objects() for e in o.expressions)
    if [each[1:] for each in known] != wanted:
        session.close()
        raise BadInput(
            f"'{project}' has other expressions than the dataset; move it away, and it is made anew."
        )
    return session


def _words(question: Question) -> str:
    try:
        return checked_expression(question.text)
    except BadInput as error:
        raise BadInput(f"Expression {question.key} of the dataset: {error}") from error


def _places(video: BatchVideo, session: Session) -> list[int]:
    """Where the frames that are wanted are in the clip."""
    place = {name: k for k, name in enumerate(session.clip.frame_names)}
    if absent := [name for name in video.frame_names if name not in place]:
        raise BadInput(
            f"{len(absent):,} of the {len(video.frame_names):,} frames of '{video.name}' are missing in"
            f" '{video.folder}', the first is '{absent[0]}'."
        )
    return [place[name] for name in video.frame_names]


def _ask(
    session: Session, runner: "_Timed", model: str, weights: str, pulse: "_Pulse"
) -> Iterator[Doing]:
    """Let a model answer everything, unless it has."""
    project, frames, before = session.project, len(session.clip), pulse.answers
    objects = session.objects()
    expressions = [each.id for record in objects for each in record.expressions]
    if any(len(project.answered(each, model, weights)) < frames for each in expressions):
        with project.edit(f"Ask {model} again") as edit:
            for each in expressions:
                edit.remove_predictions(each, model)
        for step in segment(session, runner, [record.id for record in objects], [model]):
            pulse.answers = before + step.done
            yield from pulse.beat(step.doing)
    pulse.answers = before + len(expressions) * frames


def _followed(session: Session, object_id: int, recipe: Recipe) -> bool:
    """Whether the object's track is what the recipe gives."""
    track = session.project.track(object_id)
    return len(track) == len(session.clip) and all(
        each.provenance.recipe.get("hash") == recipe.hash for each in track.values()
    )


def _write(
    session: Session, video: BatchVideo, places: list[int], folder: BatchFolder, pulse: "_Pulse"
) -> Iterator[Doing]:
    """Write the results of a video: all of them or none."""
    empty = Mask.empty(session.clip.height, session.clip.width)
    results = folder.results(video.name)
    keys = frozenset(each.key for each in video.questions)
    with replacing(
        results, overwrite=True, parts=keys, beside=folder.unfinished(video.name)
    ) as place:
        for number in dict.fromkeys(each.object_id for each in video.questions):
            track = session.project.track(number)
            own = [place / each.key for each in video.questions if each.object_id == number]
            for each in own:
                each.mkdir()
            for name, frame in zip(video.frame_names, places, strict=True):
                png = grey_png(track[frame].mask if frame in track else empty)
                for each in own:
                    (each / f"{name}.png").write_bytes(png)
                yield from pulse.beat("writing results")


def _packets(folder: BatchFolder, video: str) -> Iterator[Packet]:
    """The project and the results, in pieces."""
    pieces: list[tuple[str, bytes]] = []
    size = 0
    for file in (folder.project(video), *sorted(folder.results(video).rglob("*.png"))):
        with file.open("rb") as content:
            while piece := content.read(_PACKET):
                pieces.append((file.relative_to(folder.path).as_posix(), piece))
                size += len(piece)
                if size >= _PACKET:
                    yield Packet(tuple(pieces))
                    pieces, size = [], 0
    yield Packet(tuple(pieces))


class _Pulse:
    """Says now and then how far it is."""

    def __init__(self) -> None:
        self.answers = 0
        self._said = 0.0

    def beat(self, text: str) -> Iterator[Doing]:
        """A sign of life if it is time for one: also the moment at which a cancel acts."""
        if time.monotonic() - self._said >= _EVERY_S:
            self._said = time.monotonic()
            yield Doing(text, self.answers)


class _Timed:
    """Works in this process and notes how long each model takes. Implements `Runner`."""

    def __init__(self, seconds: defaultdict[str, float]) -> None:
        self._seconds = seconds

    def run(self, task: str, **arguments: Any) -> Generator[Any, None, None]:
        """See `Runner.run`."""
        with closing(resolve(task)(**arguments)) as values:
            while True:
                begun = time.monotonic()
                value = next(values, _END)
                self._seconds[arguments["model"]] += time.monotonic() - begun
                if value is _END:
                    return
                yield value

    def close(self) -> None:
        """Nothing to free."""


_END = object()


@contextmanager
def _timing(seconds: defaultdict[str, float], stage: str) -> Iterator[None]:
    """Add to a stage what a block takes, without what was counted meanwhile."""
    counted, begun = sum(seconds.values()), time.monotonic()
    yield
    seconds[stage] += time.monotonic() - begun - (sum(seconds.values()) - counted)
