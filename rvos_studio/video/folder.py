"""A folder of pictures as a source of RGB frames."""

import re
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from rvos_studio.errors import BadInput, ClipMissing
from rvos_studio.video.frame import Frame

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"})
RATE = 24.0
"""Frames per second of a folder, which does not say; that of DAVIS."""


class FrameFolder:
    """The pictures of one folder in the natural order of their names (2 before 10)."""

    def __init__(self, path: Path) -> None:
        self.files: tuple[Path, ...] = tuple(
            sorted(
                (
                    each
                    for each in path.iterdir()
                    if each.suffix.lower() in SUFFIXES and not each.name.startswith(".")
                ),
                key=lambda each: natural_order(each.name),
            )
        )
        if not self.files:
            raise BadInput(f"The folder '{path}' has no pictures (jpg, png, bmp, tif, webp) in it.")
        self.frame_names = tuple(each.stem for each in self.files)
        self._refuse_same_names()
        self.width, self.height = _size(self.files[0])
        for each in self.files[1:]:
            size = _size(each)
            if size != (self.width, self.height):
                raise BadInput(
                    f"All frames of a clip have one size, but '{each.name}' in '{path}' is "
                    f"{size[0]}x{size[1]} pixels and those before it {self.width}x{self.height}."
                )
        self.rate = RATE

    def time(self, index: int) -> float:
        """Seconds from the first frame."""
        return index / self.rate

    def read(self, index: int) -> Frame:
        """Decode picture `index`; raises `BadInput` where it is damaged, `ClipMissing` if gone."""
        path = self.files[index]
        try:
            with Image.open(path) as image:
                if image.mode.startswith("I"):
                    # Pillow clips 16-bit grey to white instead of scaling it.
                    grey = (np.asarray(image) >> 8).astype(np.uint8)
                    pixels = np.repeat(grey[..., None], 3, axis=2)
                else:
                    pixels = np.array(image.convert("RGB"))
        except FileNotFoundError as error:
            raise ClipMissing(f"The picture '{path}' is no longer there.") from error
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise BadInput(f"The picture '{path}' is damaged and cannot be shown.") from error
        if pixels.shape[:2] != (self.height, self.width):
            raise BadInput(f"The picture '{path}' has changed its size since the clip was opened.")
        return pixels

    def close(self) -> None:
        """Nothing is held open."""

    def _refuse_same_names(self) -> None:
        seen: dict[str, Path] = {}
        for each in self.files:
            if each.stem in seen:
                raise BadInput(
                    f"'{seen[each.stem].name}' and '{each.name}' in '{each.parent}' would be the "
                    "same frame; keep pictures of one kind in the folder."
                )
            seen[each.stem] = each


def natural_order(name: str) -> tuple[list[str | int], str]:
    """Sorting key by which numbers in names count as numbers."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [int(part) if part.isdecimal() else part for part in parts], name


def _size(path: Path) -> tuple[int, int]:
    try:
        with Image.open(path) as image:
            return image.size
    except PermissionError:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadInput(f"'{path}' is not a picture that can be read; is it damaged?") from error
