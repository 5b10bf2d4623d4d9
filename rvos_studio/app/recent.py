"""Projects opened lately, with a small picture of each."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage

from rvos_studio import settings

_T = TypeVar("_T")

MOST = 6
WIDTH, HEIGHT = 160, 90


class Recent(msgspec.Struct, frozen=True):
    """One project that was opened."""

    project: str
    thumbnail: bytes = b""
    """JPEG, may be empty."""


class RecentDataset(msgspec.Struct, frozen=True):
    """One folder of projects that was opened, as it was then."""

    folder: str
    clips: int = 0
    done: int = 0
    """Clips of which everything is checked."""


@dataclass(frozen=True)
class RecentProjects:
    """The list, in a file of the settings' folder; a damaged or unwritable one is as good as none."""

    path: Path

    @classmethod
    def of_user(cls) -> "RecentProjects":
        return cls(settings.config_folder() / "recent.json")

    def read(self) -> list[Recent]:
        """Newest first; projects that are gone are left out."""
        return [each for each in _read(self.path, Recent) if Path(each.project).is_file()]

    def add(self, project: Path, picture: QImage | None) -> None:
        """Put a project at the top."""
        name = str(project.resolve())
        others = [each for each in self.read() if each.project != name]
        _write(self.path, [Recent(name, _jpeg(picture) if picture else b""), *others][:MOST])


@dataclass(frozen=True)
class RecentDatasets:
    """The same of folders of projects."""

    path: Path

    @classmethod
    def of_user(cls) -> "RecentDatasets":
        return cls(settings.config_folder() / "recent-datasets.json")

    def read(self) -> list[RecentDataset]:
        """Newest first; folders that are gone are left out."""
        return [each for each in _read(self.path, RecentDataset) if Path(each.folder).is_dir()]

    def add(self, entry: RecentDataset) -> None:
        """Put a folder at the top."""
        others = [each for each in self.read() if each.folder != entry.folder]
        _write(self.path, [entry, *others][:MOST])


def _read(path: Path, kind: type[_T]) -> list[_T]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[kind])
    except (OSError, msgspec.DecodeError):
        return []


def _write(path: Path, listed: Sequence[object]) -> None:
    with contextlib.suppress(OSError):  # only a convenience
        settings.keep(path, msgspec.json.encode(listed))


def _jpeg(picture: QImage) -> bytes:
    small = picture.scaled(
        2 * WIDTH,
        2 * HEIGHT,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    small.save(buffer, "JPG", 80)
    return bytes(content.data())
