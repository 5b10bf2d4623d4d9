"""What is asked of a sample when a network learns to answer expressions. Imports no torch."""

import re
from dataclasses import dataclass

import numpy as np

from rvos_studio.errors import BadInput
from rvos_studio.models.class_names import noun_classes
from rvos_studio.models.words import parse
from rvos_studio.training.samples import Sample, Subject

REFERRING = 2
"""Questions about subjects that are asked of a sample."""
ABSENT = (
    "dog", "cat", "bear", "monkey", "shark", "snake", "turtle", "frog", "butterfly", "crab", "rabbit", "horse", "cow",
    "sheep", "deer", "pig", "elephant", "camel", "duck", "swan", "parrot", "owl", "giraffe", "bus", "train",
    "motorcycle", "boat", "airplane", "helicopter",
)  # fmt: skip
"""What a sample without it is asked for: things that hardly ever stand unnoticed in a background."""


@dataclass(frozen=True)
class Question:
    """An expression, and what it refers to."""

    expression: str
    label: int
    """Of the subject; 0 where it refers to nothing."""


def questions(
    sample: Sample, number: int, referring: int = REFERRING, nothing: int = 1
) -> tuple[Question, ...]:
    """So many questions about subjects that are seen, of different ones where there are, then some about nothing.

    Of these every second one is a sentence that the sample knows to be wrong, where it knows such. Random choices
    follow from `number`. Raises `BadInput` where no subject is seen.
    """
    rng = np.random.default_rng([number, 11])
    seen = [one for one in sample.subjects if phrasings(one) and (sample.labels == one.label).any()]
    if not seen:
        raise BadInput("A sample shows no subject that an expression refers to.")
    order = rng.permutation(len(seen))
    words = [rng.permutation(phrasings(one)).tolist() for one in seen]
    asked = []
    for position in range(referring):
        turn, which = divmod(position, len(seen))
        subject, said = seen[order[which]], words[order[which]]
        # Further questions about the same subject are put in other words.
        asked.append(Question(said[turn % len(said)], subject.label))
    known = rng.permutation(sample.absent).tolist() if nothing > 1 else []
    for position in range(nothing):
        if position % 2 and known:
            wrong = known.pop()
        else:
            wrong = _about_nothing(asked[position % referring].expression, sample, rng)
        asked.append(Question(wrong, 0))
    return tuple(asked)


def phrasings(subject: Subject) -> tuple[str, ...]:
    """The expressions that refer to a subject; its name where there are none."""
    return subject.expressions or ((f"the {subject.name}",) if subject.name else ())


def _about_nothing(expression: str, sample: Sample, rng: np.random.Generator) -> str:
    """An expression whose noun is of no subject, half of the time with the other words of one that refers."""
    table = noun_classes()
    there: set[int] = set()
    nouns: set[str] = set()
    for subject in sample.subjects:
        for said in (subject.name, *subject.expressions):
            words = re.findall("[a-z]+", said.lower())
            nouns.update(words)
            there.update(number for word in words for number in table.get(word, ()))
    absent = [one for one in ABSENT if one not in nouns and there.isdisjoint(table.get(one, ()))]
    other = str(rng.choice(absent or ABSENT[-1:]))
    noun = parse(expression).noun.split()[-1:]
    if noun and rng.random() < 0.5:
        changed = re.sub(rf"\b{re.escape(noun[0])}\b", other, expression, count=1)
        if changed != expression:
            return changed
    return f"the {other}"
