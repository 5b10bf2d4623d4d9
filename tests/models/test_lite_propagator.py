"""The small AOT and DeAOT beside the baseline whose answer they refine."""

import numpy as np
import pytest
import torch

from rvos_studio.masks import Mask
from rvos_studio.models.baseline_propagator import BaselinePropagator
from rvos_studio.models.lite_propagator import LitePropagator
from rvos_studio.networks.aot.initial import initialise
from rvos_studio.networks.aot.network import Network
from rvos_studio.networks.aot.variants import LITE
from rvos_studio.propagation import Direction, propagate, schedule
from tests.models.moving_squares import blue_place, red_place, squares


@pytest.fixture(scope="module")
def plain():
    return BaselinePropagator.load()


@pytest.fixture(scope="module", params=list(LITE))
def propagator(request, plain):
    torch.manual_seed(0)
    return LitePropagator(
        initialise(Network(LITE[request.param])).eval().requires_grad_(False), plain
    )


def followed(propagator, count=4):
    clip = squares(count)
    places = {1: red_place(0), 2: blue_place(0)}
    constraints = {number: {0: Mask.from_array(place)} for number, place in places.items()}
    plan = schedule(len(clip), constraints, Direction.FORWARD)
    return list(propagate(clip, propagator, constraints, plan))


def test_untrained_it_answers_as_the_baseline_does(propagator, plain):
    for ours, theirs in zip(followed(propagator), followed(plain), strict=True):
        assert (ours.object, ours.frame) == (theirs.object, theirs.frame)
        assert (ours.mask.array() == theirs.mask.array()).mean() > 0.999


@pytest.fixture
def overgrown(propagator):
    """It adds to every mask as much as it may."""
    bias = propagator._network.refinement.end.bias
    with torch.no_grad():
        bias.fill_(20)
        yield propagator
        bias.zero_()


def test_what_was_learnt_changes_the_answer(overgrown, plain):
    ours, theirs = (
        np.mean([each.probability for each in followed(one, 2)]) for one in (overgrown, plain)
    )
    assert ours > 2 * theirs


def test_the_baseline_remembers_its_own_answers(overgrown, plain):
    features = [overgrown.encode(squares(2).frame(number)) for number in range(2)]
    labels = red_place(0).astype(np.uint8)
    given = overgrown.reference(features[0], labels, 1)
    answer = overgrown.predict(features[1], 1, [given], given)
    own = plain.predict(features[1].plain, 1, [given.plain], given.plain)
    assert answer.labels.sum() > own.labels.sum()
    memory = overgrown.memorise(answer)
    assert np.array_equal(memory.plain.masks, plain.memorise(own).masks)


def test_more_than_ten_objects_go_in_two_groups(propagator):
    frame = squares(1).frame(0)
    labels = np.zeros(frame.shape[:2], np.uint8)
    for number in range(1, 13):
        labels[10:40, 16 * number : 16 * number + 10] = number
    features = propagator.encode(frame)
    memory = propagator.reference(features, labels, 12)
    assert len(memory.groups) == 2
    answer = propagator.predict(features, 12, [memory], memory)
    assert answer.probabilities.shape == (12, *labels.shape)
    again = propagator.memorise(answer)
    assert again.nbytes == memory.nbytes > 0
    assert np.isfinite(again.summary).all()
    assert (answer.labels == labels).mean() > 0.9


def test_its_bytes_are_told(propagator):
    features = propagator.encode(squares(1).frame(0))
    assert features.nbytes > features.plain.nbytes > 0
    assert propagator.gap == 3
    assert propagator.smaller() is None
