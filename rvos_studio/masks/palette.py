"""Palette PNG label maps: the pixel value is the object id, the palette is for display only."""

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from rvos_studio.errors import BadInput
from rvos_studio.masks.mask import Mask


def _davis_palette() -> NDArray[np.uint8]:
    """256 x 3 RGB: the bits of an id spread over R, G, B from the top (PASCAL VOC, DAVIS)."""
    palette = np.zeros((256, 3), np.uint8)
    for value in range(256):
        for bit in range(8):
            palette[value, bit % 3] |= (value >> bit & 1) << (7 - bit // 3)
    return palette


PALETTE = _davis_palette()


def label_map(masks: Mapping[int, Mask], height: int, width: int) -> NDArray[np.uint8]:
    """Join masks into one H x W map of object ids 1..255; where masks overlap, the higher id wins."""
    labels = np.zeros((height, width), np.uint8)
    for object_id in sorted(masks):
        if not 1 <= object_id <= 255:
            raise BadInput(f"A label map holds object ids 1 to 255; {object_id} does not fit.")
        labels[masks[object_id].array()] = object_id
    return labels


def write_label_map(path: Path, labels: NDArray[np.uint8]) -> None:
    """Write an H x W map of object ids as an 8-bit palette PNG in the DAVIS colours."""
    path.write_bytes(label_map_png(labels))


def label_map_png(labels: NDArray[np.uint8]) -> bytes:
    """An H x W map of object ids as an 8-bit palette PNG in the DAVIS colours."""
    image = Image.fromarray(labels)
    image.putpalette(PALETTE.tobytes())
    png = io.BytesIO()
    image.save(png, format="PNG")
    return png.getvalue()


def read_label_map(path: Path) -> NDArray[np.uint8]:
    """Read raw ids (H x W uint8) from a palette or grey PNG; raises `BadInput` for anything else."""
    try:
        with Image.open(path) as image:
            image.load()
            if image.mode == "1":
                return np.asarray(image.convert("L"))
            if image.mode not in ("P", "L"):
                raise BadInput(
                    f"'{path.name}' is a {image.mode} picture; a mask must be a palette or 8-bit grey PNG."
                )
            return np.asarray(image).copy()
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise BadInput(f"'{path}' cannot be read as a mask PNG: {error}.") from error
