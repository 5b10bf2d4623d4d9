"""A dataset: a folder of projects, one per clip, and what a table of them shows."""

import contextlib
import hashlib
import io
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image

from rvos_studio import settings
from rvos_studio.errors import StudioError
from rvos_studio.fusion import fuse
from rvos_studio.metrics import agreement
from rvos_studio.project import Project, Tally
from rvos_studio.studio.frames import spread
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.session import SUFFIX, Session, project_beside
from rvos_studio.video import open_clip

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"})
VIDEOS = frozenset({".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v", ".mpg", ".mpeg"})
THUMBNAIL = 160, 90
"""Width and height of the pictures of a table."""
_LOOKED_AT = 8
"""Frames, spread over those that were answered, on which the models of an object are compared."""


class Standing(StrEnum):
    """How far a clip is."""

    TODO = "to do"
    NEEDS_WORK = "needs work"
    DONE = "done"


class Summary(msgspec.Struct, frozen=True):
    """A project in one row."""

    path: str
    clip: str
    """The clip's name."""
    frames: int = 0
    objects: int = 0
    checked: int = 0
    needs_work: int = 0
    total: int = 0
    """Frames to check: those of the clip, once for every object."""
    notes: int = 0
    agreement: float | None = None
    """Mean IoU of every two models, 0..1, on some frames; None where fewer than two have answered."""
    changed: float = 0.0
    """When the file was written last, seconds of the epoch."""
    telling: int = 0
    """The frame that says most about the project."""
    thumbnail: bytes | None = None
    """That frame as JPEG; empty where the clip cannot be shown, None where nobody has tried."""
    problem: str = ""
    """Why the project cannot be read; empty where it can."""

    @property
    def tally(self) -> Tally:
        return Tally(self.total, self.checked, self.needs_work)

    @property
    def standing(self) -> Standing:
        """Needs work where any frame does; done where every frame of every object is checked."""
        if self.needs_work:
            return Standing.NEEDS_WORK
        return Standing.DONE if self.tally.done else Standing.TODO


class _Kept(msgspec.Struct, frozen=True):
    stamp: tuple[int, ...]
    summary: Summary


class Summaries:
    """Summaries that were read before, kept in a file by folder; a project is read again when it has changed."""

    def __init__(self, folder: Path) -> None:
        key = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        self._file = settings.data_folder() / "datasets" / f"{key}.msgpack"
        self._kept: dict[str, _Kept] = {}
        with contextlib.suppress(OSError, msgspec.DecodeError):  # else everything is read anew
            self._kept = msgspec.msgpack.decode(self._file.read_bytes(), type=dict[str, _Kept])

    def read(self, project: Path) -> Summary:
        """The project's summary; its thumbnail may still be missing. Never raises."""
        stamp = _stamp(project)
        known = self._kept.get(str(project))
        if known is None or known.stamp != stamp:
            summary = summarise(project)
            if known and known.summary.telling == summary.telling:
                picture = known.summary.thumbnail
                summary = msgspec.structs.replace(summary, thumbnail=picture)
            known = self._kept[str(project)] = _Kept(stamp, summary)
        return known.summary

    def picture(self, summary: Summary) -> Summary:
        """The same with its thumbnail."""
        if summary.thumbnail is not None:
            return summary
        path = Path(summary.path)
        made = msgspec.structs.replace(summary, thumbnail=thumbnail(path, summary.telling))
        self._kept[summary.path] = _Kept(self._kept[summary.path].stamp, made)
        return made

    def save(self) -> None:
        """Keep what was read, but for projects that are gone."""
        there = {name: each for name, each in self._kept.items() if Path(name).exists()}
        with contextlib.suppress(OSError):  # only a convenience
            settings.keep(self._file, msgspec.msgpack.encode(there))


def projects_in(folder: Path) -> list[Path]:
    """The projects of a folder, by name."""
    return sorted(folder.glob(f"*{SUFFIX}"), key=lambda each: each.name.casefold())


def clips_in(folder: Path) -> list[Path]:
    """Videos and folders of pictures in a folder, by name."""
    return sorted(
        (each for each in folder.iterdir() if not each.name.startswith(".") and _is_clip(each)),
        key=lambda each: each.name.casefold(),
    )


