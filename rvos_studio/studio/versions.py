"""Use cases: bring an earlier track back, and tell how far it is from what there is now."""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from rvos_studio.errors import BadInput
from rvos_studio.project import Change, Version
from rvos_studio.studio.session import Session

LONGEST_NAME = 80

Numbers = Mapping[int, int | None]
"""Frame -> the number of a mask, None where there is none."""


def bring_back(session: Session, version: Version) -> Change:
    """Give an object the track of a version as one undo step; frames that are drawn by hand now stay as they are."""
    with session.project.edit(f"Bring back '{version.name}'") as edit:
        return edit.bring_back(version.object_id, version.id)


def rename(session: Session, version: int, name: str) -> None:
    """Give a version a name; from then on it is kept. Raises `BadInput` for an unfit one."""
    words = " ".join(name.split())
    if not words:
        raise BadInput("A version needs a name.")
    if len(words) > LONGEST_NAME:
        raise BadInput(f"The name of a version has at most {LONGEST_NAME} characters.")
    session.project.versions.rename(version, words)


class Differences:
    """How much two tracks differ, frame by frame; pairs of masks that were compared once are not compared again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[tuple[int, int], float] = {}

    def between(self, one: Numbers, other: Numbers) -> NDArray[np.float32]:
        """1 - IoU on every frame of the clip that `one` has an entry for, NaN elsewhere. No mask is an empty one."""
        found = np.full(len(self._session.clip), np.nan, np.float32)
        pairs = {frame: (one[frame] or 0, other.get(frame) or 0) for frame in one}
        lacking = {pair for pair in pairs.values() if pair[0] != pair[1]} - self._known.keys()
        numbers = {number for pair in lacking for number in pair}
        masks = self._session.project.versions.read(numbers)
        for left, right in lacking:
            first, second = masks.get(left), masks.get(right)
            if first and second:
                self._known[left, right] = 1 - first.iou(second)
            else:
                self._known[left, right] = float(bool(first) != bool(second))
        for frame, (left, right) in pairs.items():
            found[frame] = 0 if left == right else self._known[left, right]
        return found


def run_name(model: str, frames: Collection[int]) -> str:
    """What a version is called until a person names it: 'aot-t 3–8'."""
    first, last = min(frames), max(frames)
    return f"{model} {first}–{last}" if last > first else f"{model} {first}"
