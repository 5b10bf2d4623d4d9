"""Is everything here that the program needs?"""

import importlib.metadata
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av

from rvos_studio import __version__, settings
from rvos_studio.errors import StudioError
from rvos_studio.models import catalogue, weights
from rvos_studio.models.devices import devices

_CODECS = ("h264", "hevc", "vp9", "av1", "mpeg4", "mjpeg", "prores")
_LIBRARIES = (
    "PySide6-Essentials", "pyqtgraph", "qasync", "torch", "numpy", "opencv-python-headless", "av", "pycocotools",
    "shapely", "onnxruntime",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    topic: str
    name: str
    good: bool
    detail: str


def examine() -> Iterator[Finding]:
    """Look at devices, codecs, libraries, weights, folders and the display; never raises."""
    yield Finding("program", "rvos-studio", True, f"{__version__}, Python {sys.version.split()[0]}")
    models = list(_models())  # first, for that devices import torch must not be blamed on a plugin
    yield from (Finding("device", device.name, True, device.about) for device in devices())
    for library in _LIBRARIES:
        try:
            yield Finding("library", library, True, importlib.metadata.version(library))
        except importlib.metadata.PackageNotFoundError:
            yield Finding("library", library, False, f"missing: pip install {library}")
    for codec in _CODECS:
        there = codec in av.codecs_available
        yield Finding(
            "codec", codec, there, "decodes" if there else "cannot be decoded by this build of PyAV"
        )
    for part in weights.PARTS.values():
        try:
            # Only packaged parts must be here; published checkpoints are the user's to bring.
            found = weights.locate(part.name) if part.package else weights.find(part.name)
        except StudioError as error:
            yield Finding("weights", part.name, False, str(error))
            continue
        if found and not weights.intact(found):
            detail = f"'{found.path}' is not what it was: import '{found.origin}' again"
            yield Finding("weights", part.name, False, detail)
        elif found:
            detail = f"{found.origin}, SHA-256 {found.sha256[:12]}…"
            yield Finding("weights", part.name, True, detail)
    yield from models
    yield _folder("settings", settings.config_folder())
    yield _folder("imported weights", settings.data_folder())
    yield _folder("log", settings.log_folder())
    yield Finding(
        "display",
        "window",
        has_display(),
        "can open" if has_display() else "no display: use the commands",
    )
    if Path("/dev/shm").is_dir():
        free = shutil.disk_usage("/dev/shm").free >> 20
        yield Finding("memory", "shared memory", free >= 64, f"{free} MiB free")


def _models() -> Iterator[Finding]:
    """Every model, and what is wrong with plugins."""
    try:
        for entry in catalogue.cards():
            source = f", plugin {entry.plugin}" if entry.plugin else ""
            yield Finding("model", entry.name, True, f"{entry.status.value}{source}")
        for problem in catalogue.problems():
            yield Finding("plugin", problem.plugin, False, problem.sentence)
    except StudioError as error:
        yield Finding("model", "all", False, str(error))


def has_display() -> bool:
    """Whether a window can be shown."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _folder(name: str, path: Path) -> Finding:
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        return Finding("folder", name, False, f"'{path}' cannot be written: {error.strerror}")
    return Finding("folder", name, True, str(path))
