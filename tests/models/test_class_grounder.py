"""The class grounder finds what the classifier takes for the noun."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from rvos_studio.models.class_grounder import ClassGrounder, network_size
from rvos_studio.models.class_names import (
    CLASSES,
    NounBinder,
    class_names,
    embed_class_names,
    noun_classes,
)
from rvos_studio.models.protocols import Prediction, Step
from rvos_studio.models.sampling import evenly_spaced
from rvos_studio.models.text import SentenceEmbedder
from rvos_studio.models.words import parse
from tests.models.moving_squares import ArrayClip, answers, assert_sound, overlap


@pytest.fixture(scope="module")
def embedder():
    return SentenceEmbedder()


@pytest.fixture(scope="module")
def grounder(embedder):
    return ClassGrounder(embedder)


@pytest.fixture(scope="module")
def binder(embedder):
    return NounBinder(embedder)


def chosen(binder, expression, at_least=0.9):
    weights = binder.weigh(parse(expression))
    return {class_names()[number][0] for number in np.flatnonzero(weights >= at_least)}


def test_a_thousand_classes_in_the_classifiers_order():
    names = class_names()
    assert len(names) == CLASSES
    spots = {
        0: "tench",
        100: "black swan",
        207: "golden retriever",
        409: "analog clock",
        817: "sports car",
    }
    assert {number: names[number][0] for number in spots} == spots
    assert names[954][0] == "banana"
    assert all(0 <= number < CLASSES for row in noun_classes().values() for number in row)


def test_the_stored_vectors_are_those_of_the_names(binder, embedder):
    binder.weigh(parse("a sofa"))
    few = range(400, 412)
    np.testing.assert_allclose(
        binder._vectors[few.start : few.stop], embed_class_names(embedder, few), atol=0.02
    )


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("the black swan", "black swan"),
        ("a red fox", "red fox"),
        ("the banana", "banana"),
        ("the brown horse", "sorrel horse"),
        ("a fence", "picket fence"),
        ("the white dog walking", "kuvasz"),
        ("the man riding a scooter", "crash helmet"),
        ("the race car", "racer"),
        ("the grey van", "minivan"),
    ],
)
def test_nouns_find_their_classes(binder, expression, name):
    assert name in chosen(binder, expression)


def test_a_rider_is_not_the_mount(binder):
    assert "motor scooter" not in chosen(binder, "the man riding a scooter", 0.01)


def test_meaning_helps_where_no_name_fits(binder):
    assert chosen(binder, "the sofa", 0.5) == {"studio couch"}


@pytest.mark.parametrize("expression", ["", "🐶", "狗", "the moving one"])
def test_no_noun_no_class(binder, expression):
    assert not binder.weigh(parse(expression)).any()


def test_the_drawn_clock_is_found_where_it_is(grounder):
    clip, places = clocks()
    found = answers(grounder, clip, ["the clock", "the orange"])
    for answer in (a for a in found if a.expression == 0):
        assert overlap(answer, places[answer.frame]) > 0.5
        assert answer.confidence > 0.3


def test_frames_of_a_subset_are_answered_as_in_the_whole(grounder):
    clip, _ = clocks()
    some = answers(grounder, clip, ["the clock"], [1, 3])
    every = answers(grounder, clip, ["the clock"])
    assert [answer.frame for answer in some] == [1, 3]
    np.testing.assert_array_equal(some[1].probability, every[3].probability)


@pytest.mark.parametrize("shape", [(1, 1, 1), (2, 16, 16), (1, 17, 233), (1, 201, 33)])
def test_any_size_length_and_text(grounder, shape):
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3)).astype(np.uint8)
    texts = ["the red dog on the left", "", "🐶", "狗在跑", "a big moving thing " * 600]
    for clip in (ArrayClip(noise), ArrayClip(np.full_like(noise, 90))):
        found = answers(grounder, clip, texts)
        assert len(found) == len(texts) * len(clip)
        assert_sound(found, clip)


def test_what_names_nothing_is_answered_with_nothing(grounder):
    clip, _ = clocks(1)
    for answer in answers(grounder, clip, ["", "狗在跑"]):
        assert answer.confidence == 0
        assert answer.probability.max() == 0


def test_progress_and_cancel(grounder):
    clip, _ = clocks(3)
    stream = grounder.segment(clip, ["the clock"], range(3))
    first = next(stream)
    assert isinstance(first, Step)
    assert (first.done, first.total) == (0, 3)
    assert isinstance(next(item for item in stream if isinstance(item, Prediction)), Prediction)
    stream.close()
    assert next(stream, None) is None
    assert list(grounder.segment(clip, [], range(3))) == []


def test_reference_frames_are_spread_over_the_clip():
    assert evenly_spaced(1) == [0]
    assert evenly_spaced(3) == [0, 1, 2]
    assert evenly_spaced(100_000, 3) == [0, 50_000, 99_999]
    assert evenly_spaced(0) == []


@pytest.mark.parametrize("size", [(480, 854), (854, 480), (16, 16), (1, 4000), (4000, 1)])
def test_network_sizes_are_bounded(size):
    height, width = network_size(*size, 384 * 672)
    assert height % 32 == width % 32 == 0
    assert height * width < 1.3 * 384 * 672


def clocks(count=4):
    """Wall clocks drawn on a dull wall, the clock 6 pixels further right on each frame; with their places."""
    height, width, radius = 144, 256, 38
    rng = np.random.default_rng(1)
    wall = 120 + 6 * gaussian_filter(rng.normal(0, 10, (height, width)), 3)
    rows, columns = np.mgrid[0:height, 0:width]
    frames, places = [], []
    for number in range(count):
        x, y = columns - 80 - 6 * number, rows - 70
        away, angle = np.hypot(x, y), np.degrees(np.arctan2(y, x))
        picture = np.repeat(wall[..., None], 3, axis=2)
        picture[away <= radius] = (40, 30, 30)
        picture[away < radius - 4] = (245, 243, 235)
        ticks = (np.abs((angle + 15) % 30 - 15) < 4) & (away > radius - 12) & (away < radius - 6)
        hands = (np.abs(x) < 2) & (y < 2) & (y > -26) | (np.abs(y) < 2) & (x > -2) & (x < 18)
        picture[ticks | hands] = (15, 15, 15)
        frames.append(np.clip(picture, 0, 255).astype(np.uint8))
        places.append(away <= radius)
    return ArrayClip(np.stack(frames)), places


def test_another_sentence_model_gets_class_vectors_of_its_own():
    class Turned(SentenceEmbedder):
        def embed(self, sentences):
            return -super().embed(sentences)

    binder, turned = NounBinder(SentenceEmbedder()), NounBinder(Turned())
    wording = parse("the zeppelin-like blimp craft")
    np.testing.assert_allclose(
        binder._by_meaning(wording.noun), turned._by_meaning(wording.noun), atol=0.01
    )
