"""Small datasets on disk, and predictions for them."""

import json
from pathlib import Path

import numpy as np
from PIL import Image

from rvos_studio.masks import Mask, write_label_map

SHAPE = HEIGHT, WIDTH = 24, 40
FRAMES = ("00005", "00010", "00020", "00025")
"""A late start and a gap."""
SIZES = {"1": 6, "3": 9}
"""Two objects, whose ids have a gap: squares that go right, one beneath the other."""


def square(key: str, frame: int) -> np.ndarray:
    """One object on one frame."""
    pixels = np.zeros(SHAPE, bool)
    top = 1 if key == "1" else 12
    pixels[top : top + SIZES[key], 3 + 4 * frame : 3 + 4 * frame + SIZES[key]] = True
    return pixels


def labels(frame: int, keys=("1", "3"), void: bool = False) -> np.ndarray:
    """The label map of one frame."""
    found = np.zeros(SHAPE, np.uint8)
    for key in keys:
        found[square(key, frame)] = int(key)
    if void:
        found[:, -2:] = 255
    return found


def grey(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels.astype(np.uint8) * 255).save(path)


def palette(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_label_map(path, pixels.astype(np.uint8))


def expressions(path: Path, said: dict, frames=FRAMES, video: str = "goats") -> None:
    """meta_expressions.json with one video; `said` is id -> fields of the expression."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"videos": {video: {"expressions": said, "frames": list(frames)}}}
    path.write_text(json.dumps(document), "utf-8")


SAID = {
    "0": {"exp": "the small square", "obj_id": "1"},
    "1": {"exp": "the big square", "obj_id": "3"},
    "10": {"exp": "das große Quadrat", "obj_id": "3"},
    "2": {"exp": "what nobody sees", "obj_id": "7"},
}
"""Ids in an order that neither text nor number has; the last object is on no frame."""
MEANT = {key: each["obj_id"] for key, each in SAID.items()}


def ref_youtube_vos(root: Path) -> Path:
    """The folder of a split, its expressions beside it."""
    expressions(root / "meta_expressions" / "train" / "meta_expressions.json", SAID)
    for frame, name in enumerate(FRAMES):
        palette(root / "train" / "Annotations" / "goats" / f"{name}.png", labels(frame, void=True))
    return root / "train"


def answers(root: Path, meant: dict[str, str] = MEANT, video: str = "goats") -> Path:
    """Right answers to expressions, a folder each."""
    for key, number in meant.items():
        for frame, name in enumerate(FRAMES):
            there = number in SIZES
            pixels = square(number, frame) if there else np.zeros(SHAPE, bool)
            grey(root / video / key / f"{name}.png", pixels)
    return root


def davis(root: Path, annotations: str = "Annotations_unsupervised") -> Path:
    """A DAVIS folder with one sequence; the last columns are void."""
    for frame, name in enumerate(FRAMES):
        palette(root / annotations / "480p" / "goats" / f"{name}.png", labels(frame, void=True))
    return root


def mevis(root: Path) -> Path:
    """An expression that means both objects, one, and none; object 3 is away on frame 1."""
    said = {
        "0": {"exp": "both squares", "obj_id": [0, 1], "anno_id": [417, 419]},
        "1": {"exp": "the big square", "obj_id": [1], "anno_id": [419]},
        "2": {"exp": "the circle", "obj_id": [], "anno_id": []},
    }
    expressions(root / "meta_expressions.json", said)
    codes = {
        number: [code(key, frame) for frame in range(len(FRAMES))]
        for number, key in (("417", "1"), ("419", "3"))
    }
    codes["419"][1] = None
    (root / "mask_dict.json").write_text(json.dumps(codes))
    return root


def code(key: str, frame: int) -> dict:
    return Mask.from_array(square(key, frame)).rle
