"""Which answers are compared, and how: the state of a comparison. Knows no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from rvos_studio.app.language import tr, tr_later


class Mode(Enum):
    """How answers are looked at."""

    SOLO = tr_later("Solo")
    """One model's answer, large."""
    BLINK = tr_later("Blink")
    """Two sides in turns."""
    WIPE = tr_later("Wipe")
    """Two sides left and right of a line that can be dragged."""
    DIFFERENCE = tr_later("Difference")
    """What only one of two sides has."""
    VOTES = tr_later("Votes")
    """How many of the voting answers have a pixel."""


@dataclass(frozen=True)
class Side:
    """What can be looked at: a model's answer, the result, or the bare frame."""

    title: str
    model: str = ""
    """A model's id; empty for the result and the source."""
    number: int = 0
    """The model's, as in Alt+1; 0 for the result and the source."""

    @property
    def words(self) -> str:
        """With its number: '2 SOC'."""
        return f"{self.number} {self.title}" if self.number else tr(self.title)


RESULT = Side(tr_later("Result"))
SOURCE = Side(tr_later("Source"))


@dataclass(frozen=True)
class View:
    """A way of looking at one side, or at one beside another; votes have no sides."""

    mode: Mode
    one: Side
    """A model's answer."""
    other: Side = RESULT

    @property
    def sides(self) -> tuple[Side, ...]:
        """Whose masks it shows."""
        match self.mode:
            case Mode.SOLO:
                return (self.one,)
            case Mode.VOTES:
                return ()
            case _:
                return self.one, self.other

    def partners(self, models: Sequence[Side]) -> tuple[Side, ...]:
        """What the other side may be."""
        bare = () if self.mode is Mode.DIFFERENCE else (SOURCE,)
        return RESULT, *bare, *(model for model in models if model != self.one)

    def turned(self, mode: Mode) -> View:
        """The same sides in another mode; a difference to the bare frame means nothing, so it becomes the result's."""
        bare = mode is Mode.DIFFERENCE and self.other == SOURCE
        return View(mode, self.one, RESULT if bare else self.other)

    def beside(self, other: Side) -> View:
        """The same model beside something else."""
        return replace(self, other=other)

    def on(self, one: Side) -> View:
        """Another model; the result takes its place on the other side if it was there."""
        return View(self.mode, one, RESULT if one == self.other else self.other)


def next_model(view: View | None, models: Sequence[Side]) -> View | None:
    """The next model in the view; solo begins with the first model and ends after the last one."""
    if view is None or view.mode is Mode.VOTES:
        return View(Mode.SOLO, models[0])
    place = models.index(view.one) + 1
    if view.mode is Mode.SOLO:
        return view.on(models[place]) if place < len(models) else None
    return view.on(models[place % len(models)])


def next_partner(view: View, models: Sequence[Side]) -> View:
    """The next thing beside the model: the result, the bare frame, the other models."""
    if len(view.sides) < 2:
        return view
    partners = view.partners(models)
    return view.beside(partners[(partners.index(view.other) + 1) % len(partners)])


def still(view: View | None, models: Sequence[Side]) -> View | None:
    """What is left of a view when these models have answered: itself, or None where a side of it is gone."""
    if view is None or len(models) < 2:
        return None
    there = {side.model: side for side in models}
    if view.mode is Mode.VOTES:
        return view
    if view.one.model not in there:
        return None
    other = there.get(view.other.model, RESULT) if view.other.model else view.other
    return View(view.mode, there[view.one.model], other)
