"""From an English noun to the ImageNet classes under which a classifier may see the thing."""

import json
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rvos_studio import resources
from rvos_studio.models.text import SentenceEmbedder
from rvos_studio.models.words import Wording

CLASSES = 1000

_FAMILY_WEIGHT = 0.5
"""Weight of the noun's wider family beside the very class: 'race car' is also seen as a sports car."""
_SIMILAR_AT_LEAST = 0.5
_SIMILAR_CLASSES = 8
_SAME_MODEL = 0.99
"""Cosine of a stored vector and a fresh one, below which another sentence model is at work."""
"""At most so many classes stand in for a noun without a name, each this near in meaning (cosine)."""


@cache
def class_names() -> tuple[tuple[str, ...], ...]:
    """The names of every ImageNet class, in the classifier's order, lower case, the usual name first."""
    lines = resources.path("imagenet_classes.txt").read_text("utf-8").splitlines()
    return tuple(tuple(name.strip().lower() for name in line.split(",")) for line in lines)


@cache
def noun_classes() -> dict[str, tuple[int, ...]]:
    """Everyday nouns that ImageNet splits finely ('dog'), or does not know ('man', seen by clothes and gear)."""
    entries = json.loads(resources.path("noun_classes.json").read_text("utf-8"))
    table: dict[str, tuple[int, ...]] = {}
    for entry in entries:
        classes = _numbers(entry["classes"])
        table.update(
            (word, tuple(sorted({*table.get(word, ()), *classes}))) for word in entry["words"]
        )
    return table


class NounBinder:
    """Weighs the 1000 ImageNet classes by how well each fits the thing an expression names."""

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder
        self._vectors: NDArray[np.float32] | None = None

    def weigh(self, wording: Wording) -> NDArray[np.float32]:
        """Weights 0..1 of the classes; all zero when the noun is absent or near to no class.

        A name or everyday noun at the end of the phrase decides ('black swan', 'horse rider'), because English
        compounds have their head last; other nouns are compared by their sentence vectors.
        """
        weights = np.zeros(CLASSES, np.float32)
        if not wording.noun:
            return weights
        family = list(noun_classes().get(wording.noun.split()[-1], ()))
        name, named = _longest_name(wording.phrase)
        if " " in name:
            weights[family] = _FAMILY_WEIGHT
            weights[named] = 1.0
        else:
            weights[family + named] = 1.0
        if not weights.any():
            weights[_ending_in(wording.noun)] = 1.0
        if not weights.any():
            weights = self._by_meaning(wording.noun)
        return weights

    def _by_meaning(self, noun: str) -> NDArray[np.float32]:
        similarity = self._class_vectors() @ self._embedder.embed([f"a {noun}"])[0]
        weights = np.zeros(CLASSES, np.float32)
        best = np.argsort(-similarity)[:_SIMILAR_CLASSES]
        best = best[similarity[best] > max(_SIMILAR_AT_LEAST, 0.75 * float(similarity[best[0]]))]
        weights[best] = similarity[best]
        return weights

    def _class_vectors(self) -> NDArray[np.float32]:
        if self._vectors is None:
            self._vectors = np.load(resources.path("imagenet_class_vectors.npy")).astype(np.float32)
            # A sentence model of the user's own has vectors of its own; these take seconds to make.
            if embed_class_names(self._embedder, range(1))[0] @ self._vectors[0] < _SAME_MODEL:
                self._vectors = embed_class_names(self._embedder).astype(np.float32)
        return self._vectors


def embed_class_names(
    embedder: SentenceEmbedder, classes: range = range(CLASSES)
) -> NDArray[np.float16]:
    """Sentence vectors of the usual names: how `resources/imagenet_class_vectors.npy` is made."""
    return embedder.embed([f"a {class_names()[number][0]}" for number in classes]).astype(
        np.float16
    )


def _longest_name(phrase: str) -> tuple[str, list[int]]:
    """The longest end of the phrase that names classes, and those classes."""
    words = phrase.split()
    for start in range(len(words)):
        tail = " ".join(words[start:])
        if named := [number for number, names in enumerate(class_names()) if tail in names]:
            return tail, named
    return "", []


def _ending_in(noun: str) -> list[int]:
    """Classes whose usual names end in the noun's last word: 'fence' is chainlink, picket and worm fence."""
    tail = " " + noun.split()[-1]
    return [
        number
        for number, names in enumerate(class_names())
        if any(name.endswith(tail) for name in names[:2])
    ]


def _numbers(ranges: str) -> set[int]:
    """The numbers of '4 7-9'."""
    found: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found
