"""DAVIS: `JPEGImages/480p/<video>/<frame>.jpg` and label maps `Annotations/480p/<video>/<frame>.png`; 255 is void."""

from pathlib import Path

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts.pictures import VOID, cut_labels, read_grey, size_of
from rvos_studio.formats.layouts.records import Target, Video
from rvos_studio.masks import Mask

RESOLUTIONS = ("480p", "Full-Resolution")


class _Davis:
    """Sequences by name. The truth's folder is named `annotations`; without it frames come from the pictures alone."""

    annotations = "Annotations"

    def __init__(self, root: Path) -> None:
        self._masks = _resolution(root / self.annotations)
        self._pictures = _resolution(root / "JPEGImages")
        source = self._masks or self._pictures
        folders = sorted(each.name for each in source.iterdir() if each.is_dir()) if source else []
        if not folders:
            raise BadInput(f"There are no sequences in '{root / self.annotations}'.")
        self.names = tuple(folders)

    def outline(self, name: str) -> Video:
        pictures = self._pictures / name if self._pictures else None
        if pictures is None or not pictures.is_dir():
            pictures = None
        frames = _stems(pictures, "*.jpg") if pictures else ()
        if not frames and self._masks:
            frames = _stems(self._masks / name, "*.png")
        if not frames:
            raise BadInput(f"There are no frames of '{name}'.")
        shape = size_of(pictures / f"{frames[0]}.jpg") if pictures else None
        return Video(name, frames, (), shape, pictures)

    def truth(self, name: str) -> Video:
        outline = self.outline(name)
        maps = [self._folder(name) / f"{frame}.png" for frame in outline.frame_names]
        absent = [path for path in maps if not path.is_file()]
        if absent:
            raise BadInput(
                f"{len(absent)} of the {len(maps)} label maps of '{name}' are missing, the first is '{absent[0]}'."
            )
        return self._annotated(outline, maps)

    def _annotated(self, outline: Video, maps: list[Path]) -> Video:
        tracks, shape = cut_labels(maps)
        void = tracks.pop(str(VOID), ())
        nothing = [Mask.empty(*shape)] * len(maps)
        # As in the DAVIS 2017 evaluation, an object that enters later with a higher id does not count.
        first = [int(key) for key, track in tracks.items() if track[0]]
        if not first:
            raise BadInput(f"The first label map of '{outline.name}', '{maps[0]}', has no object.")
        targets = tuple(
            Target(str(key), masks=tracks.get(str(key), nothing))
            for key in range(1, max(first) + 1)
        )
        return Video(outline.name, outline.frame_names, targets, shape, outline.pictures, void)

    def _folder(self, name: str) -> Path:
        if self._masks is None:
            raise BadInput(f"There is no folder '{self.annotations}' with the truth of '{name}'.")
        return self._masks / name


class Davis(_Davis):
    """DAVIS 2017, semi-supervised: the objects of `Annotations`."""


class DavisUnsupervised(_Davis):
    """DAVIS 2017, unsupervised, and Ref-DAVIS17: `Annotations_unsupervised`, which has other objects."""

    annotations = "Annotations_unsupervised"


class Davis2016(_Davis):
    """DAVIS 2016: one object a sequence, grey pictures of 0 and 255."""

    def outline(self, name: str) -> Video:
        video = super().outline(name)
        return Video(name, video.frame_names, (Target("1"),), video.shape, video.pictures)

    def _annotated(self, outline: Video, maps: list[Path]) -> Video:
        shape = size_of(maps[0])
        masks = [Mask.from_array(read_grey(path, shape)) for path in maps]
        targets = (Target("1", masks=masks),)
        return Video(outline.name, outline.frame_names, targets, shape, outline.pictures)


def _resolution(folder: Path) -> Path | None:
    """Where the sequences lie: in a folder of their resolution, or right there."""
    if not folder.is_dir():
        return None
    return next((folder / each for each in RESOLUTIONS if (folder / each).is_dir()), folder)


def _stems(folder: Path, pattern: str) -> tuple[str, ...]:
    return tuple(sorted(each.stem for each in folder.glob(pattern)))
