"""Votes over what models answered, quick enough to follow a hand that tries out members, weights and thresholds."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from rvos_studio.fusion import Ballots, Mode, Vote
from rvos_studio.masks import FULL, Mask
from rvos_studio.project import AnswerRecord, Project

_BALLOT_BYTES = 256 << 20
_RESULTS = 4096
"""Fused masks that are kept; run-length encoded, a few KiB each."""

Answers = tuple[AnswerRecord, ...]
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Refusion:
    """Fuses the answers of a project's models by any vote and remembers what it counted and what came out.

    Everything kept is tagged with the answers it was made of, so that a new answer or an undo is seen at once. Safe
    from any thread.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._ballots: _Kept[tuple[int, int, Mode], Ballots] = _Kept(_BALLOT_BYTES)
        self._results: _Kept[tuple[int, int, Vote], Mask] = _Kept(_RESULTS)

    def pixels(self, object_id: int, frame: int, vote: Vote) -> NDArray[np.bool_] | None:
        """What the vote gives on one frame, H x W; None where no member has answered."""
        vote = vote.at(frame)
        answers = tuple(self._project.answers(object_id, frame))
        key = object_id, frame, vote.mode
        ballots = self._ballots.get(key, answers)
        if ballots is None:
            ballots = self._count(answers, frame, vote.mode)
            self._ballots.put(key, answers, ballots, ballots.nbytes)
        return ballots.decide(vote)

    def fused(self, object_id: int, frame: int, vote: Vote) -> Mask | None:
        """The same as a mask, remembered by the vote. What was counted on the way is not kept."""
        vote = vote.at(frame)
        answers = tuple(self._project.answers(object_id, frame))
        mask = self._results.get((object_id, frame, vote), answers)
        if mask is None:
            voting = tuple(answer for answer in answers if answer.model in vote.members)
            ballots = self._ballots.get((object_id, frame, vote.mode), answers)
            pixels = (ballots or self._count(voting, frame, vote.mode)).decide(vote)
            if pixels is None:
                return None
            mask = Mask.from_array(pixels)
            self._results.put((object_id, frame, vote), answers, mask, 1)
        return mask

    def _count(self, answers: Sequence[AnswerRecord], frame: int, mode: Mode) -> Ballots:
        masks: dict[str, list[Mask]] = {}
        levels: dict[str, list[NDArray[np.uint8]]] = {}
        for answer in answers:
            masks.setdefault(answer.model, []).append(answer.mask)
            if mode is Mode.MEAN:
                levels.setdefault(answer.model, []).append(levels_of(self._project, answer, frame))
        return Ballots.of(masks, levels)


def levels_of(project: Project, answer: AnswerRecord, frame: int) -> NDArray[np.uint8]:
    """The probability behind an answer in 255 levels; where none was kept, the mask is taken for certain."""
    found = project.probability(answer.expression, answer.model, frame)
    return answer.mask.array().view(np.uint8) * np.uint8(FULL) if found is None else found.array()


def uncertain_of(project: Project, object_id: int, vote: Vote) -> list[str]:
    """Members of a mean whose probabilities were not kept on some frame, so that their masks are taken for certain."""
    if vote.mode is not Mode.MEAN:
        return []
    lacking = project.models_without_probability(object_id)
    return [member for member in vote.everybody if member in lacking]


class _Kept(Generic[Key, Value]):
    """The values used last, up to a size, each valid for the answers that it was made of."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._guard = threading.Lock()
        self._values: OrderedDict[Key, tuple[Answers, Value, int]] = OrderedDict()

    def get(self, key: Key, answers: Answers) -> Value | None:
        with self._guard:
            found = self._values.get(key)
            if found is None or found[0] != answers:
                return None
            self._values.move_to_end(key)
            return found[1]

    def put(self, key: Key, answers: Answers, value: Value, size: int) -> None:
        with self._guard:
            if key in self._values:
                self._size -= self._values.pop(key)[2]
            self._values[key] = answers, value, size
            self._size += size
            while self._size > self._most and len(self._values) > 1:
                self._size -= self._values.popitem(last=False)[1][2]
