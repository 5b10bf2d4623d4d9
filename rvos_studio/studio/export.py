"""Use case: write a project's tracks as a dataset."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from rvos_studio.errors import BadInput, Refused
from rvos_studio.formats import FORMATS, Dataset, TrackRecord, VideoRecord
from rvos_studio.masks import Mask
from rvos_studio.studio.frames import frame_range
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.session import Session

__all__ = ["FORMATS", "Exported", "export"]


@dataclass(frozen=True)
class Exported:
    """What an export wrote, after it was read back and found equal."""

    place: str
    format: str
    frames: int
    files: int
    masks: int
    empty_masks: int
    overlapping_pixels: int

    @property
    def sentence(self) -> str:
        """The report for a person."""
        counts = f"{self.masks} masks ({self.empty_masks} empty) on {self.frames} frames"
        text = f"{counts} in '{self.place}', read back equal."
        if self.overlapping_pixels:
            text += f" {self.overlapping_pixels} pixels were hidden where objects overlap: the higher id is on top."
        return text


def export(
    session: Session,
    format_name: str,
    out: Path,
    first: int = 0,
    last: int | None = None,
    *,
    overwrite: bool = False,
) -> Generator[Progress, None, Exported]:
    """Write frames `first` to `last` at source size, read them back and compare.

    Everything or nothing: a failed or closed export leaves what was at `out` as it was. Raises `BadInput` for an
    unknown format, `Refused` when there is nothing to export, `CannotWrite` when the place does not let it.
    """
    if format_name not in FORMATS:
        raise BadInput(f"There is no format '{format_name}'. There are: {', '.join(FORMATS)}.")
    frames = frame_range(session, first, last)
    dataset = Dataset([_video(session, frames)])
    (video,) = dataset.videos
    if not video.nothing and not any(track.masks for track in video.tracks):
        raise Refused(
            "There are no masks to export on these frames yet; fuse, draw or propagate some first."
        )
    work = FORMATS[format_name].write(dataset, out, overwrite=overwrite)
    try:
        while True:
            done, total = next(work)
            yield Progress(done, total, f"writing {format_name}")
    except StopIteration as end:
        report = end.value
    finally:
        work.close()
    return Exported(
        str(out),
        format_name,
        len(frames),
        report.files,
        report.masks,
        report.empty_masks,
        report.overlapping_pixels,
    )


def _video(session: Session, frames: list[int]) -> VideoRecord:
    tracks = []
    nothing: list[str] = []
    for record in session.objects():
        nothing += (each.text for each in record.expressions if each.nothing)
        masks = _masks(session, record.id, frames)
        if masks or record.referring or not record.expressions:
            expressions = tuple(each.text for each in record.referring)
            tracks.append(TrackRecord(record.id, record.name or "object", expressions, masks))
    clip = session.clip
    return VideoRecord(
        clip.name,
        clip.height,
        clip.width,
        tuple(clip.frame_names[frame] for frame in frames),
        tuple(tracks),
        tuple(nothing),
    )


def _masks(session: Session, object_id: int, frames: list[int]) -> dict[int, Mask]:
    track = session.project.track(object_id)
    return {position: track[frame].mask for position, frame in enumerate(frames) if frame in track}
