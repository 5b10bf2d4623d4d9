"""UNINEXT as a segmenter: pictures as its authors prepare them, sharing, cancelling, a full device."""

import numpy as np
import pytest
import torch
from PIL import Image

from rvos_studio import settings
from rvos_studio.errors import DeviceTooSmall
from rvos_studio.models import uninext_segmenter
from rvos_studio.models.computing import Computing
from rvos_studio.models.protocols import Notice, Prediction
from rvos_studio.models.uninext_segmenter import UninextSegmenter, load, network_size
from rvos_studio.networks.uninext.network import Network, published_names
from rvos_studio.networks.uninext.variants import VARIANTS
from tests.networks.named import filled
from tests.parity.recorded import ORACLE, PRESENT, seeded
from tests.parity.uninext_record import FOLDERS, normalised, record
from tests.parity.uninext_replay import seeded_network

CPU = torch.device("cpu")
TINY = VARIANTS["uninext-tiny"]
EXPRESSIONS = ["The dog -- that jumps!", "a red car", "somebody's hat"]
SIDE = 64


class Still:
    """A clip of noise that counts how often its frames are read."""

    def __init__(self, frames=3, height=48, width=80):
        self.height, self.width = height, width
        noise = np.random.default_rng(5).integers(0, 256, (frames, 6, 10, 3), np.uint8)
        self.frames = noise.repeat(height // 6, 1).repeat(width // 10, 2)
        self.read = []

    def __len__(self):
        return len(self.frames)

    def frame(self, index):
        self.read.append(index)
        return self.frames[index]


def ids(sentence):
    """One number a word: what a sentence of the tests is cut into."""
    return [101, *(1000 + sum(word.encode()) for word in sentence.split()), 102]


@pytest.fixture(scope="module")
def network():
    state = filled(lambda: Network(TINY), published_names(TINY))
    return Network.from_published(TINY, state)


def segmenter(network, side=SIDE, precision=torch.float32):
    return UninextSegmenter(network, ids, Computing(CPU, precision), side)


def test_answers_frame_by_frame_at_source_size(network):
    clip = Still()
    found = list(segmenter(network).segment(clip, EXPRESSIONS, [0, 2]))
    assert [(one.frame, one.expression) for one in found] == [
        (f, e) for f in (0, 2) for e in range(3)
    ]
    assert clip.read == [0, 2]
    for one in found:
        assert one.probability.shape == (48, 80)
        assert one.probability.dtype == np.float32
        assert 0 <= one.probability.min() <= one.probability.max() <= 1
        assert 0 < one.confidence < 1
    assert len({one.confidence for one in found}) == 6


def test_expressions_share_a_frame_and_are_read_once(network, monkeypatch):
    calls = []
    for name in ("encode", "read"):
        whole = getattr(network, name)
        monkeypatch.setattr(
            network, name, lambda *a, n=name, w=whole: (calls.append(n), w(*a))[1], raising=True
        )
    list(segmenter(network).segment(Still(), EXPRESSIONS, [0, 1]))
    assert calls == ["read"] * 3 + ["encode"] * 2


def test_several_expressions_are_answered_as_one_at_a_time(network):
    together = list(segmenter(network).segment(Still(), EXPRESSIONS, [0, 1]))
    for position, expression in enumerate(EXPRESSIONS):
        alone = segmenter(network).segment(Still(), [expression], [0, 1])
        shared = [one for one in together if one.expression == position]
        for one, other in zip(alone, shared, strict=True):
            np.testing.assert_array_equal(one.probability, other.probability)
            assert one.confidence == other.confidence


def test_sentences_are_cleaned_before_they_are_cut(network):
    read = []
    one = UninextSegmenter(network, lambda s: (read.append(s), ids(s))[1], Computing(CPU), SIDE)
    list(one.segment(Still(), EXPRESSIONS, [0]))
    assert [sentence.split() for sentence in read] == [
        ["the", "dog", "that", "jumps"],
        ["a", "red", "car"],
        ["somebodys", "hat"],
    ]


def test_an_expression_without_words_is_answered(network):
    (one,) = segmenter(network).segment(Still(), ["?!"], [0])
    assert np.isfinite(one.probability).all()


def test_closing_cancels_at_once(network):
    clip = Still()
    work = segmenter(network).segment(clip, EXPRESSIONS, [0, 1, 2])
    assert next(work).frame == 0
    work.close()
    assert clip.read == [0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ((96, 160), (480, 800)),
        ((1080, 1920), (480, 853)),
        ((640, 361), (851, 480)),
        ((30, 300), (133, 1333)),
        ((480, 480), (480, 480)),
    ],
)
def test_the_shorter_side_is_given_and_the_longer_one_limited(source, expected):
    assert network_size(*source) == expected


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(("variant", "width"), [("uninext-tiny", 128), ("uninext-r50", 116)])
def test_the_network_sees_what_pillow_makes(network, monkeypatch, variant, width, precision):
    """47 x 85 becomes 64 x 116, for 115.7 is rounded; padding is right and below, and none for ResNet."""
    with torch.device("meta"):
        multiple = Network(VARIANTS[variant]).encoder.multiple
    monkeypatch.setattr(network.encoder, "multiple", multiple)
    seen, whole = [], network.encode
    monkeypatch.setattr(
        network, "encode", lambda x, size: (seen.append((x, size)), whole(x, size))[1]
    )
    clip = Still(1, 48, 90)
    clip.frames, clip.height, clip.width = clip.frames[:, :47, :85].copy(), 47, 85
    (answer,) = segmenter(network, precision=precision).segment(clip, EXPRESSIONS[:1], [0])
    assert answer.probability.shape == (47, 85)
    ((picture, size),) = seen
    assert size == (64, 116)
    assert picture.shape == (1, 3, 64, width)
    scaled = np.array(Image.fromarray(clip.frames[0]).resize((116, 64), Image.Resampling.BILINEAR))
    assert torch.allclose(picture, normalised(scaled, multiple), atol=1e-6)
    assert not picture[..., 116:].any()


