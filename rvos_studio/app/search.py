"""Fuzzy search: letters in order, words in any order."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

_T = TypeVar("_T")

_WORD_START = re.compile(r"(?<![^\W_])[^\W_]")


def closeness(query: str, text: str) -> float | None:
    """How well `text` answers `query`, more is better; None where some word of the query is not in it at all.

    A word is best as the start of a word ('prop' in 'Propagate'), then inside one, then as the first letters of
    several ('nefr' in 'Next Frame'). Longer texts count a little less.
    """
    sought, where = query.casefold().split(), text.casefold()
    found = [_closeness(word, where) for word in sought]
    if None in found:
        return None
    return sum(found) - len(text) / 1000 if found else 0.0


def ranked(query: str, entries: Iterable[_T], words: Callable[[_T], str]) -> list[_T]:
    """The entries that answer `query`, best first; of equals, the first stays first."""
    scored = [(closeness(query, words(entry)), entry) for entry in entries]
    kept = [(score, entry) for score, entry in scored if score is not None]
    return [entry for _, entry in sorted(kept, key=lambda each: -each[0])]


def _closeness(word: str, text: str) -> float | None:
    starts = [match.start() for match in _WORD_START.finditer(text)]
    if any(text.startswith(word, start) for start in starts):
        return 3.0 - starts[0] / 1000
    if word in text:
        return 2.0
    return 1.0 if any(_spells(word, text, starts[place:]) for place in range(len(starts))) else None


def _spells(word: str, text: str, starts: list[int]) -> bool:
    """Whether the letters follow each other or start words, the first of them at the first of `starts`."""
    at = starts[0]
    if not text.startswith(word[0], at):
        return False
    for letter in word:
        if not text.startswith(letter, at):
            at = next(
                (start for start in starts if start > at and text[start] == letter), len(text)
            )
            if at == len(text):
                return False
        at += 1
    return True
