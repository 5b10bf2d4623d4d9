"""Predictions in folders of PNGs, and the checks every PNG passes."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts.records import Answer, Video
from rvos_studio.masks import Mask

VOID = 255


class PictureFolder:
    """`<run>/<video>/<frame>.png`, with a folder for every expression where a picture answers one expression.

    A folder `Annotations` on top, as submissions have it, is looked into.
    """

    def __init__(self, root: Path, answer: Answer) -> None:
        if not root.is_dir():
            raise BadInput(f"There is no folder of predictions '{root}'.")
        inside = root / "Annotations"
        self.root = inside if inside.is_dir() else root
        self.answer = answer

    def missing(self, video: Video, run: str) -> list[str]:
        wanted = [f"{name}.png" for name in video.frame_names]
        absent = []
        for folder in self._folders(video, run):
            there = {each.name for each in folder.iterdir()} if folder.is_dir() else set()
            place = folder.relative_to(self.root)
            absent += [str(place / name) for name in wanted if name not in there]
        return absent

    def shape(self, video: Video, run: str) -> tuple[int, int]:
        for folder in self._folders(video, run):
            for name in video.frame_names:
                path = folder / f"{name}.png"
                if path.is_file():
                    return size_of(path)
        raise BadInput(f"There are no predictions for '{video.name}' in '{self.root}'.")

    def tracks(self, video: Video, run: str) -> Mapping[str, Sequence[Mask]]:
        shape = video.shape or self.shape(video, run)
        if self.answer is Answer.LABELS:
            (folder,) = self._folders(video, run)
            paths = [folder / f"{name}.png" for name in video.frame_names]
            return _cut((_labels(path, shape) for path in paths), shape)
        targets = [target.name for target in video.targets]
        folders = dict(zip(targets, self._folders(video, run), strict=True))
        return _GreyTracks(folders, video.frame_names, shape)

    def _folders(self, video: Video, run: str) -> list[Path]:
        folder = self.root / run / video.name
        if self.answer is Answer.EXPRESSION:
            return [folder / target.name for target in video.targets]
        return [folder]


class _GreyTracks(Mapping[str, Sequence[Mask]]):
    """The masks of every target, read when the target is asked for."""

    def __init__(
        self, folders: Mapping[str, Path], names: Sequence[str], shape: tuple[int, int]
    ) -> None:
        self._folders, self._names, self._shape = folders, names, shape

    def __getitem__(self, target: str) -> list[Mask]:
        paths = [self._folders[target] / f"{name}.png" for name in self._names]
        return [
            Mask.from_array(read_grey(path, self._shape))
            if path.exists()
            else Mask.empty(*self._shape)
            for path in paths
        ]

    def __iter__(self) -> Iterator[str]:
        return iter(self._folders)

    def __len__(self) -> int:
        return len(self._folders)


def read_grey(path: Path, shape: tuple[int, int] | None) -> NDArray[np.bool_]:
    """The pixels of one target from a grey picture of 0 and 255 (or 0 and 1). Raises `BadInput` for another."""
    mode, pixels = _read(path)
    if mode == "P":
        raise BadInput(
            f"'{path}' is a palette label map (mode P); here every target has its own grey picture (mode L)."
        )
    if mode not in ("L", "1"):
        raise BadInput(f"'{path}' is a picture of mode {mode}; a mask is a grey picture (mode L).")
    _check_size(path, pixels, shape)
    values = np.flatnonzero(np.bincount(pixels.ravel()))
    if values[-1] not in (0, 1, 255) or values.size > 2 or (values.size == 2 and values[0]):
        odd = next(int(each) for each in values if each not in (0, 255))
        raise BadInput(f"'{path}' has the grey value {odd}; a mask has 0 and 255 only.")
    foreground: NDArray[np.bool_] = pixels != 0
    return foreground


def grey_png(mask: Mask) -> bytes:
    """The picture of one target: grey, 0 and 255."""
    png = BytesIO()
    Image.fromarray(mask.array().astype(np.uint8) * 255).save(png, format="PNG")
    return png.getvalue()


def read_labels(path: Path, shape: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """The object ids from a palette label map, H x W. Raises `BadInput` for another picture."""
    mode, pixels = _read(path)
    if mode == "L":
        raise BadInput(
            f"'{path}' is a grey picture (mode L); a label map has a palette (mode P), its values "
            "are object ids."
        )
    if mode != "P":
        raise BadInput(f"'{path}' is a picture of mode {mode}; a label map has a palette (mode P).")
    _check_size(path, pixels, shape)
    return pixels


def cut_labels(
    maps: Sequence[Path], shape: tuple[int, int] | None = None
) -> tuple[dict[str, list[Mask]], tuple[int, int]]:
    """Every id of a video's label maps -> one mask a frame, and the size that all maps share."""
    size = shape or size_of(maps[0])
    return _cut((read_labels(path, size) for path in maps), size), size


def size_of(path: Path) -> tuple[int, int]:
    """(height, width) of a picture without decoding it. Raises `BadInput` where it is none."""
    try:
        with Image.open(path) as image:
            return image.height, image.width
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise BadInput(f"'{path}' cannot be read as a picture: {error}.") from error


def _labels(path: Path, shape: tuple[int, int]) -> NDArray[np.uint8]:
    return read_labels(path, shape) if path.exists() else np.zeros(shape, np.uint8)


def _cut(maps: Iterator[NDArray[np.uint8]], shape: tuple[int, int]) -> dict[str, list[Mask]]:
    empty = Mask.empty(*shape)
    tracks: dict[int, list[Mask]] = {}
    for frame, labels in enumerate(maps):
        for track in tracks.values():
            track.append(empty)
        for value in np.flatnonzero(np.bincount(labels.ravel())).tolist():
            if value:
                track = tracks.setdefault(value, [empty] * (frame + 1))
                track[frame] = Mask.from_array(labels == value)
    return {str(value): tracks[value] for value in sorted(tracks)}


def _read(path: Path) -> tuple[str, NDArray[np.uint8]]:
    try:
        with warnings.catch_warnings():
            # A picture of absurd size is refused by its size, in our words.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                return image.mode, np.array(image)
    except FileNotFoundError as error:
        raise BadInput(f"The picture '{path}' is missing.") from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise BadInput(f"'{path}' cannot be read as a mask PNG: {error}.") from error


def _check_size(path: Path, pixels: NDArray[np.uint8], shape: tuple[int, int] | None) -> None:
    if shape is not None and pixels.shape != shape:
        height, width = pixels.shape
        raise BadInput(
            f"'{path}' is {width}x{height} pixels, the video {shape[1]}x{shape[0]}; "
            "masks must have the size of the video."
        )
