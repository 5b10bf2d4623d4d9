"""What long work says while it runs."""

from dataclasses import dataclass

from rvos_studio.project import Change


@dataclass(frozen=True)
class Progress:
    """One sign of life. Everything in `changes` is on disk already."""

    done: int
    total: int
    doing: str
    """For a progress line: 'feature-ridge, frame 93'."""
    changes: tuple[Change, ...] = ()
    notice: str = ""
    """What a person should know once, beside the progress: that the device was full and pictures are smaller now."""
