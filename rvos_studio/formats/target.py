"""Writing an export so that it is there completely or not at all."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rvos_studio.errors import CannotWrite

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your quota is used up",
    errno.EFBIG: "the file would be larger than allowed",
    errno.EROFS: "it cannot be written to",
    errno.EACCES: "you have no permission to write there",
    errno.EPERM: "you have no permission to write there",
    errno.ENOENT: "its folder is no longer there",
    errno.ENOTDIR: "its folder is no longer there",
    errno.EIO: "the disk reports a fault",
}


@contextmanager
def replacing(
    target: Path,
    *,
    overwrite: bool,
    parts: frozenset[str] | None = None,
    beside: Path | None = None,
) -> Iterator[Path]:
    """Give a temporary place beside `target`, or `beside` another path, and move it there when the block succeeds.

    With `parts` the target is a folder, in which only entries of these names may be replaced: a
    folder that holds anything else is never thrown away. Leaving the block by an error, or by
    closing the generator it is in, removes the temporary place and leaves `target` as it was.
    Raises `CannotWrite` where `target` exists and may not be replaced, and for whatever the disk
    refuses.
    """
    target = target.absolute()
    if target.is_symlink():
        target = target.resolve()
    temporary = (beside or target).with_name(f"{target.name}.{secrets.token_hex(6)}")
    try:
        _check_free(target, overwrite=overwrite, parts=parts)
        try:
            if parts is not None:
                temporary.mkdir()
            yield temporary
            _sync(temporary)
            _move(temporary, target)
            _sync_folder(target.parent)
        finally:
            _remove(temporary)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise CannotWrite(f"'{target}' could not be written: {reason}.") from error


def _check_free(target: Path, *, overwrite: bool, parts: frozenset[str] | None) -> None:
    if not target.exists():
        return
    if target.is_dir() != (parts is not None):
        kind = "file" if parts is not None else "folder"
        raise CannotWrite(f"'{target}' is a {kind}; choose another name for the export.")
    if parts is None:
        if not overwrite:
            raise CannotWrite(
                f"'{target}' exists already; choose another name, or replace it with --overwrite."
            )
        return
    there = {each.name for each in target.iterdir()}
    if there and not overwrite:
        raise CannotWrite(
            f"The folder '{target}' is not empty; choose another, or replace it with --overwrite."
        )
    if there - parts:
        raise CannotWrite(
            f"The folder '{target}' holds '{min(there - parts)}', which is no part of an export; "
            "choose an empty one."
        )


def _move(temporary: Path, target: Path) -> None:
    """Put the new one in place; the old one goes only when the new one is there."""
    if not target.is_dir():
        temporary.replace(target)
        return
    old = temporary.with_name(f"{target.name}.{secrets.token_hex(6)}")
    target.rename(old)
    try:
        temporary.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _remove(temporary: Path) -> None:
    if temporary.is_dir():
        shutil.rmtree(temporary, ignore_errors=True)
    else:
        temporary.unlink(missing_ok=True)


def _sync(place: Path) -> None:
    """Bring a file, or a folder and all in it, to the disk."""
    if not place.is_dir():
        _sync_file(place)
        return
    for folder, _, names in os.walk(place):
        for name in names:
            _sync_file(Path(folder) / name)
        _sync_folder(Path(folder))


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
