"""Prepared examples on disk, so that what is frozen is computed once for all trainings on the same data."""

import hashlib
import os
import random
import time
from collections.abc import Generator
from pathlib import Path
from typing import TypeAlias

from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from rvos_studio import settings
from rvos_studio.errors import BadInput
from rvos_studio.formats.target import replacing
from rvos_studio.training.samples import Source, origin
from rvos_studio.training.task import Task

Example: TypeAlias = dict[str, Tensor]

_TRIES = 10
_FAR = 10_000_019
"""From the number of a sample to that of the one in its stead."""
_FORSAKEN = 3600.0
"""Seconds after which a half-written file belongs to a process that was killed."""


def prepared(task: Task, source: Source, number: int) -> Example:
    """The example of a number; of another sample, where nothing can be learnt from that of the number itself.

    Raises `BadInput` where that goes on, and where the files of a sample are missing or damaged.
    """
    source, number = origin(source, number)
    for attempt in range(_TRIES):
        sample = source.sample(number + attempt * _FAR)
        try:
            return task.prepare(sample, number)
        except BadInput:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError


class Bank:
    """Examples of one task and one source by number, a file each, in a folder for every source of a mixture.

    Any number of processes may fill and read it: a file is there completely or not at all, and is the same whoever
    wrote it.
    """

    def __init__(self, folder: Path, task: Task, source: Source) -> None:
        self.folder = folder
        self._task, self._source = task, source

    @classmethod
    def of(cls, task: Task, source: Source) -> "Bank":
        """The bank in the cache folder that trainings on the same examples share."""
        return cls(settings.cache_folder() / "bank", task, source)

    def example(self, number: int) -> Example:
        """One example, prepared now if it is not there."""
        path = self._path(number)
        try:
            return load_file(path)
        except FileNotFoundError:
            pass
        except SafetensorError:  # the disk lost part of it
            path.unlink(missing_ok=True)
        return self._add(number)

    def fill(self, count: int, limit: int) -> Generator[tuple[int, int], None, None]:
        """Prepare the first `count` examples that are not there, yielding (how many are there, bytes of all of them).

        Processes that fill it at once share the work. Raises `BadInput` where they would take more than `limit`
        bytes, and `CannotWrite` where the disk refuses them.
        """
        self._sweep()
        sizes = {n: size for n in range(count) if (size := self._size(n))}
        missing = [number for number in range(count) if number not in sizes]
        total = sum(sizes.values())
        # Each process has an order of its own, so that they seldom prepare the same one.
        random.Random(os.getpid()).shuffle(missing)
        for number in missing:
            if not self._size(number):
                self._add(number)
            sizes[number] = self._size(number)
            total += sizes[number]
            if total / len(sizes) * count > limit:
                raise BadInput(
                    f"{count:,} examples would take about {total / len(sizes) * count / 2**30:.1f} GiB in"
                    f" '{self.folder}', more than the {limit / 2**30:.1f} GiB allowed; bank fewer, or allow more."
                )
            yield len(sizes), total
        yield count, total

    def _add(self, number: int) -> Example:
        example = prepared(self._task, self._source, number)
        content = save({name: value.contiguous() for name, value in example.items()})
        with replacing(self._path(number), overwrite=True) as place:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return example

    def _size(self, number: int) -> int:
        """Bytes of an example; 0 where it is not there."""
        try:
            return self._path(number).stat().st_size
        except FileNotFoundError:
            return 0

    def _path(self, number: int) -> Path:
        source, own = origin(self._source, number)
        keys = f"{self._task.bank_key}\n{source.key}"
        return (
            self.folder / hashlib.sha256(keys.encode()).hexdigest()[:16] / f"{own:07d}.safetensors"
        )

    def _sweep(self) -> None:
        """Remove what killed processes left half-written."""
        for path in self.folder.glob("*/*.safetensors.*"):
            if time.time() - path.stat().st_mtime > _FORSAKEN:
                path.unlink(missing_ok=True)
