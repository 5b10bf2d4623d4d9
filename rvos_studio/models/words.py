"""What an English expression says, by word lists and order: the thing, its looks, place, motion and neighbour."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rvos_studio.models.word_breaks import telling_pieces, without_blanks

Size = Literal["big", "small"]
Heading = Literal["left", "right", "up", "down"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COLOURS = {
    "red": "red", "crimson": "red", "maroon": "red", "orange": "orange", "yellow": "yellow",
    "golden": "yellow", "gold": "yellow", "blond": "yellow", "blonde": "yellow", "green": "green",
    "blue": "blue", "navy": "blue", "turquoise": "blue", "cyan": "blue", "purple": "purple",
    "violet": "purple", "pink": "pink", "magenta": "pink", "brown": "brown", "tan": "brown",
    "beige": "brown", "black": "black", "dark": "black", "white": "white", "light": "white",
    "grey": "grey", "gray": "grey", "silver": "grey",
}  # fmt: skip
"""Colour words and the eleven basic colours (Berlin and Kay 1969) they stand for."""

PEOPLE = _words("man woman boy girl person guy lady child kid gentleman")

_SIZES: dict[str, Size] = {
    **dict.fromkeys(
        _words("big large huge giant biggest largest bigger larger tall tallest"), "big"
    ),
    **dict.fromkeys(_words("small little tiny smallest smaller short shortest"), "small"),
}
_PLACES = {
    "left": "left", "leftmost": "left", "right": "right", "rightmost": "right",
    "middle": "middle", "center": "middle", "centre": "middle", "central": "middle",
    "top": "top", "upper": "top", "bottom": "bottom", "lower": "bottom",
    "front": "front", "foreground": "front", "nearest": "front", "closest": "front",
    "back": "back", "background": "back", "rear": "back", "distant": "back", "farthest": "back",
}  # fmt: skip
_HEADINGS: dict[str, Heading] = {
    "left": "left", "leftwards": "left", "right": "right", "rightwards": "right",
    "up": "up", "upwards": "up", "down": "down", "downwards": "down",
}  # fmt: skip
_MOTIONS = _words(
    """
    moving walking running driving riding jumping dancing turning drifting flying swimming
    gliding surfing skating skiing skateboarding crossing passing climbing cycling racing
    spinning rolling falling sliding playing performing galloping sailing rotating twirling
    kicking throwing fighting breakdancing going coming heading moves walks runs drives rides
    jumps dances turns drifts flies swims glides surfs skates skis crosses passes climbs races
    spins rolls falls slides gallops sails rotates goes comes heads leaves follows fast
    quickly
    """
)
_RESTS = _words(
    """
    still parked standing sitting lying stationary motionless resting waiting stands sits lies
    rests waits stops stopped
    """
)
_LINKS = _words(
    """
    that which who whose whom is are was were has have on in at with without near by beside
    besides behind above below under over of from to into onto through across along around
    between against before after while and or for towards toward next inside outside wearing
    holding carrying holds carries wears as being looks who's doing
    """
)
_COMPOUND_LINKS = {
    "in front of": "before",
    "on top of": "on",
    "next to": "beside",
    "in back of": "behind",
}
_DESCRIBES_AFTER = _words("is are was were looks")
_WORN_AFTER = _words("in with wearing dressed wears has")
_CLOTHES = _words(
    """
    shirt t-shirt tee dress jacket coat suit jeans pants trousers shorts skirt hat cap helmet
    clothes clothing uniform gear sweater hoodie vest top outfit costume jersey shoes gloves
    """
)
_EMPTY = _words(
    """
    a an the this these those some any one two three four five other another same only its his
    her their my your first second third very object thing ones both each every most more
    there it he she they not so left-hand right-hand side picture image frame screen video
    scene view
    """
)
_NO_PARTICIPLE = _words(
    """
    red bed sled moped bobsled dogsled speed weed seed shed hundred thing ring king wing sling
    string swing building ceiling earring duckling gosling painting clothing railing
    paragliding bowling
    """
)
_SINGULARS = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "persons": "person",
    "mice": "mouse", "geese": "goose", "wolves": "wolf", "calves": "calf", "buses": "bus", "glasses": "glasses",
    "jeans": "jeans", "oxen": "ox", "bus": "bus", "lens": "lens", "bmx": "bmx", "gas": "gas", "tennis": "tennis",
}  # fmt: skip
_FROM_TO = rf"\bfrom \w+ to (?:the )?({'|'.join(_HEADINGS)})\b"
_MOVES_TO = rf"\b(?:{'|'.join(sorted(_MOTIONS))}) (?:\w+ )?(?:(?:to|towards?) (?:the )?)?({'|'.join(_HEADINGS)})\b"
_CHARACTERS_AT_MOST = 2000
_TOKENS_AT_MOST = 64


@dataclass(frozen=True)
class Wording:
    """An expression taken apart; what it does not say is empty or None."""

    noun: str = ""
    """The thing, singular, without article and adjectives: 'race car'; empty when none is named."""
    phrase: str = ""
    """The same with the adjectives before it, for names such as 'black swan' or 'red fox'."""
    colours: tuple[str, ...] = ()
    """Basic colours of the thing or of what it wears."""
    size: Size | None = None
    places: tuple[str, ...] = ()
    """Where it is in the picture, of left, right, middle, top, bottom, front, back."""
    moving: bool | None = None
    """True for a thing in motion, False for one at rest."""
    heading: Heading | None = None
    """Where it moves to."""
    relation: str = ""
    """The word that ties it to a neighbour: 'riding', 'on', 'behind'."""
    neighbour: str = ""
    """The noun after the relation: 'horse' in 'the girl on a brown horse'."""


@dataclass
class _Phrase:
    link: str
    words: list[str]

    def nouns(self) -> list[str]:
        return [_singular(word) for word in self.words if not _describes(word)]


def parse(expression: str) -> Wording:
    """Take an expression apart; never raises, whatever the text.

    The first phrase names the thing: 'the man riding a black scooter' is a man, and black is the scooter's. Only
    the first 64 words count.
    """
    text = expression[:_CHARACTERS_AT_MOST].lower()
    for words_together, one_word in _COMPOUND_LINKS.items():
        text = text.replace(words_together, one_word)
    words = re.findall(r"t-shirt|[a-z]+", text)[:_TOKENS_AT_MOST]
    head, *rest = _phrases(words)
    nouns = _head_nouns(head)
    described = list(head.words)
    relation = neighbour = ""
    for phrase in rest:
        others = phrase.nouns()
        worn = phrase.link in _WORN_AFTER and (
            phrase.link != "in" or not others or others[-1] in _CLOTHES
        )
        if worn or phrase.link in _DESCRIBES_AFTER:
            described += phrase.words
        elif others and not neighbour:
            relation, neighbour = phrase.link, " ".join(others)
    places, heading = _places(words)
    return Wording(
        noun=" ".join(nouns),
        phrase=" ".join(_singular(word) for word in head.words if word not in _EMPTY)
        if nouns
        else "",
        colours=_colours(described),
        size=next((_SIZES[word] for word in described if word in _SIZES), None),
        places=places,
        moving=_moving(words),
        heading=heading,
        relation=relation,
        neighbour=neighbour,
    )


def content_words(expression: str) -> list[tuple[int, int]]:
    """Where the words are that say something about the thing, as (start, end): not articles, prepositions and such."""
    found: list[tuple[int, int]] = []
    for word in re.finditer(r"\w(?:[\w'’-]*\w)?", expression):
        if without_blanks(word[0]):
            pieces = telling_pieces(word[0])
            found += [(word.start() + start, word.start() + end) for start, end in pieces]
        elif word[0].lower() not in _LINKS and word[0].lower() not in _EMPTY:
            found.append(word.span())
    return found


def _phrases(words: Iterable[str]) -> list[_Phrase]:
    """Cut at prepositions and pronouns, and at verbs that follow what they are about."""
    phrases = [_Phrase("", [])]
    for word in words:
        named = bool(phrases[-1].nouns())
        coloured = bool(phrases[-1].link) and any(w in COLOURS for w in phrases[-1].words)
        if word == "and" and not named:
            continue  # 'brown and white cow'
        if word in _LINKS or (_is_verb(word) and (named or coloured)):
            phrases.append(_Phrase(word, []))
        else:
            phrases[-1].words.append(word)
    return phrases


def _head_nouns(head: _Phrase) -> list[str]:
    nouns = head.nouns()
    for position, noun in enumerate(nouns):
        if noun in PEOPLE:  # 'the man kite surfing' is not a kite
            del head.words[[_singular(word) for word in head.words].index(noun) + 1 :]
            return nouns[: position + 1]
    return nouns


def _colours(words: list[str]) -> tuple[str, ...]:
    found = []
    for word, following in pairwise([*words, ""]):
        shade = word in ("light", "dark") and following in COLOURS
        if word in COLOURS and not shade:
            found.append(COLOURS[word])
    return tuple(dict.fromkeys(found))


def _places(words: list[str]) -> tuple[tuple[str, ...], Heading | None]:
    text = " ".join(words)
    heading = None
    for pattern in (_FROM_TO, _MOVES_TO):
        if moved := re.search(pattern, text):
            heading = _HEADINGS[moved[1]]
            text = text[: moved.start()] + text[moved.end() :]
            break
    # 'left of the dog' places the thing by its neighbour, not in the picture.
    text = re.sub(r"\b\w+ of (?!the (?:picture|image|frame|screen|video|scene|view))", "", text)
    return tuple(dict.fromkeys(_PLACES[word] for word in text.split() if word in _PLACES)), heading


def _moving(words: list[str]) -> bool | None:
    for before, word in pairwise(["", *words]):
        if word in _MOTIONS:
            return before != "not"
        if word in _RESTS:
            return before == "not"
    return None


def _is_verb(word: str) -> bool:
    if word in _MOTIONS or word in _RESTS:
        return True
    return len(word) > 4 and word.endswith(("ing", "ed")) and word not in _NO_PARTICIPLE


def _describes(word: str) -> bool:
    known = word in COLOURS or word in _SIZES or word in _PLACES or word in _EMPTY
    return known or _is_verb(word)


def _singular(word: str) -> str:
    if word in _SINGULARS:
        return _SINGULARS[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
