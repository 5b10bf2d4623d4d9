"""The folder of a batch: what was asked, projects, results, and what became of each video.

batch.json                                what was asked
projects/<video>.rvos                     models' answers, stages and tracks
results/<video>/<expression>/<frame>.png  as benchmarks take it; there as a whole or not at all
videos/<video>.json                       written last: done, or failed and why
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec

from rvos_studio.errors import BadInput, CannotWrite, Refused
from rvos_studio.formats.target import replacing
from rvos_studio.project.lock import hold
from rvos_studio.studio.batch_plan import Plan, read
from rvos_studio.studio.session import SUFFIX


class Record(msgspec.Struct, frozen=True):
    """What became of a video."""

    video: str
    state: Literal["done", "failed"]
    sentence: str = ""
    """Why it failed."""
    frames: int = 0
    expressions: int = 0
    seconds: dict[str, float] = {}
    """What each model, storing, fusing and writing took; what an earlier run did is not counted."""
    remarks: tuple[str, ...] = ()
    """What a person should look at, such as expressions that seem to mean different things."""


class BatchFolder:
    """Paths, and the files that only the batch itself writes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def project(self, video: str) -> Path:
        """A video's project."""
        return self.path / "projects" / f"{video}{SUFFIX}"

    def results(self, video: str) -> Path:
        """The folder of a video's results."""
        return self.path / "results" / video

    def unfinished(self, name: str) -> Path:
        """A place for what is to be moved when it is whole; nothing in this folder outlives a run."""
        return self.path / "unfinished" / name

    def record(self, video: str) -> Record | None:
        """What became of a video; None where it is still to be done."""
        try:
            found = msgspec.json.decode(self._record(video).read_bytes(), type=Record)
        except (OSError, msgspec.DecodeError):
            return None
        return found if found.state == "failed" or self.results(video).is_dir() else None

    def keep(self, record: Record) -> None:
        """Write down what became of a video."""
        place = self._record(record.video)
        with replacing(place, overwrite=True, beside=self.unfinished(place.name)) as temporary:
            temporary.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1))

    def forget(self, video: str) -> None:
        """Let a failed video be tried again."""
        self._record(video).unlink(missing_ok=True)

    def take_in(self, video: str) -> None:
        """Put a video's project and results in their place that were sent as files to `unfinished(video)`."""
        sent = BatchFolder(self.unfinished(video))
        sent.project(video).replace(self.project(video))
        shutil.rmtree(self.results(video), ignore_errors=True)
        sent.results(video).rename(self.results(video))

    def _record(self, video: str) -> Path:
        return self.path / "videos" / f"{video}.json"

    @contextmanager
    def held(self, plan: Plan) -> Iterator[Plan]:
        """Keep other batches out, and give the plan to follow: this one, or the same as it was begun.

        Raises `Refused` where another batch works here or this was begun otherwise, `CannotWrite` where the folder
        holds something else or the disk refuses, and for a path that is a file.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = hold(
                self.path / ".lock",
                f"Another batch works on '{self.path}'; let it end, or stop it.",
            )
        except OSError as error:
            raise CannotWrite(f"'{self.path}' cannot be a folder: {error.strerror}.") from error
        try:
            yield self._begun(plan)
        finally:
            shutil.rmtree(self.path / "unfinished", ignore_errors=True)
            os.close(lock)

    def _begun(self, plan: Plan) -> Plan:
        asked = self.path / "batch.json"
        if not asked.exists():
            if others := [each.name for each in self.path.iterdir() if each.name != ".lock"]:
                raise BadInput(
                    f"The folder '{self.path}' holds '{min(others)}' and no batch; choose an empty or a new one."
                )
        else:
            plan = _same(read(asked), plan, self.path)
        shutil.rmtree(self.path / "unfinished", ignore_errors=True)
        for name in ("projects", "results", "videos", "unfinished"):
            (self.path / name).mkdir(exist_ok=True)
        if not asked.exists():
            with replacing(asked, overwrite=False, beside=self.unfinished("plan")) as temporary:
                temporary.write_bytes(msgspec.json.format(msgspec.json.encode(plan), indent=1))
        return plan


def _same(begun: Plan, plan: Plan, path: Path) -> Plan:
    """The plan to go on with. Its threads stay: how sums are split may decide a pixel."""
    differences = "; ".join(begun.differences(plan))
    if differences:
        raise Refused(
            f"'{path}' was begun otherwise: {differences}. Ask for the same, or choose another folder."
        )
    settings = msgspec.structs.replace(plan.settings, threads=begun.settings.threads)
    return msgspec.structs.replace(plan, settings=settings)
