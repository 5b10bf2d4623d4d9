"""Use case: write made-up clips as a dataset of the Ref-YouTube-VOS layout.

JPEGImages/<video>/<frame>.jpg, Annotations/<video>/<frame>.png    a video is there as a whole or not at all
meta.json, meta_expressions.json                                   written last, also when it is stopped
synth.json                                                         what was asked for
"""

import shutil
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import msgspec

from rvos_studio.errors import BadInput, CannotWrite, Refused
from rvos_studio.formats import TrackRecord, VideoRecord, ytvos
from rvos_studio.formats.target import replacing
from rvos_studio.masks import Mask
from rvos_studio.masks.palette import label_map_png
from rvos_studio.studio.progress import Progress
from rvos_studio.training.footage import Footage
from rvos_studio.training.sources import footage_in
from rvos_studio.training.synth import SyntheticClip, SyntheticSource

MOST = 100_000
"""Clips of a dataset at most."""
_PICTURES, _UNFINISHED, _ASKED = "JPEGImages", "unfinished", "synth.json"
_QUALITY = 92
"""Of the JPEGs."""


@dataclass(frozen=True)
class Synthesised:
    """What was written."""

    place: str
    videos: int
    frames: int
    objects: int
    expressions: int
    nothing: int
    """Expressions that refer to nothing."""

    @property
    def sentence(self) -> str:
        """The report for a person."""
        return (
            f"{self.videos:,} clips, {self.frames:,} frames, {self.objects:,} objects, {self.expressions:,} expressions"
            f" and {self.nothing:,} that refer to nothing, in '{self.place}'."
        )


class _Asked(msgspec.Struct, frozen=True):
    key: str
    """Of the source."""


def open_footage(places: Sequence[Path]) -> list[Footage]:
    """All clips with masks in folders of benchmarks, in projects and in folders of these, for cut-outs.

    Raises `BadInput` where there is nothing of the kind.
    """
    return [footage for place in places for footage in footage_in(place)]


def synthesise(
    source: SyntheticSource, out: Path, count: int
) -> Generator[Progress, None, Synthesised]:
    """Write the first `count` clips of a source to the folder `out`; yields after every clip.

    Closing it keeps the clips that are whole, as a dataset; asked for again, it goes on. Raises `BadInput` for an odd
    count, `Refused` where `out` holds clips of another source, `CannotWrite` where it holds anything else or the disk
    refuses.
    """
    if not 1 <= count <= MOST:
        raise BadInput(f"A dataset has 1 to {MOST:,} clips, not {count:,}.")
    _begin(out, _Asked(source.key))
    records: list[VideoRecord] = []
    try:
        for number in range(count):
            yield Progress(number, count, "making clips")
            clip = source.clip(number)
            record = _record(f"synth-{number:05d}", clip)
            try:
                _write(out, record, clip)
            except OSError as error:
                raise CannotWrite(f"'{out}' could not be written: {error.strerror}.") from error
            records.append(record)
        yield Progress(count, count, "making clips")
    finally:
        shutil.rmtree(out / _UNFINISHED, ignore_errors=True)
        if records:
            _describe(out, records)
    return Synthesised(
        str(out),
        len(records),
        sum(len(each.frame_names) for each in records),
        sum(len(each.tracks) for each in records),
        sum(len(track.expressions) for each in records for track in each.tracks),
        sum(len(each.nothing) for each in records),
    )


def _begin(out: Path, asked: _Asked) -> None:
    """Make the folder, or see that it was begun for the same."""
    file = out / _ASKED
    try:
        if file.is_file():
            begun = msgspec.json.decode(file.read_bytes(), type=_Asked)
            if begun != asked:
                raise Refused(
                    f"'{out}' holds clips that were made otherwise: another seed, size or origin; choose another."
                )
            shutil.rmtree(out / _UNFINISHED, ignore_errors=True)
            return
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise CannotWrite(f"'{out}' exists already and is not an empty folder; choose another.")
        for name in (_PICTURES, ytvos.ANNOTATIONS):
            (out / name).mkdir(parents=True)
    except msgspec.DecodeError as error:
        raise Refused(f"'{file}' is damaged; choose another folder for the clips.") from error
    except OSError as error:
        raise CannotWrite(f"'{out}' cannot be written to: {error.strerror}.") from error
    with replacing(file, overwrite=False) as temporary:
        temporary.write_bytes(msgspec.json.encode(asked) + b"\n")


def _record(name: str, clip: SyntheticClip) -> VideoRecord:
    count, height, width = clip.labels.shape
    tracks = []
    for subject in clip.subjects:
        there = (clip.labels == subject.label).any(axis=(1, 2)).nonzero()[0].tolist()
        masks = {frame: Mask.from_array(clip.labels[frame] == subject.label) for frame in there}
        tracks.append(TrackRecord(subject.label, subject.name, subject.expressions, masks))
    names = tuple(f"{frame:05d}" for frame in range(count))
    nothing = tuple(each.text for each in clip.nothing)
    return VideoRecord(name, height, width, names, tuple(tracks), nothing)


def _write(out: Path, record: VideoRecord, clip: SyntheticClip) -> None:
    """Write a video's frames and label maps, unless they are there."""
    pictures, labels = (out / each / record.name for each in (_PICTURES, ytvos.ANNOTATIONS))
    if labels.is_dir():
        return
    shutil.rmtree(pictures, ignore_errors=True)
    new = {place: out / _UNFINISHED / place.parent.name for place in (pictures, labels)}
    for folder in new.values():
        folder.mkdir(parents=True)
    for name, frame, values in zip(record.frame_names, clip.frames, clip.labels, strict=True):
        bgr = cv2.cvtColor(frame, cv2.COLOR_RGB2BGR)
        _, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
        (new[pictures] / f"{name}.jpg").write_bytes(jpeg.tobytes())
        (new[labels] / f"{name}.png").write_bytes(label_map_png(values))
    # The label maps last: where they are, the video is whole.
    for place, folder in new.items():
        folder.rename(place)


def _describe(out: Path, records: Sequence[VideoRecord]) -> None:
    seen = [
        {each.object_id: [video.frame_names[k] for k in each.masks] for each in video.tracks}
        for video in records
    ]
    for name, content in ytvos.descriptions(records, seen).items():
        with replacing(out / name, overwrite=True) as temporary:
            temporary.write_bytes(content)
