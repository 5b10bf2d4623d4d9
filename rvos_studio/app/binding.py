"""A defect of PySide6 6.12.0, and what keeps the program alive in spite of it."""

import ctypes
import sys

import PySide6

_PLENTY = 1 << 60


def spare_constants() -> None:
    """Give None, True and False references to lose.

    Before Python 3.12, PySide6 6.12.0 takes a reference to None with every call that returns nothing and one to True
    with every signal that is emitted. The interpreter ends the program when none is left: a minute of painting is
    enough. Newer Pythons do not count these references, and PySide6 6.11.3 does not have the defect; this goes when
    the program requires either.
    """
    if sys.version_info >= (3, 12) or PySide6.__version_info__[:2] != (6, 12):
        return
    for constant in (None, True, False):
        if sys.getrefcount(constant) < _PLENTY:
            ctypes.c_ssize_t.from_address(id(constant)).value += _PLENTY