def is_dataset(path: Path) -> bool:
    """Whether this is a folder of projects or of clips, and no clip itself."""
    if not path.is_dir() or _has_pictures(path):
        return False
    return bool(projects_in(path)) or bool(clips_in(path))


def summarise(project: Path) -> Summary:
    """Read a project without writing to it. What is wrong with it stands in `problem`."""
    try:
        changed = project.stat().st_mtime
        file = Project.open(project, read_only=True, brief=True)
    except (StudioError, OSError) as error:
        return Summary(str(project), project.stem, problem=str(error))
    with closing(file):
        tally = file.review.tally()
        return Summary(
            str(project),
            file.clip.name,
            file.clip.frames,
            len(file.objects()),
            tally.checked,
            tally.needs_work,
            tally.total,
            len(file.review.notes()),
            _agreement(file),
            changed,
            _telling(file),
        )


def thumbnail(project: Path, frame: int = 0) -> bytes:
    """A small JPEG of a frame of the clip; empty where the clip is gone or damaged."""
    try:
        with closing(Project.open(project, read_only=True, brief=True)) as file:
            was = Path(file.clip.path)
        place = was if was.exists() else project.with_name(was.name)
        with open_clip(place) as clip:
            image = Image.fromarray(clip.frame(frame))
    except (StudioError, OSError):
        return b""
    width, height = THUMBNAIL
    image.thumbnail((2 * width, 2 * height))
    content = io.BytesIO()
    image.save(content, "JPEG", quality=80)
    return content.getvalue()


def make_projects(clips: Sequence[Path], failed: list[str]) -> Generator[Progress, None, None]:
    """Make a project beside every clip that has none; sentences on those that cannot go to `failed`."""
    for place, clip in enumerate(clips):
        yield Progress(place, len(clips), clip.name)
        if not project_beside(clip).exists():
            try:
                Session.create(clip).close()
            except StudioError as error:
                failed.append(str(error))
    yield Progress(len(clips), len(clips), "")


def _agreement(project: Project) -> float | None:
    """Mean agreement of the models over some frames of every object."""
    found = []
    for record in project.objects():
        frames = project.predicted_frames(record.id)
        places = np.linspace(0, len(frames) - 1, min(_LOOKED_AT, len(frames)), dtype=int)
        for place in sorted(set(places.tolist())):
            answers = project.predictions(record.id, frames[place]).values()
            if len(answers) > 1:
                found.append(agreement([fuse(masks, 0.5) for masks in answers]))
    return sum(found) / len(found) if found else None


def _telling(project: Project) -> int:
    """The first frame on which a person drew something, else one with any mask; 0 where there is none."""
    kinds = {record.id: project.kinds(record.id) for record in project.objects()}
    drawn = [(frame, number) for number in kinds for frame in project.human_frames(number)]
    filled = [
        (frame, number)
        for number, made in kinds.items()
        for frame in spread(np.flatnonzero(made).tolist(), _LOOKED_AT)
    ]
    for frame, number in [*sorted(drawn), *sorted(filled)]:
        if (found := project.mask(number, frame)) and found.mask:
            return frame
    return 0


def _is_clip(path: Path) -> bool:
    return path.suffix.lower() in VIDEOS if path.is_file() else _has_pictures(path)


def _has_pictures(folder: Path) -> bool:
    return folder.is_dir() and any(_pictures(folder))


def _pictures(folder: Path) -> Iterator[Path]:
    try:
        yield from (each for each in folder.iterdir() if each.suffix.lower() in PICTURES)
    except OSError:
        return


def _stamp(project: Path) -> tuple[int, ...]:
    """Changes with the file, and with what is written beside it while it is open."""
    stamp: list[int] = []
    for path in (project, project.with_name(f"{project.name}-wal")):
        with contextlib.suppress(OSError):
            status = path.stat()
            if status.st_size:  # readers leave an empty one behind
                stamp += [status.st_mtime_ns, status.st_size]
    return tuple(stamp)
