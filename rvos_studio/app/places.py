"""Where a person was in each project, and how the window stood: kept outside projects, so that looking writes none."""

import base64
import contextlib
from pathlib import Path

import msgspec

from rvos_studio import settings

MOST = 200
"""Projects that are remembered; those left longest ago are forgotten first."""


class Place(msgspec.Struct, frozen=True):
    """Where somebody left a project."""

    frame: int = 0
    chosen: int = 0
    region: tuple[float, float, float, float] | None = None
    """What was in view, in frame pixels: x, y, width, height; None for the whole frame."""
    page: str = ""
    """Of the side panel."""
    tool: str = ""


class Desk(msgspec.Struct, frozen=True):
    """How the window was left."""

    geometry: str = ""
    """Qt's own bytes, as base64."""
    dark: bool | None = None
    """The colours that were chosen; None for the desktop's."""
    language: str = ""
    """The language that was chosen: 'system', 'en' or 'zh_CN'; empty where the settings say it."""
    commands: tuple[str, ...] = ()
    """What was done from the command palette, newest first."""


class _Kept(msgspec.Struct, frozen=True):
    desk: Desk = Desk()
    places: dict[str, Place] = {}


def place_of(project: Path) -> Place | None:
    """Where it was left; None for one that is not remembered."""
    return _read().places.get(str(project.resolve()))


def desk() -> Desk:
    """How the window was left last; a fresh one where nobody knows."""
    return _read().desk


def keep_place(project: Path, place: Place) -> None:
    """Remember where a project is left."""
    kept, name = _read(), str(project.resolve())
    others = [(each, at) for each, at in kept.places.items() if each != name]
    _write(msgspec.structs.replace(kept, places=dict([*others, (name, place)][-MOST:])))


def keep_desk(left: Desk) -> None:
    """Remember how the window is left."""
    _write(msgspec.structs.replace(_read(), desk=left))


def as_text(content: bytes) -> str:
    """Bytes as a file of text keeps them."""
    return base64.b64encode(content).decode()


def as_bytes(text: str) -> bytes:
    """The bytes of `as_text`; empty for any other text."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def _path() -> Path:
    return settings.config_folder() / "places.json"


def _read() -> _Kept:
    try:
        return msgspec.json.decode(_path().read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return _Kept()


def _write(kept: _Kept) -> None:
    with contextlib.suppress(OSError):  # only a convenience
        settings.keep(_path(), msgspec.json.encode(kept))
