"""Use case: find out which words of an expression change a model's answer."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass

from rvos_studio.errors import Refused
from rvos_studio.jobs import Runner
from rvos_studio.masks import Mask, binarise
from rvos_studio.models import catalogue
from rvos_studio.models.protocols import Notice, Step
from rvos_studio.models.words import content_words
from rvos_studio.studio import compute
from rvos_studio.studio.frames import spread
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.session import Session

_FRAMES = 8


@dataclass(frozen=True)
class WordEffect:
    """What an expression's answer loses without one of its words."""

    start: int
    end: int
    """Where the word is in the text."""
    change: float
    """One minus the mean IoU of the answers with and without the word, 0..1."""


@dataclass(frozen=True)
class WordCheck(Progress):
    """Progress with what is known so far."""

    effects: tuple[WordEffect, ...] = ()
    """By place in the text; only words that were left out on some frame already."""


def check_words(
    session: Session, runner: Runner, expression_id: int, model: str
) -> Generator[WordCheck, None, None]:
    """Ask one model for the expression without each of its content words, on 8 frames spread over the clip.

    Nothing is written. Raises `Refused` for an expression with fewer than two content words, and `WeightsMissing`.
    """
    text = session.expression(expression_id).text
    words = content_words(text)
    if len(words) < 2:
        raise Refused(
            f"'{text}' has fewer than two words to leave out, so there is nothing to compare."
        )
    entry = catalogue.require(model, catalogue.Role.SEGMENTER)
    frames = spread(range(len(session.clip)), _FRAMES)
    shorter = [" ".join((text[:start] + text[end:]).split()) for start, end in words]
    answers: dict[tuple[int, int], Mask] = {}
    total = len(frames) * (len(words) + 1)
    task = runner.run(
        compute.SEGMENT,
        video=str(session.clip.path),
        model=entry.name,
        expressions=[text, *shorter],
        frames=frames,
    )
    with closing(task) as news:
        for each in news:
            if isinstance(each, Notice | Step):
                doing = each.text if isinstance(each, Notice) else each.doing
                yield WordCheck(len(answers), total, f"{entry.name}: {doing}")
                continue
            answers[each.expression, each.frame] = binarise(each.probability)
            doing = f"{entry.name}, frame {each.frame}"
            yield WordCheck(len(answers), total, doing, effects=_effects(words, answers))


def _effects(
    words: list[tuple[int, int]], answers: dict[tuple[int, int], Mask]
) -> tuple[WordEffect, ...]:
    effects = []
    for number, (start, end) in enumerate(words, 1):
        ious = [
            answers[0, frame].iou(mask)
            for (which, frame), mask in answers.items()
            if which == number and (0, frame) in answers
        ]
        if ious:
            effects.append(WordEffect(start, end, 1 - sum(ious) / len(ious)))
    return tuple(effects)
