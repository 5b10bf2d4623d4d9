"""Use case: models and a recipe over a whole dataset, video by video, on whatever workers there are."""

import shutil
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rvos_studio.errors import CannotWrite, WeightsMissing
from rvos_studio.jobs import Began, Ended, Pool, Value
from rvos_studio.studio.batch_dataset import BatchDataset
from rvos_studio.studio.batch_folder import BatchFolder, Record
from rvos_studio.studio.batch_plan import Plan
from rvos_studio.studio.batch_video import WORK, Doing, Job, Packet, Said


@dataclass(frozen=True)
class Standing:
    """How far a batch is, with what earlier runs did."""

    videos: int
    done: int = 0
    failed: int = 0
    frames: int = 0
    """Of the videos that are done."""
    answers: int = 0
    """Answers that models have given: expressions times frames times models."""
    answers_in_all: int = 0
    seconds_left: float | None = None
    """None until that can be told."""

    @property
    def left(self) -> int:
        """Videos still to do."""
        return self.videos - self.done - self.failed


@dataclass(frozen=True)
class BatchNews:
    """Something happened to a video; what it says is on disk."""

    event: Literal["resumed", "began", "doing", "done", "failed"]
    standing: Standing
    video: str = ""
    text: str = ""
    """What is being done, or why it failed."""


def batch(
    dataset: BatchDataset,
    folder: BatchFolder,
    plan: Plan,
    pool: Pool,
    *,
    retry_failed: bool = False,
    shared: bool = True,
) -> Generator[BatchNews, None, Standing]:
    """Do every video that neither was done nor failed; with `retry_failed` those that failed, too.

    A video's failure is written down and the others go on. What stops all is raised: `Refused` (see
    `BatchFolder.held`), `CannotWrite`, and `WeightsMissing` where a worker's machine lacks the weights. Closing the
    generator keeps all that is done. Where workers do not see the folder, `shared` is False and they send results back.
    """
    with folder.held(plan) as plan:
        run = _Run(dataset, folder, plan, shared)
        run.look(retry_failed)
        yield BatchNews("resumed", run.standing)
        news = pool.run(WORK, run.requests())
        try:
            for each in news:
                yield from run.take(each)
        finally:
            news.close()
        return run.standing


class _Run:
    """One run over what is left."""

    def __init__(
        self, dataset: BatchDataset, folder: BatchFolder, plan: Plan, shared: bool
    ) -> None:
        self._dataset, self._folder, self._plan, self._shared = dataset, folder, plan, shared
        self._todo: list[str] = []
        self._answers: dict[str, int] = {}
        """Answers of videos that are being worked on."""
        self._answered = 0
        """Answers of videos that are finished."""
        self._answered_before = 0
        self._begun = time.monotonic()
        self._records: dict[str, Record] = {}
        self.standing = Standing(len(dataset.names))

    def look(self, retry_failed: bool) -> None:
        """Find out what is left to do."""
        done = failed = frames = in_all = 0
        for name in self._dataset.names:
            answers = self._size(name)
            in_all += answers
            record = self._folder.record(name)
            if record and record.state == "failed" and retry_failed:
                self._folder.forget(name)
                record = None
            if record is None:
                self._todo.append(name)
                continue
            self._answered += answers
            done += record.state == "done"
            failed += record.state == "failed"
            frames += record.frames
        self._answered_before = self._answered
        self.standing = Standing(
            len(self._dataset.names), done, failed, frames, self._answered, in_all
        )

    def requests(self) -> Iterator[dict[str, Job]]:
        """Jobs, made when they are taken."""
        for name in self._todo:
            yield {
                "job": Job(
                    self._dataset.video(name),
                    self._plan.models,
                    self._plan.propagators,
                    self._plan.recipe,
                    self._plan.settings,
                    str(self._folder.path.resolve()) if self._shared else None,
                )
            }

    def take(self, news: Began | Value | Ended) -> Iterator[BatchNews]:
        """Keep what a worker says."""
        name = self._todo[news.request]
        match news:
            case Began():
                if not self._shared:  # what an earlier attempt has sent
                    shutil.rmtree(self._folder.unfinished(name), ignore_errors=True)
                self._answers[name] = 0
                text = "" if news.attempt == 1 else f"attempt {news.attempt}"
                yield BatchNews("began", self._counted(), name, text)
            case Value():
                yield from self._said(name, news.value)
            case Ended(error=CannotWrite() | WeightsMissing() as error):
                raise error
            case Ended():
                record = self._records.pop(name, None)
                if record is None or news.error is not None:
                    record = Record(name, "failed", str(news.error))
                elif not self._shared:
                    self._folder.take_in(name)
                self._folder.keep(record)
                yield self._finished(record)

    def _said(self, name: str, said: Said) -> Iterator[BatchNews]:
        match said:
            case Doing():
                self._answers[name] = said.answers
                yield BatchNews("doing", self._counted(), name, said.text)
            case Packet():
                for path, piece in said.pieces:
                    file = self._folder.unfinished(name) / path
                    file.parent.mkdir(parents=True, exist_ok=True)
                    with file.open("ab") as content:
                        content.write(piece)
            case Record():
                self._records[name] = said

    def _finished(self, record: Record) -> BatchNews:
        name = record.video
        self._answers.pop(name, None)
        self._answered += self._size(name)
        self.standing = replace(
            self.standing,
            done=self.standing.done + (record.state == "done"),
            failed=self.standing.failed + (record.state == "failed"),
            frames=self.standing.frames + record.frames,
        )
        return BatchNews(record.state, self._counted(), name, record.sentence)

    def _size(self, name: str) -> int:
        return self._dataset.size(name) * len(self._plan.models)

    def _counted(self) -> Standing:
        answers = self._answered + sum(self._answers.values())
        took, given, left = time.monotonic() - self._begun, answers - self._answered_before, None
        if given > 0:
            left = took / given * (self.standing.answers_in_all - answers)
        self.standing = replace(self.standing, answers=answers, seconds_left=left)
        return self.standing
