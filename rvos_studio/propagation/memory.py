"""What a propagation remembers of earlier frames, and what it forgets first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray

from rvos_studio.models.protocols import Memory

_MEBIBYTE = 2**20


class MemoryKind(StrEnum):
    """What goes into long-term memory."""

    PUBLISHED = "published"
    """As the authors of AOT and DeAOT publish it: every so many frames an answer, for ever."""
    CHALLENGE = "challenge"
    """As the evaluator released with the fifth LSVOS challenge: one human frame, and no fresh start between ways."""
    CAPPED = "capped"
    """Human frames, recent answers and older ones that differ, within a budget."""


@dataclass(frozen=True)
class MemoryPolicy:
    """How much is remembered at a time; objects that are carried apart are so one after another.

    `CAPPED` keeps to both limits, whatever the length of the clip and the number of human frames.
    The human frame that a pass sets out from and the frame before are remembered in any case.
    """

    kind: MemoryKind = MemoryKind.CAPPED
    mebibytes: float = 512
    """Most bytes of all memories; read by `CAPPED`."""
    frames: int = 16
    """Most memories looked up for a frame, besides the frame before: bounds the time; read by `CAPPED`.

    Human frames take up to half of it, the nearest first.
    """
    running_mark: bool = False
    """Whether meeting the human frame again counts as writing to memory, as in DeAOT's engine; read by `CHALLENGE`."""


@dataclass(frozen=True)
class _Written:
    """A frame in long-term memory."""

    memory: Memory

    @cached_property
    def direction(self) -> NDArray[np.float32]:
        summary = self.memory.summary
        return summary / max(float(np.linalg.norm(summary)), 1e-12)


class MemoryBank:
    """The memories of one group of objects."""

    def __init__(self, policy: MemoryPolicy, gap: int, human: Sequence[int]) -> None:
        """`human` are frames; see `Propagator.gap`."""
        capped = policy.kind is MemoryKind.CAPPED
        self._kind = policy.kind
        self._running_mark = policy.running_mark
        self._room = policy.mebibytes * _MEBIBYTE if capped else inf
        self._frames = max(1, policy.frames) if capped else inf
        self._gap = gap
        self._human = sorted(human)
        self._references: dict[int, _Written] = {}
        self._wanted: list[int] = []
        self._written: list[_Written] = []
        self._reference_due = False
        self._step = self._last_written = 0
        self._largest = 0
        self.short: Memory | None = None
        """The frame before; None where it is still to be made."""

    @property
    def nbytes(self) -> int:
        """Bytes remembered now."""
        kept = [each.memory for each in (*self._references.values(), *self._written)]
        unique = {id(memory): memory for memory in (*kept, self.short) if memory is not None}
        return sum(memory.nbytes for memory in unique.values())

    @property
    def goes_on(self) -> bool:
        """Whether the answers of one pass are remembered in the next."""
        return self._kind is MemoryKind.CHALLENGE

    def start(self, keyframe: int, frames: range) -> None:
        """Set out from a human frame; earlier answers are forgotten but by the challenge's schedule.

        There the human frame is memorised again on top of them, and a step counter that goes on
        meets a mark that does not: soon after, an answer is written.
        """
        self.short = None
        self._last_written = self._step if self._running_mark else 0
        if self._kind is MemoryKind.CHALLENGE:
            self._wanted = [keyframe]
            self._reference_due = True
            return
        self._step = self._last_written = 0
        self._written.clear()
        near, far = min(frames[0], frames[-1]), max(frames[0], frames[-1])
        self._wanted = sorted(
            self._human, key=lambda k: (k != keyframe, max(near - k, k - far), abs(k - keyframe))
        )
        self._keep_wanted()

    def reference(self, frame: int) -> Memory | None:
        """The memory of a human frame, if it is held."""
        held = self._references.get(frame)
        return held.memory if held else None

    def long(self, frame: int, remember: Callable[[int], Memory]) -> list[Memory]:
        """What may be looked up for `frame`, most relevant first.

        `remember` makes the memory of a human frame, asked for where it is not held.
        """
        if self._kind is MemoryKind.CHALLENGE:
            if self._reference_due:
                (keyframe,) = self._wanted
                self._references[keyframe] = self._made(keyframe, remember)
                self._written.insert(0, self._references[keyframe])
                self._reference_due = False
            return [each.memory for each in self._written]
        while missing := [human for human in self._wanted if human not in self._references]:
            self._references[missing[0]] = self._made(missing[0], remember)
            self._keep_wanted()
        nearest = sorted(self._wanted, key=lambda human: abs(human - frame))
        references = [self._references[human].memory for human in nearest]
        answers = [each.memory for each in self._written]
        if self._kind is MemoryKind.PUBLISHED:
            return answers + references
        return references + answers

    def add(self, memorise: Callable[[], Memory]) -> None:
        """Remember the newest answer: as the frame before, and for long if it is time."""
        self.short = None
        self._fit(self._largest)
        memory = memorise()
        self._largest = max(self._largest, memory.nbytes)
        self.short = memory
        self._step += 1
        if self._step - self._last_written >= self._gap:
            self._written.insert(0, _Written(memory))
            self._last_written = self._step
        self._fit(0)

    def halve(self) -> int | None:
        """From now on look up at most half as many frames; how many, or None where one is left."""
        now = len(self._written) + (0 if self.goes_on else len(self._wanted))
        if now <= 1:
            return None
        self._frames = now // 2
        self._keep_wanted()
        self._fit(0)
        return now // 2

    def forget(self) -> None:
        """Drop every memory: they mean nothing to the propagator that comes next."""
        self._written.clear()
        self._references.clear()
        self._reference_due = self._kind is MemoryKind.CHALLENGE
        self._largest = 0
        self.short = None

    def _made(self, human: int, remember: Callable[[int], Memory]) -> _Written:
        written = _Written(remember(human))
        self._largest = max(self._largest, written.memory.nbytes)
        return written

    def _keep_wanted(self) -> None:
        """Let go of the human frames that are too far away to be looked up."""
        if self.goes_on:
            return
        most = self._frames / 2
        if self._largest:
            most = min(most, self._room / self._largest - 1)  # the frame before needs room, too
        if most < len(self._wanted):
            self._wanted = self._wanted[: max(1, int(most))]
        self._references = {k: self._references[k] for k in self._wanted if k in self._references}

    def _fit(self, more: int) -> None:
        """Make room for so many bytes more."""
        challenge = self._kind is MemoryKind.CHALLENGE
        fixed = 1 if challenge else 0  # its first human frame lies at the very end
        taken = 0 if challenge else len(self._wanted)
        while len(self._written) > fixed and (
            len(self._written) + taken > self._frames or self.nbytes + more > self._room
        ):
            self._written.pop(-2 if challenge else self._least_missed())

    def _least_missed(self) -> int:
        """Of the older half of the answers, the one that is most like another memory."""
        count = len(self._written)
        older = range((count + 1) // 2, count)
        if not older:
            return count - 1
        known = [each.direction for each in (*self._written, *self._references.values())]
        alike = np.stack([known[index] for index in older]) @ np.stack(known).T
        for row, index in enumerate(older):
            alike[row, index] = -inf
        most = alike.max(axis=1)
        # Of several as dispensable the oldest, so that a still scene leaves the newest ones.
        return older[len(older) - 1 - int(np.argmax(most[::-1]))]
