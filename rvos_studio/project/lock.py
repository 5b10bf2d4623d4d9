"""A lock on a file that the operating system frees even when the program that holds it is killed."""

import os
import sys
from pathlib import Path

from rvos_studio.errors import CannotWrite, Refused


def hold(path: Path, held: str) -> int:
    """Lock the file at `path`, made if need be; to be freed by `os.close` of what this returns.

    Raises `Refused` with the sentence `held` where another holds it, `CannotWrite` where its folder is read-only.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise CannotWrite(
            f"'{path.parent}' cannot be written ({error.strerror}); choose another folder."
        ) from error
    try:
        _lock_exclusively(handle)
    except OSError as error:
        os.close(handle)
        raise Refused(held) from error
    return handle


if sys.platform == "win32":
    import msvcrt

    def _lock_exclusively(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock_exclusively(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
