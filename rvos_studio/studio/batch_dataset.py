"""What a batch works on: videos of a dataset with their expressions, and where their frames lie."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts import expressions
from rvos_studio.formats.layouts.expressions import Entry, Expression
from rvos_studio.video.folder import SUFFIXES, natural_order

PLAIN = "expressions.json"
"""A list without frames and ids: video -> sentences, each of which means something of its own."""
_LARGEST_ID = 255


@dataclass(frozen=True)
class Question:
    """One expression of a video."""

    key: str
    """Its id in the dataset."""
    text: str
    object_id: int
    """The object in the project that it refers to."""


@dataclass(frozen=True)
class BatchVideo:
    """One video. Nothing of it has been looked at."""

    name: str
    folder: Path
    """Holds its frames."""
    frame_names: tuple[str, ...]
    """Frames that are wanted, in order."""
    questions: tuple[Question, ...]


class BatchDataset:
    """Videos by name; their expressions are in memory, their frames are not."""

    def __init__(self, path: Path, pictures: Path | None = None) -> None:
        """Read the expressions in or for `path`: a split's folder or a file, also a plain list (see `PLAIN`).

        `pictures` holds a folder of frames for each video; if not given, it is looked for where the benchmarks have
        it. Raises `BadInput` where there are no expressions, they are damaged, or no video has frames.
        """
        if not path.exists():
            raise BadInput(f"There is no dataset '{path}'.")
        self.path, self._plain = path, _plain(path)
        entries = self._plain if self._plain is not None else expressions.read(path)[1]
        self._entries = entries
        self.digest = hashlib.sha256(
            msgspec.json.encode({name: entries[name] for name in sorted(entries)})
        ).hexdigest()
        self._pictures = pictures or _pictures(path, entries)

    @property
    def names(self) -> tuple[str, ...]:
        """In the order of the file."""
        return tuple(self._entries)

    def video(self, name: str) -> BatchVideo:
        """One video. Those with the same object ids in the file refer to the same object, others to one each."""
        entry, folder = self._entries[name], self._pictures / name
        frames = entry.frames if self._plain is None else _frames(folder)
        return BatchVideo(name, folder, tuple(frames), tuple(_questions(entry)))

    def size(self, name: str) -> int:
        """How many answers a model has to give: expressions times frames."""
        entry = self._entries[name]
        frames = entry.frames if self._plain is None else _frames(self._pictures / name)
        return len(entry.expressions) * len(frames)


def _plain(path: Path) -> dict[str, Entry] | None:
    """The plain list at `path`; None where there is another file, or none."""
    file = path if path.is_file() else path / PLAIN
    if not file.is_file() or (file.name != PLAIN and file.name in expressions.FILES):
        return None
    try:
        listed = msgspec.json.decode(file.read_bytes(), type=dict[str, list[str]])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None  # the other reader says what is wrong with it
    found = {
        name: Entry({str(k): Expression(text) for k, text in enumerate(texts)}, [])
        for name, texts in listed.items()
        if texts
    }
    if not found:
        raise BadInput(f"'{file}' is empty: it lists no expression of any video.")
    for name in found:
        if name in ("", ".", "..") or "/" in name or "\\" in name:
            raise BadInput(f"'{file}' has the name '{name}', which no folder can have.")
    return found


def _pictures(path: Path, entries: dict[str, Entry]) -> Path:
    """The folder that holds the folders of frames, looked for where the benchmarks have it."""
    folder = path.parent if path.is_file() else path
    # Ref-YouTube-VOS: meta_expressions/valid/meta_expressions.json and valid/JPEGImages.
    for root in (folder, folder.parent.parent / folder.name):
        for inside in ("JPEGImages/480p", "JPEGImages/Full-Resolution", "JPEGImages", ""):
            if any((root / inside / name).is_dir() for name in entries):
                return root / inside
    raise BadInput(
        f"No frames of any of the {len(entries):,} videos of '{path}' were found; name the folder that holds a folder"
        " for each with --frames."
    )


def _frames(folder: Path) -> list[str]:
    """The names of a video's frames where the dataset does not list them."""
    if not folder.is_dir():
        return []
    names = (each.name for each in folder.iterdir() if each.suffix.lower() in SUFFIXES)
    return [Path(name).stem for name in sorted(names, key=natural_order)]


def _questions(entry: Entry) -> Iterator[Question]:
    meant = {key: _meant(each) or f"only {key}" for key, each in entry.expressions.items()}
    objects = list(dict.fromkeys(meant.values()))
    numbers = {
        each: int(each)
        for each in objects
        if each.isdecimal() and each == str(int(each)) and 1 <= int(each) <= _LARGEST_ID
    }
    if len(numbers) < len(objects):
        numbers = {each: place for place, each in enumerate(objects, start=1)}
    for key, each in entry.expressions.items():
        yield Question(key, each.exp, numbers[meant[key]])


def _meant(expression: Expression) -> str:
    """What an expression refers to, equal for those that refer to the same; empty where the file does not say."""
    given = expression.anno_id if expression.obj_id is None else expression.obj_id
    if isinstance(given, list):
        return ",".join(str(each) for each in sorted(given))
    return "" if given is None else str(given)
