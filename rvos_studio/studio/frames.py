"""Ranges of frames as people give them."""

from rvos_studio.errors import BadInput
from rvos_studio.studio.session import Session


def frame_range(session: Session, first: int = 0, last: int | None = None) -> list[int]:
    """Frames `first` to `last`, both included; to the end where `last` is None. Raises `BadInput` outside the clip."""
    end = len(session.clip) - 1
    last = end if last is None else last
    if not 0 <= first <= last <= end:
        raise BadInput(f"Frames {first} to {last} are not in the clip; it has frames 0 to {end}.")
    return list(range(first, last + 1))
