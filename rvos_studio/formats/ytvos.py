"""Ref-YouTube-VOS: palette label maps and two JSON files.

    Annotations/<video>/<frame>.png   label map of every frame, the value is the object id
    meta.json                         objects with category and the frames they can be seen on
    meta_expressions.json             expressions with the object each refers to; [] for nothing, as MeViS has it

A label map holds one object a pixel: where objects overlap, the higher id wins.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from rvos_studio.errors import BadInput
from rvos_studio.formats.dataset import (
    Dataset,
    Export,
    Report,
    TrackRecord,
    VideoRecord,
    check,
    masks_at,
    verify,
)
from rvos_studio.formats.target import replacing
from rvos_studio.masks import Mask, read_label_map
from rvos_studio.masks.palette import label_map, label_map_png

ANNOTATIONS, META, EXPRESSIONS = "Annotations", "meta.json", "meta_expressions.json"
VOID = 255

_Content = TypeVar("_Content", bound=msgspec.Struct)


class _Object(msgspec.Struct, omit_defaults=True):
    category: str
    frames: list[str] | None = None


class _Objects(msgspec.Struct):
    objects: dict[str, _Object]


class _Meta(msgspec.Struct):
    videos: dict[str, _Objects]


class _Expression(msgspec.Struct, omit_defaults=True):
    exp: str
    obj_id: str | list[int] | None = None


class _Expressions(msgspec.Struct):
    expressions: dict[str, _Expression]
    frames: list[str]


class _MetaExpressions(msgspec.Struct):
    videos: dict[str, _Expressions]


def write(dataset: Dataset, target: Path, *, overwrite: bool = False) -> Export:
    """Write the folder `target` and read it back; yields (done, total) in frames.

    Every frame gets a label map at the video's size. Masks without a visible pixel leave no trace;
    pixels hidden by overlaps are counted in the report. Expressions are numbered through the
    objects in order. Raises `BadInput` for ids a label map cannot hold, `CannotWrite` where
    `target` is not empty and `overwrite` is not set, or the disk refuses.
    """
    check(dataset)
    for video in dataset.videos:
        for track in video.tracks:
            if track.object_id >= VOID:
                raise BadInput(
                    f"A label map holds object ids 1 to {VOID - 1}; object {track.object_id} of "
                    f"'{video.name}' does not fit."
                )
    total = 2 * sum(len(video.frame_names) for video in dataset.videos)
    done = masks = empty = overlapping = 0
    frames_seen = []
    parts = frozenset({ANNOTATIONS, META, EXPRESSIONS})
    with replacing(target, overwrite=overwrite, parts=parts) as temporary:
        for video in dataset.videos:
            folder = temporary / ANNOTATIONS / video.name
            folder.mkdir(parents=True)
            seen: dict[int, list[str]] = {each.object_id: [] for each in video.tracks}
            for frame, name in enumerate(video.frame_names):
                present = masks_at(video, frame)
                labels = label_map(present, video.height, video.width)
                (folder / f"{name}.png").write_bytes(label_map_png(labels))
                for object_id in _ids(labels):
                    seen[object_id].append(name)
                masks += len(present)
                empty += sum(not each for each in present.values())
                area = sum(each.area for each in present.values())
                overlapping += area - int(np.count_nonzero(labels))
                done += 1
                yield done, total
            frames_seen.append(seen)
        for file, content in descriptions(dataset.videos, frames_seen).items():
            (temporary / file).write_bytes(content)
        for _ in verify(dataset, lambda: read(temporary), _visible_at):
            done += 1
            yield done, total
    return Report(total // 2 + 2, masks, empty, overlapping)


def descriptions(
    videos: Sequence[VideoRecord], seen: Sequence[Mapping[int, list[str]]]
) -> dict[str, bytes]:
    """The two JSON files by name; `seen` has for every video the names of the frames each object is seen on."""
    meta, expressions = _Meta({}), _MetaExpressions({})
    for video, frames in zip(videos, seen, strict=True):
        meta.videos[video.name] = _Objects(
            {str(e.object_id): _Object(e.category, frames[e.object_id]) for e in video.tracks}
        )
        sentences = {str(number): each for number, each in enumerate(_sentences(video))}
        expressions.videos[video.name] = _Expressions(sentences, list(video.frame_names))
    return {META: _json(meta), EXPRESSIONS: _json(expressions)}


def read(folder: Path) -> Dataset:
    """Read a folder of this layout; masks are read from the label maps when they are asked for.

    Objects are those of meta.json; void (255) and values it does not list are background. Without
    meta_expressions.json the objects have no expressions. Raises `BadInput` where files are
    missing, damaged or contradict each other.
    """
    meta = _load(folder / META, _Meta)
    said = _MetaExpressions({})
    if (folder / EXPRESSIONS).exists():
        said = _load(folder / EXPRESSIONS, _MetaExpressions)
    unknown = said.videos.keys() - meta.videos.keys()
    if unknown:
        raise BadInput(f"'{folder / META}' does not list the video '{min(unknown)}'.")
    return Dataset(
        tuple(
            _video(folder / ANNOTATIONS / name, entry.objects, said.videos.get(name))
            for name, entry in meta.videos.items()
        )
    )


def _video(folder: Path, objects: dict[str, _Object], said: _Expressions | None) -> VideoRecord:
    there = sorted(each.stem for each in folder.glob("*.png")) if folder.is_dir() else []
    if not there:
        raise BadInput(f"There are no label maps in '{folder}'.")
    names = tuple(said.frames) if said else tuple(there)
    frames = {name: frame for frame, name in enumerate(names)}
    sentences: dict[str, list[str]] = {each: [] for each in objects}
    nothing: list[str] = []
    for number, each in said.expressions.items() if said else ():
        if each.obj_id is None:
            raise BadInput(
                f"Expression {number} of '{folder.name}' does not say which object it means; "
                "validation and test data cannot be read as a dataset with objects."
            )
        if each.obj_id == []:
            nothing.append(each.exp)
            continue
        if isinstance(each.obj_id, list) or each.obj_id not in sentences:
            raise BadInput(
                f"Expression {number} of '{folder.name}' means object {each.obj_id}, "
                "which meta.json does not list."
            )
        sentences[each.obj_id].append(each.exp)
    maps = _LabelMaps(folder, names)
    present = set(there)
    tracks = []
    for key, entry in objects.items():
        if not key.isdecimal() or not 1 <= int(key) < VOID:
            raise BadInput(f"'{key}' is not an object id of '{folder.name}'; they are 1 to 254.")
        listed = names if entry.frames is None else entry.frames
        seen = tuple(frames[name] for name in listed if name in frames and name in present)
        masks = _LabelMasks(maps, int(key), seen)
        tracks.append(TrackRecord(int(key), entry.category, tuple(sentences[key]), masks))
    with Image.open(folder / f"{there[0]}.png") as image:
        width, height = image.size
    return VideoRecord(folder.name, height, width, names, tuple(tracks), tuple(nothing))


class _LabelMaps:
    """The label maps of a video; the one read last is kept, as its objects are asked for in turn."""

    def __init__(self, folder: Path, names: tuple[str, ...]) -> None:
        self._folder, self._names = folder, names
        self._last: tuple[int, NDArray[np.uint8]] | None = None

    def at(self, frame: int) -> NDArray[np.uint8]:
        last = self._last
        if last is None or last[0] != frame:
            last = frame, read_label_map(self._folder / f"{self._names[frame]}.png")
            self._last = last
        return last[1]


class _LabelMasks(Mapping[int, Mask]):
    """The masks of one object, cut from label maps on demand."""

    def __init__(self, maps: _LabelMaps, object_id: int, frames: tuple[int, ...]) -> None:
        self._maps, self._object_id = maps, object_id
        self._frames = dict.fromkeys(frames)

    def __getitem__(self, frame: int) -> Mask:
        if frame not in self._frames:
            raise KeyError(frame)
        return Mask.from_array(self._maps.at(frame) == self._object_id)

    def __iter__(self) -> Iterator[int]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __contains__(self, frame: object) -> bool:
        return frame in self._frames


def _visible_at(video: VideoRecord, frame: int) -> dict[int, Mask]:
    """What a label map keeps of a frame's masks."""
    masks = masks_at(video, frame)
    labels = label_map(masks, video.height, video.width)
    if sum(each.area for each in masks.values()) == np.count_nonzero(labels):
        return {object_id: each for object_id, each in masks.items() if each}
    return {each: Mask.from_array(labels == each) for each in _ids(labels)}


def _ids(labels: NDArray[np.uint8]) -> list[int]:
    return [value for value in np.flatnonzero(np.bincount(labels.ravel())).tolist() if value]


def _sentences(video: VideoRecord) -> Iterator[_Expression]:
    for track in video.tracks:
        for text in track.expressions:
            yield _Expression(text, str(track.object_id))
    for text in video.nothing:
        yield _Expression(text, [])


def _json(content: msgspec.Struct) -> bytes:
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def _load(path: Path, kind: type[_Content]) -> _Content:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise BadInput(f"'{path}' cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"'{path}' is not what Ref-YouTube-VOS has there: {error}.") from error
