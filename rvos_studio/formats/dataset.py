"""What every dataset format holds: videos, objects, expressions, masks."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from rvos_studio.errors import BadInput, CannotWrite
from rvos_studio.masks import Mask


@dataclass(frozen=True)
class TrackRecord:
    """One object of a video."""

    object_id: int
    """From 1; the value in label maps."""
    category: str
    expressions: tuple[str, ...]
    masks: Mapping[int, Mask]
    """Frame index -> mask of the video's size; frames left out have none. May be lazy."""


@dataclass(frozen=True)
class VideoRecord:
    """One video: its frames by name, and its objects. The pictures themselves are not part of it."""

    name: str
    height: int
    width: int
    frame_names: tuple[str, ...]
    """Labels, not numbers: "00015" stays "00015". The position in this tuple is the frame index."""
    tracks: tuple[TrackRecord, ...]
    nothing: tuple[str, ...] = ()
    """Expressions that refer to nothing in the video."""


@dataclass(frozen=True)
class Dataset:
    """Videos in the order they are written."""

    videos: Sequence[VideoRecord]


@dataclass(frozen=True)
class Report:
    """What an export wrote."""

    files: int
    masks: int
    empty_masks: int
    """Of these, masks without a pixel."""
    overlapping_pixels: int = 0
    """Pixels that were lost because an object with a higher id covers them."""


Export: TypeAlias = Generator[tuple[int, int], None, Report]
"""A running export: yields (done, total), returns the report; closing it leaves nothing behind."""

MasksAt: TypeAlias = Callable[[VideoRecord, int], dict[int, Mask]]


def masks_at(video: VideoRecord, frame: int) -> dict[int, Mask]:
    """The masks of one frame by object id. Raises `BadInput` where one is not of the video's size."""
    masks = {each.object_id: each.masks[frame] for each in video.tracks if frame in each.masks}
    for object_id, mask in masks.items():
        if mask.shape != (video.height, video.width):
            raise BadInput(
                f"The mask of object {object_id} on frame {frame} of '{video.name}' is "
                f"{mask.width}x{mask.height} pixels, the video {video.width}x{video.height}."
            )
    return masks


def check(dataset: Dataset) -> None:
    """Refuse what no format can hold: names that are no file names or not unique, ids that clash.

    Raises `BadInput` with the first thing found.
    """
    _check_names("video", [video.name for video in dataset.videos])
    for video in dataset.videos:
        _check_names(f"frame of '{video.name}'", video.frame_names)
        if not video.frame_names or min(video.height, video.width) < 1:
            raise BadInput(f"The video '{video.name}' has no frames to write.")
        ids = [track.object_id for track in video.tracks]
        if len(set(ids)) < len(ids) or any(each < 1 for each in ids):
            raise BadInput(f"Objects of '{video.name}' need different ids from 1, not {ids}.")
        for track in video.tracks:
            outside = [each for each in track.masks if not 0 <= each < len(video.frame_names)]
            if outside:
                raise BadInput(
                    f"Object {track.object_id} of '{video.name}' has a mask on frame {outside[0]}, "
                    f"but the video has {len(video.frame_names)} frames."
                )
            for text in (track.category, *track.expressions):
                _check_text(text)
        for text in video.nothing:
            _check_text(text)


def verify(
    expected: Dataset, read_back: Callable[[], Dataset], expected_at: MasksAt = masks_at
) -> Iterator[None]:
    """Compare what is read back with what was to be written, mask by mask, a step a frame.

    `expected_at` gives the masks that a format can keep of a frame. Raises `CannotWrite` at the
    first difference, or where nothing can be read back.
    """
    with _reading_back():
        found = read_back()
    if [_head(video) for video in expected.videos] != [_head(video) for video in found.videos]:
        raise CannotWrite(
            "The export read back has other videos, objects or expressions; export again."
        )
    for wanted, got in zip(expected.videos, found.videos, strict=True):
        for frame, name in enumerate(wanted.frame_names):
            with _reading_back():
                masks = masks_at(got, frame)
            if expected_at(wanted, frame) != masks:
                raise CannotWrite(
                    f"Frame {name} of '{wanted.name}' read back differs from what was written; "
                    "export again, and check the disk if it happens again."
                )
            yield


@contextmanager
def _reading_back() -> Iterator[None]:
    try:
        yield
    except BadInput as error:
        raise CannotWrite(f"What was just written cannot be read back: {error}") from error


def _head(video: VideoRecord) -> tuple[object, ...]:
    """All of a video but its masks."""
    tracks = {each.object_id: (each.category, each.expressions) for each in video.tracks}
    return video.name, video.height, video.width, video.frame_names, tracks, video.nothing


def _check_names(what: str, names: Sequence[str]) -> None:
    seen = set()
    for name in names:
        _check_text(name)
        if name in ("", ".", "..") or any(each in name for each in "/\\\0"):
            raise BadInput(f"The name of a {what} must be a file name, '{name!r}' is not.")
        if name in seen:
            raise BadInput(f"There is more than one {what} named '{name}'; names must differ.")
        seen.add(name)


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"{text!r} is not valid text and cannot be written.") from error
