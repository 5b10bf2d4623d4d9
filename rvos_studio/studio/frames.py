"""Ranges of frames as people give them."""

from collections.abc import Sequence

import numpy as np

from rvos_studio.errors import BadInput
from rvos_studio.studio.session import Session


def frame_range(session: Session, first: int = 0, last: int | None = None) -> list[int]:
    """Frames `first` to `last`, both included; to the end where `last` is None. Raises `BadInput` outside the clip."""
    end = len(session.clip) - 1
    last = end if last is None else last
    if not 0 <= first <= last <= end:
        raise BadInput(f"Frames {first} to {last} are not in the clip; it has frames 0 to {end}.")
    return list(range(first, last + 1))


def spread(frames: Sequence[int], most: int) -> list[int]:
    """At most so many of the frames, evenly spread over them, the first and the last among them."""
    if not frames:
        return []
    return [
        frames[place] for place in sorted(set(np.linspace(0, len(frames) - 1, most, dtype=int)))
    ]
