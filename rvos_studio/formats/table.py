"""The dataset formats by name: a new format is one module and one line here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from rvos_studio.formats import coco, ytvos
from rvos_studio.formats.dataset import Dataset, Export


class Writer(Protocol):
    """Writes a dataset in steps; see `Export`."""

    def __call__(self, dataset: Dataset, target: Path, *, overwrite: bool = False) -> Export: ...


class Reader(Protocol):
    """Reads a dataset; raises `BadInput` for anything else."""

    def __call__(self, path: Path, /) -> Dataset: ...


@dataclass(frozen=True)
class Format:
    """One dataset format."""

    title: str
    write: Writer
    read: Reader
    suffix: str
    """Of the file it is; empty for a folder."""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "coco": Format("COCO instances", coco.write, coco.read, ".json"),
        "ytvos": Format("Ref-YouTube-VOS", ytvos.write, ytvos.read, ""),
    }
)
