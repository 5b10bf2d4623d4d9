"""What may be said of objects, and of which of them it holds.

Everything has three values: it holds (1), it does not (-1), or a viewer could argue (0). Between the first two lies
a margin, so that an expression is only written where no one would take another object for the one that is meant.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rvos_studio.training.synth.atlas import mistakable
from rvos_studio.training.synth.facts import Glimpse, Seen, both_mostly

Truth = tuple[int, ...]
"""1, -1 or 0 of every object, by index."""

_NO_COLOUR = 0.1
"""Share of its pixels below which a thing surely is not of a colour."""
_LARGER = 1.5
_FARTHER = 1.7
_GAP = 0.07
"""In widths or heights of the frame: what has to lie between neighbours in a row."""
_BESIDE = 0.1
_SWEPT = 0.12
"""In widths and heights of the frame."""
_WENT, _STAYED = 0.15, 0.03
"""In heights of the frame."""


@dataclass(frozen=True)
class Quality:
    """Something that holds of some objects, and ways to say it."""

    about: str
    holds: Truth
    adjectives: tuple[str, ...] = ()
    """Said before the noun: 'small'."""
    phrases: tuple[str, ...] = ()
    """Said behind it, with verbs in braces that depend on the thing: 'on the left', '{moving} to the right'."""
    definite: bool = False
    """Whether only 'the' will do: 'the second dog from the left'."""


def unique(truth: Truth) -> int | None:
    """The only object of which it holds while of all others it surely does not."""
    if truth.count(1) == 1 and truth.count(0) == 0:
        return truth.index(1)
    return None


def both(one: Truth, other: Truth) -> Truth:
    """The truth of 'and'."""
    return tuple(map(min, one, other))


def denied(truth: Truth) -> Truth:
    """The truth of 'not'."""
    return tuple(-each for each in truth)


def called(seen: Sequence[Seen], noun: str) -> Truth:
    """Which objects a noun names."""
    return tuple(_called(each, noun) for each in seen)


def coloured(seen: Sequence[Seen], colour: str) -> Truth:
    """Which objects everybody would say are of a colour, and which show none of it."""
    return tuple(graded(one.colour == colour, one.shares[colour] <= _NO_COLOUR) for one in seen)


def graded(holds: bool, does_not: bool) -> int:
    """1, -1 or 0."""
    return 1 if holds else -1 if does_not else 0


def _called(one: Seen, noun: str) -> int:
    if one.there == 0:
        return -1  # who is never seen cannot be meant
    thing = one.thing
    names = {thing.noun, *thing.kinds}
    if noun in names:
        return 1
    if thing.noun == "object":
        return 0
    return 0 if names & mistakable().get(noun, frozenset()) else -1


def places(seen: Sequence[Seen]) -> Iterator[Quality]:
    """Where objects are in the picture."""
    left = _place(seen, lambda g: g.x < 0.42, lambda g: g.x > 0.5)
    right = _place(seen, lambda g: g.x > 0.58, lambda g: g.x < 0.5)
    top = _place(seen, lambda g: g.y < 0.4, lambda g: g.y > 0.5)
    bottom = _place(seen, lambda g: g.y > 0.6, lambda g: g.y < 0.5)
    middle = _place(
        seen,
        lambda g: abs(g.x - 0.5) < 0.11 and abs(g.y - 0.5) < 0.25,
        lambda g: abs(g.x - 0.5) > 0.2 or abs(g.y - 0.5) > 0.35,
    )
    for side, truth in (("left", left), ("right", right)):
        phrases = (f"on the {side}", f"on the {side} side", f"at the {side} of the picture")
        yield Quality("place", truth, phrases=phrases)
    yield Quality("place", top, phrases=("at the top", "in the upper part of the picture"))
    yield Quality("place", bottom, phrases=("at the bottom", "in the lower part of the picture"))
    yield Quality(
        "place", middle, phrases=("in the middle", "in the center", "in the centre of the picture")
    )
    for height, one in (("top", top), ("bottom", bottom)):
        for side, other in (("left", left), ("right", right)):
            corner = f"{height} {side}"
            yield Quality(
                "place", both(one, other), phrases=(f"in the {corner} corner", f"at the {corner}")
            )


def _place(
    seen: Sequence[Seen], inside: Callable[[Glimpse], bool], outside: Callable[[Glimpse], bool]
) -> Truth:
    return tuple(
        graded(each.mostly(inside), each.there == 0 or each.mostly(outside)) for each in seen
    )


def motions(seen: Sequence[Seen], steady: bool) -> Iterator[Quality]:
    """Where objects go, and whether they do; in front of a background that moves, nothing is said to stand still."""
    moves = tuple(graded(e.length > _WENT, _rests(e)) for e in seen)
    ways = (
        ("right", 0, 1, ("{moving} to the right", "{moving} right", "that {moves} from left to right", "going right")),
        ("left", 0, -1, ("{moving} to the left", "{moving} left", "that {moves} from right to left", "going left")),
        ("down", 1, 1, ("moving down", "going down", "that {go} downwards")),
        ("up", 1, -1, ("moving up", "going up", "that {go} upwards")),
    )  # fmt: skip
    for _, axis, sign, phrases in ways:
        truth = tuple(_goes(each, axis, sign) for each in seen)
        yield Quality("motion", truth, phrases=phrases)
        if axis == 0:
            side = "right" if sign == 1 else "left"
            said = (
                f"that {{is}} not moving to the {side}",
                f"that {{does}} not move to the {side}",
            )
            yield Quality("not", denied(truth), phrases=said)
    yield Quality(
        "motion",
        _comes(seen, first=False),
        phrases=("that leaves", "leaving the picture", "that {go} out of view"),
    )
    yield Quality(
        "motion",
        _comes(seen, first=True),
        phrases=("that comes in", "entering the picture", "that {go} into view"),
    )
    bounces = tuple(
        graded(each.way == "bounce", each.way in ("rest", "line", "stop", "leave", "enter"))
        for each in seen
    )
    yield Quality("motion", bounces, phrases=("bouncing", "jumping up and down", "that hops"))
    if steady:
        rest = denied(moves)
        yield Quality(
            "motion", moves, adjectives=("moving",), phrases=("{moving}", "that moves", "in motion")
        )
        still = ("standing still", "that stays in place", "that {is} still", "staying where it is")
        yield Quality("motion", rest, phrases=still)
        yield Quality("not", rest, phrases=("that {does} not move", "that {is} not moving"))
        stops = tuple(graded(e.way == "stop" and e.length > _WENT, e.way != "stop") for e in seen)
        if len(seen[0].glimpses) >= 4:
            yield Quality("motion", stops, phrases=("that stops", "that moves and then stops"))


def _rests(one: Seen) -> bool:
    """Whether it stays where it is, and the camera does not sweep over it."""
    return one.length < 0.01 and not one.changes and math.hypot(*one.drift()) < _SWEPT


def _goes(one: Seen, axis: int, sign: int) -> int:
    along, across = sign * one.travel[axis], abs(one.travel[1 - axis])
    shown = sign * one.drift()[axis]
    return graded(
        along > _WENT and along > _FARTHER * across and shown > -0.02 and one.there >= 0.4,
        along < _STAYED and shown < 0.06,
    )


def _comes(seen: Sequence[Seen], *, first: bool) -> Truth:
    """Which objects are outside at the first frame and come in, or at the last."""
    truth = []
    for each in seen:
        end, start = each.glimpses[0 if first else -1], each.glimpses[-1 if first else 0]
        way = "enter" if first else "leave"
        stays = end is not None and end.shown > 0.5
        truth.append(graded(each.way == way and end is None and start is not None, stays))
    return tuple(truth)


def rank(seen: Sequence[Seen], group: tuple[int, ...]) -> Iterator[Quality]:
    """What sets one of a group apart from the rest of it: size, order, speed, distance from the middle."""
    if len(group) < 2:
        return
    several = len(group) > 2
    larger = {(i, j): _larger(seen[i], seen[j]) for i in group for j in group if i != j}
    faster = {(i, j): _faster(seen[i], seen[j]) for i in group for j in group if i != j}
    nearer = {(i, j): _nearer(seen[i], seen[j]) for i in group for j in group if i != j}
    big = ("biggest", "largest", "big") if several else ("big", "bigger", "large", "larger")
    small = ("smallest", "small", "tiniest") if several else ("small", "smaller", "little")
    for i in group:
        rest = [j for j in group if j != i]
        truth = tuple(graded(k == i, True) for k in range(len(seen)))
        if all(larger[i, j] for j in rest):
            yield Quality("size", truth, adjectives=big, definite=True)
        if all(larger[j, i] for j in rest):
            yield Quality("size", truth, adjectives=small, definite=True)
        if all(faster[i, j] for j in rest):
            word = "fastest" if several else "faster"
            yield Quality(
                "motion", truth, adjectives=(word,), phrases=(f"that moves {word}",), definite=True
            )
        if all(faster[j, i] for j in rest) and seen[i].length > _STAYED:
            yield Quality(
                "motion", truth, adjectives=("slowest" if several else "slower",), definite=True
            )
        if all(nearer[i, j] for j in rest):
            phrases = (
                "nearest the middle",
                "closest to the center",
                "nearest to the middle of the picture",
            )
            yield Quality("place", truth, phrases=phrases, definite=True)
    yield from _row(seen, group, 0, ("left", "right"))
    if not several:
        yield from _row(seen, group, 1, ("top", "bottom"))


_ORDINALS = ("", "second", "third", "fourth")


def _row(
    seen: Sequence[Seen], group: tuple[int, ...], axis: int, ends: tuple[str, str]
) -> Iterator[Quality]:
    """Order along an axis, where it is the same on most frames."""
    if min(seen[i].there for i in group) < 0.7:
        return
    order = sorted(group, key=lambda i: _mean(seen[i], axis))
    for one, other in pairwise(order):
        if not both_mostly(
            seen[one],
            seen[other],
            lambda a, b: (b.x - a.x if axis == 0 else b.y - a.y) > _GAP,
        ):
            return
    for place, i in enumerate(order):
        truth = tuple(graded(k == i, True) for k in range(len(seen)))
        for end, from_end in ((ends[0], place), (ends[1], len(order) - 1 - place)):
            if from_end == 0 and axis == 0:
                phrases = (f"farthest to the {end}", f"furthest {end}")
                words = (f"{end}most", end) if len(order) == 2 else (f"{end}most",)
                yield Quality("order", truth, words, phrases, definite=True)
            elif from_end == 0:
                word = {"top": "upper", "bottom": "lower"}[end]
                yield Quality("order", truth, (word,), (f"closer to the {end}",), definite=True)
            elif len(order) > 2 and from_end < len(_ORDINALS):
                yield Quality(
                    "order", truth, (f"{_ORDINALS[from_end]}|from the {end}",), definite=True
                )
        if len(order) == 3 and place == 1:
            yield Quality("order", truth, ("middle",), ("between the other two",), definite=True)


def relations(seen: Sequence[Seen], anchor: int, name: str) -> Iterator[Quality]:
    """How objects stand to one of them, which has a name: 'the car'."""
    sides: tuple[tuple[Callable[[Glimpse, Glimpse], float], tuple[str, ...]], ...] = (
        (lambda a, b: b.x - a.x, (f"left of {name}", f"to the left of {name}", f"on the left of {name}")),
        (lambda a, b: a.x - b.x, (f"right of {name}", f"to the right of {name}", f"on the right of {name}")),
        (lambda a, b: b.y - a.y, (f"above {name}", f"higher than {name}")),
        (lambda a, b: a.y - b.y, (f"below {name}", f"beneath {name}")),
    )  # fmt: skip
    fixed = seen[anchor]
    for away, phrases in sides:
        truth = tuple(_apart(each, fixed, away, k == anchor) for k, each in enumerate(seen))
        yield Quality("relation", truth, phrases=phrases)
    behind = tuple(
        _covered(seen, k, anchor, hider=anchor) if k != anchor else -1 for k in range(len(seen))
    )
    yield Quality("occlusion", behind, phrases=(f"behind {name}", f"partly hidden by {name}"))
    before = tuple(
        _covered(seen, anchor, k, hider=k) if k != anchor else -1 for k in range(len(seen))
    )
    yield Quality(
        "occlusion", before, phrases=(f"in front of {name}", f"that covers part of {name}")
    )


def nearest(
    seen: Sequence[Seen], group: tuple[int, ...], anchor: int, name: str
) -> Iterator[Quality]:
    """The one of a group that is closest to a named object."""
    others = [i for i in group if i != anchor]
    for i in others:
        rest = [j for j in others if j != i]
        if rest and all(_closer(seen[i], seen[j], seen[anchor]) for j in rest):
            truth = tuple(graded(k == i, True) for k in range(len(seen)))
            beside = _close(seen[i], seen[anchor])
            words = ("closest to", "nearest to", *(("next to", "beside") if beside else ()))
            phrases = tuple(f"{word} {name}" for word in words)
            yield Quality("relation", truth, phrases=phrases, definite=True)


def _apart(
    one: Seen, fixed: Seen, away: Callable[[Glimpse, Glimpse], float], is_anchor: bool
) -> int:
    if is_anchor or one.there == 0:
        return -1
    return graded(
        both_mostly(one, fixed, lambda a, b: away(a, b) > _BESIDE),
        both_mostly(one, fixed, lambda a, b: away(a, b) < 0),
    )


def _covered(seen: Sequence[Seen], lower: int, upper: int, *, hider: int) -> int:
    """Whether `upper` covers a part of `lower`; surely not where neither covers the other, or it is the other way."""
    often = seen[lower].behind.get(upper, 0.0)
    reverse = seen[upper].behind.get(lower, 0.0)
    if min(seen[lower].there, seen[upper].there) == 0:
        return -1
    return graded(often >= 0.5 and reverse == 0, often == 0)


def _larger(one: Seen, other: Seen) -> bool:
    return one.whole > _LARGER * other.whole and both_mostly(
        one, other, lambda a, b: a.area > _LARGER * b.area
    )


def _faster(one: Seen, other: Seen) -> bool:
    shown, its = math.hypot(*one.drift()), math.hypot(*other.drift())
    return (
        one.length > max(_WENT, _FARTHER * other.length)
        and shown > 1.2 * its
        and min(one.there, other.there) > 0.5
        and {one.way, other.way} <= {"rest", "line", "arc"}
    )


def _nearer(one: Seen, other: Seen) -> bool:
    def away(glimpse: Glimpse) -> float:
        return math.hypot(glimpse.x - 0.5, glimpse.y - 0.5)

    return both_mostly(
        one, other, lambda a, b: away(b) > max(_FARTHER * away(a), away(a) + _BESIDE)
    )


def _closer(one: Seen, other: Seen, fixed: Seen) -> bool:
    held = [
        math.hypot(b.x - c.x, b.y - c.y) > max(_FARTHER * near, near + _BESIDE)
        for a, b, c in zip(one.glimpses, other.glimpses, fixed.glimpses, strict=True)
        if a is not None and b is not None and c is not None
        for near in [math.hypot(a.x - c.x, a.y - c.y)]
    ]
    return len(held) >= 0.5 * len(one.glimpses) and all(held)


def _close(one: Seen, fixed: Seen) -> bool:
    return both_mostly(one, fixed, lambda a, b: math.hypot(a.x - b.x, a.y - b.y) < 0.35)


def _mean(one: Seen, axis: int) -> float:
    found = [(g.x, g.y)[axis] for g in one.glimpses if g is not None]
    return sum(found) / len(found)
