"""Votes and means, against the same said slowly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rvos_studio.errors import BadInput
from rvos_studio.fusion import Ballots, Mode, Range, Vote, fuse, of_vote
from rvos_studio.masks import FULL, Mask

SHAPE = 9, 13
MEMBERS = "a", "b", "c"


@st.composite
def frames(draw):
    """Levels of every member, one to three each, within a part of the frame."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    rows, columns = draw(st.integers(0, 9)), draw(st.integers(0, 13))
    levels = {}
    for member in MEMBERS:
        maps = rng.integers(0, 256, (draw(st.integers(1, 3)), *SHAPE)).astype(np.uint8)
        maps[:, rows:] = 0
        maps[:, :, columns:] = 0
        levels[member] = list(maps)
    return levels


def masks_of(levels):
    return {m: [Mask.from_array(each > 127) for each in maps] for m, maps in levels.items()}


votes = st.builds(
    Vote,
    st.just(MEMBERS),
    st.sampled_from([0.01, 0.25, 1 / 3, 0.5, 0.6, 2 / 3, 0.75, 1.0]),
    st.sampled_from([(), (1, 1, 1), (2, 1, 1), (0.5, 1, 0), (0.1, 0.2, 0.3)]),
    st.sampled_from(list(Mode)),
)


@given(frames(), votes)
def test_a_vote_is_what_it_says(levels, vote):
    masks = masks_of(levels)
    found = Ballots.of(masks, levels).decide(vote)
    total = cast = 0
    for member, weight in vote.weighted.items():
        for mask, level in zip(masks[member], levels[member], strict=True):
            total = total + weight * (level / FULL if vote.mode is Mode.MEAN else mask.array())
            cast += weight
    reached = total / cast - vote.threshold
    if vote.mode is Mode.MEAN:
        assert (found == (reached > 0))[abs(reached) > 1e-6].all()
    else:
        assert np.array_equal(found, (reached > -1e-6) & (total > 0))


@given(frames(), st.sampled_from([0.1, 0.5, 0.75, 1.0]))
def test_it_agrees_with_the_vote_over_a_list(levels, threshold):
    masks = masks_of(levels)
    everything = [mask for each in masks.values() for mask in each]
    found = Ballots.of(masks).decide(Vote(MEMBERS, threshold))
    assert Mask.from_array(found) == fuse(everything, threshold)


def test_who_has_no_mask_does_not_count():
    full, empty = Mask.full(*SHAPE), Mask.empty(*SHAPE)
    ballots = Ballots.of({"a": [full], "b": [], "c": [empty]})
    assert ballots.decide(Vote(("a", "b"), 1.0)).all()
    assert ballots.decide(Vote(("a", "nobody"), 1.0)).all()
    assert not ballots.decide(Vote(("c",))).any()
    assert ballots.decide(Vote(("b",))) is None
    assert ballots.decide(Vote(("a", "c"), 0.5, (0, 1))).any() == False  # noqa: E712
    assert Ballots.of({}).decide(Vote(("a",))) is None


def test_two_hundred_votes_do_not_overflow():
    full = Mask.full(*SHAPE)
    ballots = Ballots.of(
        {m: [full] * 200 for m in MEMBERS},
        {m: [np.full(SHAPE, 255, np.uint8)] * 200 for m in MEMBERS},
    )
    for mode in Mode:
        assert ballots.decide(Vote(MEMBERS, 0.99, mode=mode)).all()
        assert ballots.decide(Vote(MEMBERS, 0.99, (1, 2, 3), mode)).all()


def test_a_mean_of_what_is_not_known_is_refused_with_a_sentence():
    full = Mask.full(*SHAPE)
    ballots = Ballots.of({"a": [full], "b": [full]}, {"a": [np.full(SHAPE, 255, np.uint8)]})
    with pytest.raises(BadInput, match="probabilities of b are not known"):
        ballots.decide(Vote(("a", "b"), mode=Mode.MEAN))
    with pytest.raises(BadInput, match="different sizes"):
        Ballots.of({"a": [full, Mask.full(3, 4)]})
    with pytest.raises(BadInput, match="at most 255"):
        Ballots.of({"a": [full] * 256})


def test_ranges_decide_who_takes_part():
    vote = Vote(
        ("a", "b"), 0.5, (2, 1), ranges=(Range(4, 9, ("c",)), Range(8, 9, ("a", "c"), (1, 3), 0.9))
    )
    assert vote.at(3) == Vote(("a", "b"), 0.5, (2, 1))
    assert vote.at(4) == vote.at(7) == Vote(("c",), 0.5)
    assert vote.at(8) == Vote(("a", "c"), 0.9, (1, 3))
    assert vote.everybody == ("a", "b", "c")
    assert Vote.from_data(vote.data()) == vote
    assert (
        of_vote(vote).hash == of_vote(Vote.from_data(vote.data())).hash != of_vote(vote.at(3)).hash
    )
    assert Vote.from_data({"members": ["a"], "threshold": 0.75}) == Vote(("a",), 0.75)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"threshold": 0}, "share above 0 and at most 1; 0 is not"),
        ({"threshold": 1.5}, "1.5 is not"),
        ({"weights": (1,)}, "2 members need 2 weights"),
        ({"weights": (0, 0)}, "at least one of them is above 0"),
        ({"weights": (1, -1)}, "numbers from 0"),
        ({"weights": (1, float("nan"))}, "numbers from 0"),
        ({"members": ("a", "a")}, "names one twice"),
        ({"ranges": (Range(5, 3, ("a",)),)}, "Frames 5 to 3 are no range"),
        ({"ranges": (Range(3, 5, ("a",), threshold=2),)}, "2 is not"),
        ({"ranges": (Range(3, 5, ("a",), (1, 2)),)}, "1 members need 1 weights"),
    ],
)
def test_votes_that_make_no_sense_are_refused(said, sentence):
    with pytest.raises(BadInput, match=sentence):
        Vote(**{"members": ("a", "b")} | said)
