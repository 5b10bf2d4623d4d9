"""Test-time augmentation: several looks at every frame, each with memories of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rvos_studio.models.protocols import Answer, Features, Memory, Propagator
from rvos_studio.video import Frame

SCALES = (0.8, 1.0, 1.2)
"""Of the fifth LSVOS challenge; each plain, then mirrored."""


@dataclass(frozen=True)
class Together:
    """Features or memories of all looks, in their order."""

    parts: tuple[Any, ...]

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return sum(part.nbytes for part in self.parts)

    @cached_property
    def summary(self) -> NDArray[np.float32]:
        """Of the first look."""
        return np.asarray(self.parts[0].summary)


class Augmented:
    """Propagators that differ in how they look at a frame, and answer with their mean.

    What is remembered is the common answer; with `own_feedback` every look remembers its own, as the
    evaluator of AOT's authors has it, while the one of the fifth LSVOS challenge has it in common.
    """

    def __init__(self, looks: Sequence[Propagator], own_feedback: bool = False) -> None:
        """Each of `looks` answers at source size, the right way round."""
        self._looks = tuple(looks)
        self._own_feedback = own_feedback

    @property
    def gap(self) -> int:
        """See `Propagator.gap`."""
        return self._looks[0].gap

    def encode(self, frame: Frame) -> Together:
        """See `Propagator.encode`."""
        return Together(tuple(look.encode(frame) for look in self._looks))

    def reference(self, features: Features, labels: NDArray[np.uint8], objects: int) -> Together:
        """See `Propagator.reference`."""
        return Together(
            tuple(
                look.reference(part, labels, objects)
                for look, part in zip(self._looks, _parts(features), strict=True)
            )
        )

    def predict(
        self, features: Features, objects: int, long: Sequence[Memory], short: Memory
    ) -> Answer:
        """See `Propagator.predict`; probabilities are averaged, and the largest decides."""
        answers = tuple(
            look.predict(part, objects, [_parts(memory)[number] for memory in long], recent)
            for number, (look, part, recent) in enumerate(
                zip(self._looks, _parts(features), _parts(short), strict=True)
            )
        )
        mean = np.stack([answer.probabilities for answer in answers]).mean(axis=0)
        everything = np.concatenate([1 - mean.sum(axis=0, keepdims=True), mean])
        return Answer(everything.argmax(axis=0).astype(np.uint8), mean, answers)

    def memorise(self, answer: Answer) -> Together:
        """See `Propagator.memorise`."""
        answers: tuple[Answer, ...] = answer.trace
        if not self._own_feedback:
            answers = tuple(replace(own, labels=answer.labels) for own in answers)
        return Together(
            tuple(look.memorise(own) for look, own in zip(self._looks, answers, strict=True))
        )

    def smaller(self) -> "Augmented | None":
        """See `Propagator.smaller`: all looks shrink."""
        smaller = [look.smaller() for look in self._looks]
        looks = [look for look in smaller if look is not None]
        return Augmented(looks, self._own_feedback) if len(looks) == len(smaller) else None


class AllIdentities:
    """One object, carried with all ten identities of the network awake, as in the fifth LSVOS challenge.

    There, whatever is not background counts as the object, and the identities that nobody has are
    remembered with it.
    """

    def __init__(self, propagator: Propagator, identities: int = 10) -> None:
        self._propagator = propagator
        self._identities = identities

    @property
    def gap(self) -> int:
        """See `Propagator.gap`."""
        return self._propagator.gap

    def encode(self, frame: Frame) -> Features:
        """See `Propagator.encode`."""
        return self._propagator.encode(frame)

    def reference(self, features: Features, labels: NDArray[np.uint8], objects: int) -> Memory:
        """See `Propagator.reference`; raises `ValueError` for more than one object."""
        if objects != 1:
            raise ValueError(f"{objects} objects, where all identities stand for one")
        return self._propagator.reference(features, labels, self._identities)

    def predict(
        self, features: Features, objects: int, long: Sequence[Memory], short: Memory
    ) -> Answer:
        """See `Propagator.predict`."""
        every = self._propagator.predict(features, self._identities, long, short)
        anyone = every.probabilities.sum(axis=0, keepdims=True)
        return Answer((every.labels > 0).astype(np.uint8), anyone, every)

    def memorise(self, answer: Answer) -> Memory:
        """See `Propagator.memorise`."""
        return self._propagator.memorise(answer.trace)

    def smaller(self) -> "AllIdentities | None":
        """See `Propagator.smaller`."""
        smaller = self._propagator.smaller()
        return None if smaller is None else AllIdentities(smaller, self._identities)


def _parts(together: Any) -> tuple[Any, ...]:
    parts: tuple[Any, ...] = together.parts
    return parts
