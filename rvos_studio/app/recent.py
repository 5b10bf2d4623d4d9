"""Projects opened lately, with a small picture of each."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage

from rvos_studio import settings

MOST = 6
WIDTH, HEIGHT = 160, 90


class Recent(msgspec.Struct, frozen=True):
    """One project that was opened."""

    project: str
    thumbnail: bytes = b""
    """JPEG, may be empty."""


@dataclass(frozen=True)
class RecentProjects:
    """The list, in a file of the settings' folder; a damaged or unwritable one is as good as none."""

    path: Path

    @classmethod
    def of_user(cls) -> "RecentProjects":
        return cls(settings.config_folder() / "recent.json")

    def read(self) -> list[Recent]:
        """Newest first; projects that are gone are left out."""
        try:
            listed = msgspec.json.decode(self.path.read_bytes(), type=list[Recent])
        except (OSError, msgspec.DecodeError):
            return []
        return [each for each in listed if Path(each.project).is_file()]

    def add(self, project: Path, picture: QImage | None) -> None:
        """Put a project at the top."""
        name = str(project.resolve())
        others = [each for each in self.read() if each.project != name]
        listed = [Recent(name, _jpeg(picture) if picture else b""), *others][:MOST]
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.path.parent, delete=False) as file:
                file.write(msgspec.json.encode(listed))
            Path(file.name).replace(self.path)
        except OSError:
            return  # only a convenience


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
