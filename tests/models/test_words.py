"""Expressions are taken apart by rules; these tables say how."""

import pytest

from rvos_studio.models.words import Wording, content_words, parse


@pytest.mark.parametrize(
    ("expression", "noun"),
    [
        ("the dog", "dog"),
        ("the dog that jumps over the fence", "dog"),
        ("the brown and white cow", "cow"),
        ("a walking animal", "animal"),
        ("the man kite surfing", "man"),
        ("the kite surfer", "kite surfer"),
        ("two big horses on the left", "horse"),
        ("the men in front of the car", "man"),
        ("a race car", "race car"),
        ("the person riding a scooter", "person"),
        ("the red buses", "bus"),
        ("the moving one", ""),
        ("on the left", ""),
        ("", ""),
        ("左边的狗", ""),
        ("🐕🐕", ""),
    ],
)
def test_noun(expression, noun):
    assert parse(expression).noun == noun


@pytest.mark.parametrize(
    ("expression", "colours"),
    [
        ("the red car", ("red",)),
        ("the gray car", ("grey",)),
        ("a light blue car", ("blue",)),
        ("the car which is red", ("red",)),
        ("the man in a red shirt dancing", ("red",)),
        ("a dancer in red and grey", ("red", "grey")),
        ("the man in black on the bicycle", ("black",)),
        ("the woman wearing a blue hat", ("blue",)),
        ("the man riding a black scooter", ()),
        ("the dog on the green grass", ()),
        ("the swan in the blue water", ()),
    ],
)
def test_colours_of_the_thing_and_not_of_its_surroundings(expression, colours):
    assert parse(expression).colours == colours


@pytest.mark.parametrize(
    ("expression", "relation", "neighbour"),
    [
        ("the rider on a brown horse", "on", "horse"),
        ("the man in black riding a motor scooter", "riding", "motor scooter"),
        ("the person in front of the car", "before", "car"),
        ("the man in a red shirt", "", ""),
        ("the dog", "", ""),
    ],
)
def test_neighbour(expression, relation, neighbour):
    wording = parse(expression)
    assert (wording.relation, wording.neighbour) == (relation, neighbour)


@pytest.mark.parametrize(
    ("expression", "moving", "heading", "places"),
    [
        ("the car moving to the left", True, "left", ()),
        ("a person jumping from left to right", True, "right", ()),
        ("the dog walking quickly towards the right", True, "right", ()),
        ("the man not moving", False, None, ()),
        ("the parked car on the right", False, None, ("right",)),
        ("the leftmost sheep", None, None, ("left",)),
        ("the big cat in the middle of the picture", None, None, ("middle",)),
        ("the dog on the left of the man", None, None, ()),
        ("the chair", None, None, ()),
    ],
)
def test_motion_and_place(expression, moving, heading, places):
    wording = parse(expression)
    assert (wording.moving, wording.heading, wording.places) == (moving, heading, places)


def test_size():
    assert parse("the biggest dog").size == "big"
    assert parse("a tiny red bird").size == "small"
    assert parse("the dog beside the big tree").size is None


def test_a_name_keeps_its_adjective():
    assert parse("the black swan").phrase == "black swan"


@pytest.mark.parametrize("text", ["a", "the " * 2500, "x" * 10_000, "\ud83d\x00", " ,;. ", "1 2 3"])
def test_any_text_is_taken(text):
    assert isinstance(parse(text), Wording)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("the dog that jumps over the fence", "dog jumps fence"),
        ("穿红色衣服的女孩在跳舞", "穿 红色 衣服 女孩 跳舞"),
        ("从左向右行驶的白色汽车", "左 右 行驶 白色 汽车"),
        ("左の赤い車", "左 赤 い 車"),
        ("the red BMW汽车 on the left, 穿T恤", "red BMW 汽车 left 穿 T 恤"),
        ("빨간 자동차", "빨간 자동차"),
        ("的", ""),
    ],
)
def test_words_that_say_something(expression, words):
    assert [expression[start:end] for start, end in content_words(expression)] == words.split()
