"""`meta_expressions.json`, which every benchmark of referring segmentation has."""

from pathlib import Path

import msgspec

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts.pictures import size_of
from rvos_studio.formats.layouts.records import Target, Video

FILES = ("meta_expressions.json", "meta_expressions_v2.json")


class Expression(msgspec.Struct):
    """One expression; validation and test data do not say what it means."""

    exp: str
    obj_id: str | int | list[int] | None = None
    anno_id: list[int] | None = None


class Entry(msgspec.Struct):
    """One video; ids are text and keep the order of the file."""

    expressions: dict[str, Expression]
    frames: list[str]


class _File(msgspec.Struct):
    videos: dict[str, Entry]


def find(folder: Path) -> Path | None:
    """The file of a split's folder: in it, or where Ref-YouTube-VOS puts it, beside it."""
    places = [folder, folder.parent / "meta_expressions" / folder.name]
    return next(
        (place / name for place in places for name in FILES if (place / name).is_file()), None
    )


def read(path: Path) -> tuple[Path, dict[str, Entry]]:
    """The file itself and its videos; `path` is the file or the folder of a split.

    Raises `BadInput` where there is none, it is damaged, or it has no videos.
    """
    file = path if path.is_file() else find(path)
    if file is None:
        raise BadInput(f"There is no 'meta_expressions.json' in or for '{path}'.")
    try:
        videos = msgspec.json.decode(file.read_bytes(), type=_File).videos
    except OSError as error:
        raise BadInput(f"'{file}' cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"'{file}' is not a list of videos and expressions: {error}.") from error
    if not any(entry.expressions for entry in videos.values()):
        raise BadInput(f"'{file}' is empty: it lists no expression of any video.")
    for name, entry in videos.items():
        if not entry.frames:
            raise BadInput(f"'{file}' lists no frames of the video '{name}'.")
        for each in (name, *entry.expressions, *entry.frames):
            if each in ("", ".", "..") or "/" in each or "\\" in each:
                raise BadInput(
                    f"'{file}' has the name '{each}' at '{name}', which no file can have."
                )
    return file, {name: entry for name, entry in videos.items() if entry.expressions}


def outline(folder: Path, name: str, entry: Entry) -> Video:
    """A video without its truth; its frames are in `JPEGImages/<video>` of the split's folder, if anywhere."""
    pictures = folder / "JPEGImages" / name
    places = (pictures / f"{frame}.jpg" for frame in entry.frames)
    first = (
        next((place for place in places if place.is_file()), None) if pictures.is_dir() else None
    )
    return Video(
        name,
        tuple(entry.frames),
        tuple(Target(key, each.exp) for key, each in entry.expressions.items()),
        size_of(first) if first else None,
        pictures if first else None,
    )
