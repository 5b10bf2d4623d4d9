"""The challenge's memory against what the released evaluator does, recorded around a toy network."""

import json
from pathlib import Path

import numpy as np
import pytest

from rvos_studio.masks import Mask
from rvos_studio.propagation import MemoryKind, MemoryPolicy, propagate, schedule
from tests.propagation.shifting import FollowingPropagator, NumberedClip

ORACLE = Path(__file__).resolve().parents[3] / "shared" / "oracle"
RECORDED = ORACLE / "fusion" / "propagation.json"

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(
        not RECORDED.exists(), reason="the recorded reference values are not beside the checkout"
    ),
]
CASES = json.loads(RECORDED.read_text())["cases"] if RECORDED.exists() else {}
KEPT = ("reference", "match", "long", "short", "label_pixels")


class Telling(FollowingPropagator):
    """The recorded toy: the mask before, a pixel further right; writes down what it is asked."""

    def reference(self, features, labels, objects):
        pixels = np.count_nonzero(labels)
        self.events.append({"reference": features.number, "label_pixels": pixels})
        return super().reference(features, labels, objects)

    def predict(self, features, objects, long, short):
        numbers = [memory.number for memory in long]
        self.events.append({"match": features.number, "long": numbers, "short": short.number})
        return super().predict(features, objects, long, short)


@pytest.mark.parametrize("name", CASES)
def test_it_visits_and_remembers_what_the_evaluator_does(name):
    case, key = CASES[name], CASES[name]["key_frame"]
    recorded = np.load(RECORDED.with_name("propagation_masks.npz"))
    given, wanted = (
        np.unpackbits(recorded[f"{side}/{name}"]).reshape(case["frames"], 48, 64).view(bool)
        for side in ("in", "out")
    )
    clip = NumberedClip(len(given), *given.shape[1:])
    constraints = {1: {key: Mask.from_array(given[key])}}
    propagator = Telling(gap=5)
    masks = given.copy()
    plan = schedule(len(clip), constraints, challenge=True)
    policy = MemoryPolicy(MemoryKind.CHALLENGE)
    for answer in propagate(clip, propagator, constraints, plan, policy):
        masks[answer.frame] = answer.mask.array()
    assert np.array_equal(masks, wanted)
    events = [{k: e[k] for k in KEPT if k in e} for e in case["events"]]
    assert propagator.events == events
    if case["events_multiscale_flip"]:
        # Every one of six branches remembers the same frames.
        matches = [e for e in case["events_multiscale_flip"] if "match" in e]
        assert [{k: e[k] for k in KEPT if k in e} for e in matches] == [
            e for e in propagator.events if "match" in e for _ in range(6)
        ]
