"""MeViS: expressions in `meta_expressions.json`, the truth as run-length codes in `mask_dict.json`.

An expression may mean several objects, whose union is its mask, or none.
"""

import mmap
import re
from functools import lru_cache, reduce
from pathlib import Path
from typing import TypeAlias

import msgspec

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts import expressions
from rvos_studio.formats.layouts.records import Target, Video
from rvos_studio.masks import Mask

MASKS = "mask_dict.json"


class _Code(msgspec.Struct):
    size: tuple[int, int]
    counts: str | list[int]


_Codes: TypeAlias = list[_Code | None]


class Mevis:
    """The folder of a split (`valid_u`); `mask_dict.json` is opened when the truth is asked for first."""

    def __init__(self, path: Path) -> None:
        self._file, self._videos = expressions.read(path)
        self._folder = self._file.parent
        self._masks: _MaskFile | None = None
        self.names = tuple(self._videos)

    def outline(self, name: str) -> Video:
        return expressions.outline(self._folder, name, self._videos[name])

    def truth(self, name: str) -> Video:
        outline, entry = self.outline(name), self._videos[name]
        self._masks = self._masks or _MaskFile(self._folder / MASKS)
        meant = {key: self._annotations(name, key) for key in entry.expressions}
        tracks = {
            each: self._masks.track(each, entry.frames) for ids in meant.values() for each in ids
        }
        there = [(key, mask) for key, track in tracks.items() for mask in track if mask is not None]
        # Of a video whose expressions mean nothing that is there, its frames tell the size.
        shape = there[0][1].shape if there else outline.shape
        if shape is None:
            raise BadInput(
                f"No expression of '{name}' means anything, and without its frames in JPEGImages nothing tells "
                "its size."
            )
        for key, mask in there:
            if mask.shape != shape:
                raise BadInput(
                    f"Mask {key} in '{self._masks.path}' has codes of {mask.width}x{mask.height} pixels, "
                    f"others of '{name}' have {shape[1]}x{shape[0]}."
                )
        empty = Mask.empty(*shape)
        targets = []
        for target in outline.targets:
            frames = zip(*(tracks[each] for each in meant[target.name]), strict=True)
            united = [
                _union([mask for mask in masks if mask is not None], empty) for masks in frames
            ]
            targets.append(Target(target.name, target.text, united or [empty] * len(entry.frames)))
        return Video(name, outline.frame_names, tuple(targets), shape, outline.pictures)

    def _annotations(self, name: str, key: str) -> list[int]:
        meant = self._videos[name].expressions[key].anno_id
        if meant is None:
            raise BadInput(
                f"Expression {key} of '{name}' in '{self._file}' has no object ids (anno_id), so there is no truth for "
                "it; validation and test data are scored by the benchmark's server, see 'submission'."
            )
        return meant


class _MaskFile:
    """`mask_dict.json`, of which only the places of its entries are held: the file may have hundreds of megabytes."""

    # In a code only the characters 0 to o occur, so that a quoted number before a colon is always a key.
    _KEY = re.compile(rb'"(\d+)"\s*:\s*\[')

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            raise BadInput(f"'{path}' is empty.") from error
        except OSError as error:
            raise BadInput(f"'{path}' cannot be read: {error.strerror}.") from error
        found = [
            (int(each[1]), each.start(), each.end() - 1) for each in self._KEY.finditer(self._bytes)
        ]
        if not found:
            raise BadInput(f"'{path}' has no masks; take the one that came with the data.")
        ends = [start for _, start, _ in found[1:]] + [len(self._bytes)]
        self._places = {key: (begin, end) for (key, _, begin), end in zip(found, ends, strict=True)}
        self._codes = lru_cache(maxsize=64)(self._read)

    def track(self, key: int, frames: list[str]) -> list[Mask | None]:
        """One mask a frame, None where the object is not there."""
        codes = self._codes(key)
        if len(codes) != len(frames):
            raise BadInput(
                f"Mask {key} in '{self.path}' has {len(codes)} frames, its video has {len(frames)}."
            )
        return [
            None if code is None else self._mask(key, frames[k], code)
            for k, code in enumerate(codes)
        ]

    def _read(self, key: int) -> _Codes:
        if key not in self._places:
            raise BadInput(f"'{self.path}' has no mask {key}, which an expression means.")
        begin, end = self._places[key]
        text = bytes(self._bytes[begin:end]).rstrip(b" \r\n\t,}")
        try:
            return msgspec.json.decode(text, type=_Codes)
        except msgspec.DecodeError as error:
            raise BadInput(f"Mask {key} in '{self.path}' is damaged: {error}.") from error

    def _mask(self, key: int, frame: str, code: _Code) -> Mask:
        try:
            return Mask.from_rle({"size": code.size, "counts": code.counts})
        except BadInput as error:
            raise BadInput(f"Frame {frame} of mask {key} in '{self.path}': {error}") from error


def _union(masks: list[Mask], empty: Mask) -> Mask:
    return reduce(lambda one, other: one | other, masks, empty) if masks else empty
