"""Expressions hold: their words are looked up again in the label maps alone."""

import re

import numpy as np
import pytest

from rvos_studio.training.synth import SyntheticSource
from rvos_studio.training.synth.sprites import PAINTS

_RANKS = {"second": 1, "third": 2, "fourth": 3}
_BIG = r"\b(big|bigger|biggest|large|larger|largest)\b"
_SMALL = r"\b(small|smaller|smallest|little|tiniest)\b"
_NEEDED = {
    "left": 60,
    "right": 60,
    "top": 20,
    "bottom": 20,
    "big": 15,
    "small": 15,
    "rank": 15,
    "way": 30,
    "side": 30,
}


class Measured:
    """Middles and areas of a clip's objects, from its label maps."""

    def __init__(self, clip):
        self.clip = clip
        count, high, wide = clip.labels.shape
        self.x, self.y, self.area = (np.full((len(clip.subjects), count), np.nan) for _ in range(3))
        for k, subject in enumerate(clip.subjects):
            for t in range(count):
                rows, columns = np.nonzero(clip.labels[t] == subject.label)
                if rows.size > 0.0015 * high * wide:
                    self.x[k, t], self.y[k, t] = columns.mean() / wide, rows.mean() / high
                    self.area[k, t] = rows.size

    def seen(self):
        return [k for k in range(len(self.x)) if not np.isnan(self.x[k]).all()]

    def named(self, noun, colour):
        found = []
        for k in self.seen():
            one = self.clip.seen[k]
            right_noun = noun in ("object", "thing") or noun in (one.thing.noun, *one.thing.kinds)
            if right_noun and colour in ("", one.colour):
                found.append(k)
        return found


def taken_apart(text, measured):
    """Noun and colour of what an expression means, and the text without them."""
    things = [each.thing for each in measured.clip.seen]
    nouns = {"object", "thing"} | {name for each in things for name in (each.noun, *each.kinds)}
    found = [
        (match.start(), -len(noun), noun)
        for noun in nouns
        if (match := re.search(rf"(?<![\w-]){re.escape(noun)}(?![\w-])", text))
    ]
    at, _, noun = min(found)
    before = text[:at].split()
    colour = before[-1] if before and before[-1] in PAINTS else ""
    return noun, colour, text


def first(values, k, group, sign=1):
    """Whether an object comes first of its group on most frames on which it and another are seen."""
    for other in group:
        if other != k:
            apart = sign * (values[other] - values[k])
            apart = apart[~np.isnan(apart)]
            if apart.size and (apart > 0).mean() < 0.75:
                return False
    return True


def steady(clip):
    camera = clip.scene.camera
    return np.ptp(camera.middles, axis=0).max() < 0.05 and np.ptp(camera.zooms) < 0.02


@pytest.fixture(scope="module")
def checked():
    """Kinds of claims -> how many were looked up; fails at the first that is wrong."""
    counts = dict.fromkeys(_NEEDED, 0)
    source = SyntheticSource(21)
    for number in range(250):
        clip = source.clip(number)
        measured = Measured(clip)
        for each in clip.expressions:
            for kind, holds in claims(each, measured):
                assert holds, (number, kind, each)
                counts[kind] += 1
    return counts


def claims(expression, measured):
    """Kind and truth of what an expression says, as far as label maps tell."""
    noun, colour, text = taken_apart(expression.text, measured)
    k = expression.label - 1
    group = measured.named(noun, colour)
    assert k in group, expression
    x, y, area = measured.x, measured.y, measured.area
    alone = {
        "left": (x, 1, r"on the left( side)?$|left of the picture|leftmost|thest (to the )?left"),
        "right": (
            x,
            -1,
            r"on the right( side)?$|right of the picture|rightmost|thest (to the )?right",
        ),
        "top": (y, 1, r"at the top$|in the upper part of|^the upper\b"),
        "bottom": (y, -1, r"at the bottom$|in the lower part of|^the lower\b"),
    }
    # Two things are said together only where one alone does not do.
    if len(expression.about - {"noun", "kind", "object", "colour"}) == 1:
        for kind, (values, sign, pattern) in alone.items():
            if re.search(pattern, text):
                yield kind, first(values, k, group, sign)
    if match := re.search(r"\b(second|third|fourth)\b.* from the (left|right|top|bottom)", text):
        values = x if match[2] in ("left", "right") else y
        order = sorted(
            group, key=lambda i: np.nanmean(values[i]), reverse=match[2] in ("right", "bottom")
        )
        yield "rank", order[_RANKS[match[1]]] == k
    if re.search(_BIG, text):
        yield "big", first(-area, k, group)
    if re.search(_SMALL, text):
        yield "small", first(area, k, group)
    if steady(measured.clip) and (
        match := re.search(
            r"(?<!not )\b\w+ing (?:to the )?(left|right)$|from (?:left|right) to (left|right)$",
            text,
        )
    ):
        there = x[k][~np.isnan(x[k])]
        went = there[-1] - there[0]
        yield "way", went > 0 if "right" in (match[1], match[2]) else went < 0
    if match := re.search(r"\b(left|right) of the (\w+ )?([\w ]+?)( that| on| in| at|$)", text):
        about = [i for i in measured.seen() if measured.clip.seen[i].thing.noun == match[3]]
        about = [i for i in about if (match[2] or "").strip() in ("", measured.clip.seen[i].colour)]
        if len(about) == 1:
            yield "side", first(x, k, about, 1 if match[1] == "left" else -1)


@pytest.mark.parametrize("kind", _NEEDED)
def test_claims_hold(checked, kind):
    assert checked[kind] >= _NEEDED[kind], checked


def test_colours_and_nouns_mean_one_object():
    source = SyntheticSource(22)
    plain = 0
    for number in range(150):
        clip = source.clip(number)
        measured = Measured(clip)
        for each in clip.expressions:
            if each.about <= {"noun", "kind", "colour"}:
                noun, colour, _ = taken_apart(each.text, measured)
                assert measured.named(noun, colour) == [each.label - 1], each
                plain += 1
    assert plain > 100


def test_what_refers_to_nothing_does():
    source = SyntheticSource(23)
    absent = 0
    for number in range(100):
        clip = source.clip(number)
        measured = Measured(clip)
        for each in clip.nothing:
            assert each.label == 0
            if each.about == {"noun"}:
                names = {n for s in clip.seen for n in (s.thing.noun, *s.thing.kinds)}
                words = re.sub(r"^(the|a|an) ", "", each.text)
                assert not any(words == n or words.startswith(f"{n} ") for n in names), each
                absent += 1
            elif each.about == {"noun", "colour"}:
                noun, colour, _ = taken_apart(each.text, measured)
                assert colour
                assert not measured.named(noun, colour), each
    assert absent > 60
