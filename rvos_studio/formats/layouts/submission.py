"""The zip a benchmark's server takes."""

import zipfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from rvos_studio.errors import BadInput, CannotWrite
from rvos_studio.formats.layouts.pictures import grey_png
from rvos_studio.formats.layouts.records import Answer, Listing, Predictions, Video
from rvos_studio.formats.layouts.table import Layout
from rvos_studio.formats.target import replacing
from rvos_studio.masks import Mask
from rvos_studio.masks.palette import label_map, label_map_png

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""One date for all entries: equal predictions give equal bytes."""


@dataclass(frozen=True)
class Written:
    """What a submission holds."""

    videos: int
    files: int
    empty: int
    """Pictures without a foreground pixel."""


Submission: TypeAlias = Generator[tuple[int, int], None, Written]
"""A submission being written: yields (done, total) in videos; closing it leaves nothing behind."""


def write_submission(
    layout: Layout,
    listing: Listing,
    names: Sequence[str],
    predictions: Predictions,
    target: Path,
    *,
    overwrite: bool = False,
) -> Submission:
    """Write every expected picture of these videos into the zip `target`, or nothing.

    First all are looked for, then all are read, checked and written anew at the video's size, and the zip is read
    back. Raises `BadInput` where pictures are missing or not what the layout has there, `CannotWrite` where the
    target exists and `overwrite` is not set, or the disk refuses.
    """
    total, done = 3 * len(names), 0
    absent: list[str] = []
    for name in names:
        absent += missing(layout, predictions, listing.outline(name))
        done += 1
        yield done, total
    if absent:
        raise BadInput(
            f"The submission would be incomplete, so nothing was written: {len(absent):,} pictures are missing, "
            f"the first is '{absent[0]}', the last '{absent[-1]}'; make them, or list other videos with --videos."
        )
    files = empty = 0
    with replacing(target, overwrite=overwrite) as temporary:
        with zipfile.ZipFile(temporary, "x", zipfile.ZIP_STORED) as archive:
            for name in names:
                for entry, png, filled in _pictures(layout, listing.outline(name), predictions):
                    archive.writestr(zipfile.ZipInfo(entry, _EPOCH), png)
                    files += 1
                    empty += not filled
                done += 1
                yield done, total
        with zipfile.ZipFile(temporary) as archive:
            entries = archive.namelist()
            if len(entries) != files or len(set(entries)) != files:
                raise CannotWrite(f"'{target}' read back lacks pictures; write it again.")
            for k, _ in enumerate(names):
                for entry in entries[k * files // len(names) : (k + 1) * files // len(names)]:
                    archive.read(entry)  # raises where the checksum is wrong
                done += 1
                yield done, total
    return Written(len(names), files, empty)


def missing(layout: Layout, predictions: Predictions, video: Video) -> list[str]:
    """The pictures that a video lacks, over all runs."""
    return [each for run in layout.runs for each in predictions.missing(video, run)]


def _pictures(
    layout: Layout, video: Video, predictions: Predictions
) -> Iterator[tuple[str, bytes, bool]]:
    """(name in the zip, PNG, whether it has foreground) of a video."""
    for run in layout.runs:
        sized = replace(video, shape=video.shape or predictions.shape(video, run))
        tracks = predictions.tracks(sized, run)
        top = "/".join(part for part in (layout.top, run, video.name) if part)
        if layout.answer is Answer.LABELS:
            for frame, name in enumerate(video.frame_names):
                png, filled = _labels(tracks, frame, sized)
                yield f"{top}/{name}.png", png, filled
            continue
        for target in video.targets:
            place = f"{top}/{target.name}" if layout.answer is Answer.EXPRESSION else top
            for name, mask in zip(video.frame_names, tracks[target.name], strict=True):
                yield f"{place}/{name}.png", grey_png(mask), bool(mask)


def _labels(tracks: Mapping[str, Sequence[Mask]], frame: int, video: Video) -> tuple[bytes, bool]:
    assert video.shape is not None
    labels = label_map({int(key): track[frame] for key, track in tracks.items()}, *video.shape)
    return label_map_png(labels), bool(labels.any())
