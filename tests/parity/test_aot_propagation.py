"""Whole propagations with AOT and DeAOT against the authors' evaluators: both ways from a keyframe, and augmented."""

import json
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest
import torch

from rvos_studio.masks import Mask
from rvos_studio.models.aot_propagator import AotPropagator
from rvos_studio.models.augmented import SCALES, AllIdentities, Augmented
from rvos_studio.networks.aot.variants import VARIANTS
from rvos_studio.propagation import MemoryKind, MemoryPolicy, Propagated, propagate, schedule
from tests.parity.aot_replay import DECIDED, folder_of, seeded_network
from tests.parity.recorded import PRESENT, probe_error, seeded

TOLERANCE = 3e-5
KEYFRAME = 3

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout"),
]

network_of = cache(lambda name: seeded_network(VARIANTS[name]))


@dataclass(frozen=True)
class Frames:
    """A clip in memory."""

    frames: np.ndarray

    def __len__(self):
        return len(self.frames)

    height = property(lambda self: self.frames.shape[1])
    width = property(lambda self: self.frames.shape[2])
    fingerprint = "frames in memory"

    def frame(self, index):
        return self.frames[index]


class Forced:
    """Compares every answer of a propagator with the recorded one, and remembers the recorded one."""

    def __init__(self, propagator, clip, labels, probes):
        self._propagator, self._clip = propagator, clip
        self._labels, self._probes = labels, probes
        self._seen = []
        self.errors, self.decided, self.visited = {}, 0, []

    gap = property(lambda self: self._propagator.gap)

    def encode(self, frame):
        features = self._propagator.encode(frame)
        number = next(
            n
            for n, known in enumerate(self._clip.frames)
            if known is frame or (known == frame).all()
        )
        self._seen.append((features, number))
        return features

    def reference(self, features, labels, objects):
        return self._propagator.reference(features, labels, objects)

    def predict(self, features, objects, long, short):
        answer = self._propagator.predict(features, objects, long, short)
        number = next(n for known, n in self._seen if known is features)
        everything = with_background(answer)
        self.errors[number] = probe_error(everything[None], self._probes[f"frame{number}.prob"])
        different = answer.labels != self._labels[number]
        self.decided += np.count_nonzero(different & (margins(everything) >= DECIDED))
        self.visited.append(number)
        return replace(answer, labels=self._labels[number])

    def memorise(self, answer):
        return self._propagator.memorise(answer)


def with_background(answer):
    background = 1 - answer.probabilities.sum(axis=0, keepdims=True)
    return np.concatenate([background, answer.probabilities])


def margins(everything):
    """By how much the best probability of a pixel exceeds the second."""
    best = np.sort(everything, axis=0)
    return best[-1] - best[-2]


def looks_of(name):
    network, cpu = network_of(name), torch.device("cpu")
    ways = [(scale, flip) for scale in SCALES for flip in (False, True)]
    return [AotPropagator(network, cpu, scale=scale, flip=flip) for scale, flip in ways]


def _both_ways():
    """What is recorded: Swin-L without a fresh start only; by default what is quick."""
    for name in ("r50-deaot-l", "r50-aot-l", "swinl-aot-l", "swinl-deaot-l"):
        records = ["bidirectional"] + ["bidirectional_restart"] * name.startswith("r50")
        for record in records:
            for case in ("plain", "tta"):
                quick = name == "r50-deaot-l" and (record, case) != ("bidirectional_restart", "tta")
                yield pytest.param(name, record, case, marks=() if quick else pytest.mark.parity)


@pytest.mark.parametrize(("name", "record", "case"), list(_both_ways()))
def test_both_ways_from_a_keyframe(name, record, case):
    variant = VARIANTS[name]
    path = folder_of(variant) / f"{record}.json"
    recorded = json.loads(path.read_text())
    arrays = np.load(path.with_suffix(".npz"))
    labels = arrays[f"argmax_{case}"]
    clip = Frames(seeded.seeded_video(10, 96, 160))
    looks = looks_of(name)
    propagator = Augmented(looks) if case == "tta" else looks[2]
    forced = Forced(propagator, clip, labels, recorded["cases"][case]["probes"])
    as_challenge = recorded["source_side"] == "challenge"
    policy = MemoryPolicy(
        MemoryKind.CHALLENGE if record == "bidirectional" else MemoryKind.PUBLISHED,
        running_mark=not as_challenge,
    )
    constraints = {7: {KEYFRAME: Mask.from_array(arrays["reference"] > 0)}}
    told = [
        answer
        for answer in propagate(
            clip,
            AllIdentities(forced) if as_challenge else forced,
            constraints,
            schedule(len(clip), constraints),
            policy,
        )
        if isinstance(answer, Propagated)
    ]
    assert forced.visited == [4, 5, 6, 7, 8, 9, 2, 1, 0]
    assert max(forced.errors.values()) <= TOLERANCE
    assert forced.decided == 0
    foreground = recorded["cases"][case]["foreground_pixels"]
    assert {answer.frame: answer.mask.area for answer in told if answer.final} == {
        frame: foreground[frame] for frame in forced.visited
    }


@pytest.mark.parametrize(
    "name", ["r50-deaot-l", pytest.param("r50-aot-l", marks=pytest.mark.parity)]
)
def test_the_authors_own_augmentation(name):
    """Every look feeds on its own labels, which are not recorded: rounding may flip some and grows with the frames."""
    labels = np.load(folder_of(VARIANTS[name]) / "tta_official.npz")["labels"]
    clip = seeded.seeded_video(6, 96, 160)
    propagator = Augmented(looks_of(name), own_feedback=True)
    start = short = propagator.reference(propagator.encode(clip[0]), labels[0], 2)
    for frame in range(1, 6):
        answer = propagator.predict(propagator.encode(clip[frame]), 2, [start], short)
        different = answer.labels != labels[frame]
        assert not (different & (margins(with_background(answer)) >= 1e-4)).any()
        assert np.count_nonzero(different) <= 5
        assert frame > 2 or not different.any()
        short = propagator.memorise(answer)