def full(network, monkeypatch, allowed, error=torch.OutOfMemoryError):
    """A device with room for pictures `allowed` pixels high."""
    whole = network.encode

    def encode(picture, size):
        if size[0] > allowed:
            raise error("CUDA out of memory")
        return whole(picture, size)

    monkeypatch.setattr(network, "encode", encode)


def test_a_full_device_sees_smaller_pictures_from_then_on_and_says_so(network, monkeypatch):
    full(network, monkeypatch, 40)
    found = list(segmenter(network).segment(Still(), EXPRESSIONS, [0, 1]))
    assert [type(one) for one in found] == [Notice] * 2 + [Prediction] * 6
    assert all("smaller pictures" in one.text for one in found[:2])
    expected = segmenter(network, 36).segment(Still(), EXPRESSIONS, [0, 1])
    for one, other in zip(found[2:], expected, strict=True):
        np.testing.assert_array_equal(one.probability, other.probability)


def test_what_was_answered_is_not_asked_again(network, monkeypatch):
    """The device is full at the second expression of the first frame."""
    calls, whole = [], network.forward

    def forward(encoded, words):
        calls.append(encoded.size)
        if len(calls) == 2:
            raise torch.OutOfMemoryError
        return whole(encoded, words)

    monkeypatch.setattr(network, "forward", forward)
    found = list(segmenter(network).segment(Still(), EXPRESSIONS, [0]))
    assert [type(one) for one in found] == [Prediction, Notice, Prediction, Prediction]
    assert [one.expression for one in found if isinstance(one, Prediction)] == [0, 1, 2]
    assert [size[0] for size in calls] == [64, 64, 48, 48]


def test_a_device_that_is_too_small_is_told_of(network, monkeypatch):
    full(network, monkeypatch, 8)
    work = segmenter(network).segment(Still(), EXPRESSIONS, [0])
    assert [type(next(work)) for _ in range(2)] == [Notice] * 2
    with pytest.raises(DeviceTooSmall, match="not enough memory for this model"):
        next(work)


def test_a_device_without_room_for_a_sentence_is_told_of(network, monkeypatch):
    def read(tokens):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(network, "read", read)
    with pytest.raises(DeviceTooSmall):
        next(segmenter(network).segment(Still(), EXPRESSIONS, [0]))


def test_other_failures_are_not_taken_for_a_full_device(network, monkeypatch):
    full(network, monkeypatch, 8, ValueError)
    with pytest.raises(ValueError, match="memory"):
        next(segmenter(network).segment(Still(), EXPRESSIONS, [0]))


def test_half_precision_is_near(network):
    exact = list(segmenter(network).segment(Still(), EXPRESSIONS, [0]))
    rough = list(segmenter(network, precision=torch.bfloat16).segment(Still(), EXPRESSIONS, [0]))
    for one, other in zip(exact, rough, strict=True):
        assert other.confidence == pytest.approx(one.confidence, abs=0.03)
        assert other.probability.dtype == np.float32


def test_loading_takes_the_weights_and_the_tokenizer_by_name(network, monkeypatch):
    state = filled(lambda: Network(TINY), published_names(TINY))
    monkeypatch.setattr(uninext_segmenter, "state_of", lambda name: {"uninext-tiny": state}[name])
    monkeypatch.setattr(settings, "load", lambda: settings.Settings(device="cpu"))
    (loaded,) = load("uninext-tiny").segment(Still(), ["the red car"], [0])
    tokens = [101, 1996, 2417, 2482, 102]
    by_hand = UninextSegmenter(network, lambda _: tokens, Computing(CPU))
    (expected,) = by_hand.segment(Still(), ["the red car"], [0])
    np.testing.assert_array_equal(loaded.probability, expected.probability)


@pytest.mark.parity
@pytest.mark.oracle
@pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout")
@pytest.mark.parametrize("case", ["small", "native480"])
def test_from_frames_to_the_recorded_masks(case):
    """With proposals of our own, so that near ones may change places."""
    variant = VARIANTS["uninext-r50"]
    entry = record(variant.encoder)["cases"][case]
    arrays = np.load(ORACLE / "uninext" / FOLDERS[variant.encoder] / entry["npz"])
    clip = Still(*(entry["clip"][key] for key in ("frames", "height", "width")))
    clip.frames = seeded.seeded_video(len(clip), clip.height, clip.width)
    tokens = record(variant.encoder)["token_ids"]
    one = UninextSegmenter(
        seeded_network(variant), lambda _: tokens, Computing(CPU), entry["short_side"]
    )
    for answer in one.segment(clip, ["the red car"], range(len(clip))):
        recorded = arrays[f"f{answer.frame}_soft"]
        assert np.abs(answer.probability - recorded).max() < 2e-2
        assert abs(answer.confidence - entry["frames"][answer.frame]["score"]) < 1e-4
