"""What a propagation remembers of one object: bounded, whatever the length of the clip."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from rvos_studio.models.protocols import Memory

_MEBIBYTE = 2**20


@dataclass(frozen=True)
class MemoryPolicy:
    """How much is remembered, over all objects of a propagation.

    The nearest constraint and the previous frame are always remembered; further constraints,
    nearest first, and then every `every`-th older answer, newest first, as far as the room goes.
    The two counts keep the time for a frame bounded as well.
    """

    mebibytes: float = 512
    every: int = 3
    references: int = 4
    """Most constraints read for one frame."""
    answers: int = 12
    """Most older answers read for one frame, the previous one not counted."""


class MemoryBank:
    """The memories of one object while its frames are filled."""

    def __init__(
        self,
        constraints: Collection[int],
        memorise: Callable[[int], Memory],
        policy: MemoryPolicy,
        objects: int = 1,
    ) -> None:
        """`memorise` gives the memory of a constraint frame; `objects` banks share the room."""
        self._constraints = sorted(constraints)
        self._memorise = memorise
        self._policy = policy
        self._room = policy.mebibytes * _MEBIBYTE / objects
        self._references: dict[int, Memory] = {}
        self._older: list[Memory] = []
        self._previous: Memory | None = None

    @property
    def nbytes(self) -> int:
        """Bytes remembered now."""
        return sum(memory.nbytes for memory in (*self._references.values(), *self.recent))

    @property
    def recent(self) -> list[Memory]:
        """Memories of earlier answers, the previous frame last; empty at a fresh start."""
        previous = [self._previous] if self._previous is not None else []
        return [m for m in self._older if m is not self._previous] + previous

    def forget_answers(self) -> None:
        """Start afresh from constraints alone."""
        self._older.clear()
        self._previous = None

    def nearest(self, frame: int, keyframe: int) -> list[int]:
        """The constraint frames read for `frame`, nearest first; of two as near, the keyframe."""
        by_distance = sorted(self._constraints, key=lambda k: (abs(k - frame), k != keyframe))
        return by_distance[: self._policy.references]

    def references(self, frame: int, keyframe: int) -> list[Memory]:
        """Memories of the nearest constraints, nearest first, as many as there is room for."""
        kept: dict[int, Memory] = {}
        room = self._room - (self._previous.nbytes if self._previous is not None else 0)
        for constraint in self.nearest(frame, keyframe):
            # An object's memories are all of one size: do not make one that will not fit.
            size = next((memory.nbytes for memory in kept.values()), 0)
            if kept and size * (len(kept) + 1) > room:
                break
            held = self._references.get(constraint)
            kept[constraint] = self._memorise(constraint) if held is None else held
        self._references = kept
        self._drop_oldest()
        return list(kept.values())

    def add(self, memory: Memory, distance: int) -> None:
        """Remember the answer `distance` frames away from the keyframe."""
        self._previous = memory
        if distance % self._policy.every == 0:
            self._older.append(memory)
        self._drop_oldest()

    def _drop_oldest(self) -> None:
        while self._older and (len(self._older) > self._policy.answers or self.nbytes > self._room):
            self._older.pop(0)
