"""Expressions that hold for exactly one object of a scene, and some that hold for none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from random import Random

from rvos_studio.training.synth.atlas import mistakable, things
from rvos_studio.training.synth.backdrops import Backdrop
from rvos_studio.training.synth.facts import Seen
from rvos_studio.training.synth.qualities import (
    Quality,
    Truth,
    both,
    called,
    coloured,
    denied,
    motions,
    nearest,
    places,
    rank,
    relations,
    unique,
)
from rvos_studio.training.synth.sprites import PAINTS, Thing


def _words(text: str) -> list[str]:
    return text.split()


MOST = 4
"""Expressions of an object at most."""
NOTHING = 2
"""Expressions of a scene that refer to nothing, at most."""
_VAGUE = 0.3
"""Share of objects that may also be called 'object' or 'thing'."""
_SPEAKABLE = frozenset(
    _words(
        """
        animal bird insect fish dog vehicle car truck bus train boat aircraft person man woman fruit vegetable ball
        bag hat shoe tool flower plant toy tree clock computer
        """
    )
)
"""Kinds that one says 'the ... on the left' of; 'furniture' is none."""
_RARE = {"size", "order", "relation", "occlusion"}
_VERBS = {
    **dict.fromkeys(_words("airplane aircraft rocket butterfly bee bat kite bird"), ("fly",)),
    **dict.fromkeys(_words("penguin rooster turkey peacock flamingo chick goose"), ("walk",)),
    **dict.fromkeys(_words("whale dolphin seal octopus squid fish swan duck"), ("swim",)),
    **dict.fromkeys(_words("snail caterpillar snake crab lobster shrimp insect spider"), ("crawl",)),
    "boat": ("sail",), "vehicle": ("drive",), "person": ("walk", "run"), "animal": ("walk", "run"),
}  # fmt: skip
_PARTICIPLES = {"run": "running", "swim": "swimming", "drive": "driving", "move": "moving"}
_APART = (
    ({"relation", "occlusion"}, {"motion", "not"}),
    ({"relation"}, {"occlusion"}),
    ({"motion"}, {"not"}),
)
"""Not said together: in 'the dog left of the car that moves' the car could be meant to move."""


@dataclass(frozen=True)
class Expression:
    """A sentence about a clip."""

    text: str
    label: int
    """The object it refers to, from 1; 0 for nothing."""
    about: frozenset[str]
    """What one has to look at: noun, kind, object (which may be any), colour, size, place, order, motion, relation,
    occlusion, not."""


@dataclass(frozen=True)
class _Head:
    """The middle of an expression: a noun, maybe with a colour."""

    noun: str
    colour: str
    holds: Truth
    about: frozenset[str]


def expressions(random: Random, seen: Sequence[Seen], backdrop: Backdrop) -> Iterator[Expression]:
    """Up to `MOST` expressions of every object that can be told from the others, about different things each."""
    plain = [*places(seen), *motions(seen, backdrop.steady)]
    anchors = list(_anchors(seen, backdrop.shows))
    for target, one in enumerate(seen):
        if not one.clear:
            continue
        found = _told(seen, target, plain, anchors, backdrop.shows)
        vague = random.random() < _VAGUE
        kinds = [about for about in sorted(found, key=sorted) if vague or "object" not in about]
        kinds.sort(key=lambda about: -(random.random() ** (1 / _weight(about))))
        for about in kinds[:MOST]:
            head, qualities = random.choice(found[about])
            yield Expression(_sentence(random, one.thing, head, qualities), target + 1, about)


def _weight(about: frozenset[str]) -> int:
    """How much rather than others such an expression is taken: what is rarely at hand, then what an object is."""
    return 3 if about & _RARE else 2 if len(about) == 1 else 1


def nothing(random: Random, seen: Sequence[Seen], backdrop: Backdrop) -> Iterator[Expression]:
    """Up to `NOTHING` expressions that hold for no object: another noun, or something that none of a noun is."""
    absent = [
        each
        for each in random.sample(things(), 6)
        if set(called(seen, each.noun)) == {-1} and not _close_to_any(each, seen, backdrop.shows)
    ]
    for each in absent[:1]:
        head = _Head(each.noun, "", called(seen, each.noun), frozenset({"noun"}))
        quality = random.choice([None, *_told_of_any(seen, backdrop.steady)])
        yield Expression(
            _sentence(random, each, head, [quality] if quality else []), 0, frozenset({"noun"})
        )
    one = random.choice(seen)
    head = _head(seen, one.thing.noun, "", "noun")
    if 0 in head.holds or 1 not in head.holds or head.noun in backdrop.shows:
        return
    colours = [each for each in PAINTS if set(both(head.holds, coloured(seen, each))) == {-1}]
    if one.thing.colours and colours:
        painted = _head(seen, head.noun, random.choice(colours), "noun")
        yield Expression(_sentence(random, one.thing, painted, []), 0, painted.about)
        return
    false = [
        each for each in motions(seen, backdrop.steady) if set(both(head.holds, each.holds)) == {-1}
    ]
    if false:
        quality = random.choice(false)
        text = _sentence(random, one.thing, head, [quality])
        yield Expression(text, 0, head.about | {quality.about})


def _told_of_any(seen: Sequence[Seen], steady: bool) -> list[Quality]:
    return [each for each in (*places(seen), *motions(seen, steady)) if each.about != "not"]


def _close_to_any(thing: Thing, seen: Sequence[Seen], shows: frozenset[str]) -> bool:
    """Whether a viewer could take an object of the scene for the thing, or for something of its kind."""
    near = {thing.noun, *thing.kinds, *mistakable().get(thing.noun, ())}
    if near & shows:
        return True
    return any({one.thing.noun, *one.thing.kinds[:1]} & near for one in seen)


_Told = dict[frozenset[str], list[tuple[_Head, list[Quality]]]]


def _told(
    seen: Sequence[Seen],
    target: int,
    plain: list[Quality],
    anchors: list[tuple[int, str, list[Quality]]],
    shows: frozenset[str],
) -> _Told:
    """All that tells an object from the others, by what it is about."""
    found: _Told = {}

    def add(head: _Head, *qualities: Quality) -> None:
        about = head.about.union(each.about for each in qualities)
        found.setdefault(about, []).append((head, list(qualities)))

    mine = [each for each in plain if each.holds[target] == 1]
    for head in _heads(seen, target, shows):
        alone = unique(head.holds) == target
        if alone and head.noun not in ("object", "thing"):
            add(head)
        here = [*mine, *_within(seen, head, target)]
        for anchor, name, qualities in anchors:
            if anchor != target:
                here += [each for each in qualities if each.holds[target] == 1]
                group = tuple(k for k, each in enumerate(head.holds) if each == 1)
                if 0 not in head.holds:
                    closest = nearest(seen, group, anchor, name)
                    here += [each for each in closest if each.holds[target] == 1]
        telling = []
        for quality in here:
            if unique(both(head.holds, quality.holds)) != target:
                telling.append(quality)
            elif not alone or quality.about in ("place", "motion"):
                add(head, quality)
        if not alone:
            for one, other in combinations(telling, 2):
                if _go_together(one, other):
                    truth = reduce(both, (head.holds, one.holds, other.holds))
                    if unique(truth) == target:
                        add(head, one, other)
    return found


def _go_together(one: Quality, other: Quality) -> bool:
    if one.about == other.about or one.definite or other.definite:
        return False
    pair = {one.about, other.about}
    return not any(pair & some and pair & rest for some, rest in _APART)


def _heads(seen: Sequence[Seen], target: int, shows: frozenset[str]) -> Iterator[_Head]:
    """Names for an object, with its colour where it is sure; none that a thing in the background may have."""
    one = seen[target]
    nouns = {one.thing.noun: "noun"}
    nouns.update((kind, "kind") for kind in one.thing.kinds if kind in _SPEAKABLE)
    nouns.setdefault("object", "object")
    for noun, about in nouns.items():
        if noun in shows:
            continue
        yield _head(seen, noun, "", about)
        if one.colour and one.colour != noun:
            yield _head(seen, noun, one.colour, about)


def _head(seen: Sequence[Seen], noun: str, colour: str, about: str) -> _Head:
    if noun == "object":
        truth: Truth = tuple(1 if each.there else -1 for each in seen)
    else:
        truth = called(seen, noun)
    if colour:
        truth = both(truth, coloured(seen, colour))
    return _Head(noun, colour, truth, frozenset({about, "colour"} if colour else {about}))


def _within(seen: Sequence[Seen], head: _Head, target: int) -> Iterator[Quality]:
    """What sets the object apart among those that the head names."""
    if 0 in head.holds:
        return
    group = tuple(k for k, each in enumerate(head.holds) if each == 1)
    yield from (each for each in rank(seen, group) if each.holds[target] == 1)
    if len(group) > 1 and not head.colour:
        for colour in PAINTS:
            truth = coloured(seen, colour)
            if all(truth[k] == (-1 if k == target else 1) for k in group):
                said = tuple(
                    f"{each} {colour}"
                    for each in ("that {is} not", "which {is} not", "that {isnt}")
                )
                yield Quality("not", denied(truth), phrases=said)
        for noun in sorted({seen[k].thing.noun for k in group} - {head.noun, "object"}):
            truth = called(seen, noun)
            if all(truth[k] == (-1 if k == target else 1) for k in group):
                that = f"{{is}} not {article(noun)} {noun}"
                yield Quality("not", denied(truth), phrases=(f"that {that}", f"which {that}"))


def _anchors(
    seen: Sequence[Seen], shows: frozenset[str]
) -> Iterator[tuple[int, str, list[Quality]]]:
    """Objects with a name of their own, and how the others stand to them."""
    for k, one in enumerate(seen):
        if not one.clear or len(seen) < 2 or one.thing.noun in shows:
            continue
        noun = one.thing.noun
        names = [_head(seen, noun, each, "noun") for each in dict.fromkeys(("", one.colour))]
        for head in names:
            if noun != "object" and unique(head.holds) == k:
                name = f"the {head.colour} {noun}" if head.colour else f"the {noun}"
                yield k, name, list(relations(seen, k, name))
                break


def _sentence(random: Random, thing: Thing, head: _Head, qualities: Sequence[Quality]) -> str:
    before: list[str] = []
    behind: list[str] = []
    tail = ""
    for quality in sorted(qualities, key=lambda each: each.about in ("motion", "not")):
        if quality.adjectives and (not quality.phrases or random.random() < 0.5):
            word, _, tail = random.choice(quality.adjectives).partition("|")
            before.append(word)
        else:
            behind.append(random.choice(quality.phrases))
    if len(behind) == 2 and behind[0].startswith("that ") and behind[1].startswith("that "):
        behind[1] = "and " + behind[1]
    noun = head.noun
    if noun == "object" and random.random() < 0.3:
        noun = "thing"
    words = [*before, head.colour, noun, tail, *behind]
    plural = thing.plural and head.noun == thing.noun
    text = " ".join(each for each in words if each).format(**_slots(random, thing, plural))
    if any(each.definite for each in qualities):
        return f"the {text}"
    first = random.random()
    if plural:
        return f"the {text}" if first < 0.8 else text
    return f"the {text}" if first < 0.6 else f"{article(text)} {text}" if first < 0.9 else text


def article(text: str) -> str:
    """'a' or 'an', by the first letter."""
    return "an" if text[0] in "aeiou" else "a"


def _slots(random: Random, thing: Thing, plural: bool) -> dict[str, str]:
    """The words for the braces of phrases."""
    verb = "move"
    suited = next((_VERBS[name] for name in (thing.noun, *thing.kinds) if name in _VERBS), ())
    if suited and random.random() < 0.5:
        verb = random.choice(suited)
    third = {"fly": "flies"}.get(verb, verb + "s")
    return {
        "is": "are" if plural else "is",
        "isnt": "aren't" if plural else "isn't",
        "does": "do" if plural else "does",
        "go": "go" if plural else "goes",
        "moves": verb if plural else third,
        "moving": _PARTICIPLES.get(verb, verb + "ing"),
    }
