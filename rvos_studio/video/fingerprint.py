"""What makes two videos the same: their content, not their place or date."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from rvos_studio.errors import BadInput, ClipMissing

MIB = 2**20
WHOLE = 64 * MIB
"""Up to this size every byte counts."""
BLOCKS = 64
"""So many blocks of 1 MiB of something larger count."""


def fingerprint(files: Sequence[Path], named: bool) -> str:
    """SHA-256 (64 hex digits) over the content of files, taken as one.

    Everything counts up to 64 MiB; of more, the size and 64 blocks of 1 MiB evenly spaced from the
    first byte to the last. Files that are `named`, as in a folder of frames, add each name and
    size. Neither path nor time of change counts. Raises `ClipMissing` where a file is gone.
    """
    digest = hashlib.sha256()
    try:
        sizes = [each.stat().st_size for each in files]
        if named:
            for each, size in zip(files, sizes, strict=True):
                digest.update(f"{each.name}\0{size}\0".encode("utf-8", "surrogateescape"))
        digest.update(f"{sum(sizes)}\0".encode())
        for each, start, length in _pieces(files, sizes):
            with each.open("rb") as file:
                file.seek(start)
                while length > 0 and (block := file.read(min(length, MIB))):
                    digest.update(block)
                    length -= len(block)
    except FileNotFoundError as error:
        raise ClipMissing(f"'{error.filename}' is no longer there.") from error
    except OSError as error:
        raise BadInput(
            f"'{error.filename or files[0]}' cannot be read: {error.strerror}."
        ) from error
    return digest.hexdigest()


def _pieces(files: Sequence[Path], sizes: Sequence[int]) -> Iterator[tuple[Path, int, int]]:
    """The parts that count, as (file, first byte, length)."""
    total = sum(sizes)
    if total <= WHOLE:
        wanted = [(0, total)]
    else:
        last = total - MIB
        wanted = [(last * k // (BLOCKS - 1), MIB) for k in range(BLOCKS)]
    for start, length in wanted:
        offset = 0
        for each, size in zip(files, sizes, strict=True):
            begin, end = max(start, offset), min(start + length, offset + size)
            if begin < end:
                yield each, begin - offset, end - begin
            offset += size
