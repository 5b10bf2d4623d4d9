"""ReferFormer, MUTR and SOC as segmenters: as their authors evaluate them, windows, sharing, a full device."""

import json

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from rvos_studio import settings
from rvos_studio.errors import DeviceTooSmall
from rvos_studio.models import referring_segmenter
from rvos_studio.models.computing import Computing
from rvos_studio.models.pictures import normalised, resized
from rvos_studio.models.protocols import Notice, Prediction, Step
from rvos_studio.models.referring_segmenter import (
    SIDES,
    ReferringSegmenter,
    Sides,
    clean,
    confidence,
    load,
)
from rvos_studio.models.window_memory import bytes_of
from rvos_studio.networks.referring import published
from rvos_studio.networks.referring import variants as direct
from rvos_studio.networks.referring.soc import published as soc_published
from rvos_studio.networks.referring.soc import variants as soc
from rvos_studio.networks.referring.soc.network import Soc
from tests.networks.named import filled
from tests.parity.recorded import ORACLE

CPU = torch.device("cpu")
TINY = ("referformer-tiny", "mutr-tiny", "soc-tiny")
SMALL = Sides(48, 72)
FULL = RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory")
ASKED = ["The  dog that\tjumps", "a red car", "somebody's hat"]


class Drifting:
    """A clip of noise that moves, and which frames of it were read."""

    def __init__(self, length=8, height=60, width=90):
        self.height, self.width = height, width
        noise = np.random.default_rng(5).integers(0, 256, (height // 6, width // 6, 3), np.uint8)
        whole = noise.repeat(6, 0).repeat(6, 1)
        self.frames = [np.roll(whole, 5 * number, 1) for number in range(length)]
        self.read = []

    def __len__(self):
        return len(self.frames)

    def frame(self, index):
        self.read.append(index)
        return self.frames[index]


def ids(sentence):
    """One number a word."""
    return [0, *(3 + sum(word.encode()) for word in sentence.split()), 2]


def state_of(name):
    if name in soc.VARIANTS:
        variant = soc.VARIANTS[name]
        return filled(lambda: Soc(variant), soc_published.published_names(variant))
    variant = direct.VARIANTS[name]
    return filled(lambda: published.build(variant), published.published_names(variant))


def network_of(name):
    if name in soc.VARIANTS:
        return soc_published.from_published(soc.VARIANTS[name], state_of(name))
    return published.from_published(direct.VARIANTS[name], state_of(name))


@pytest.fixture(scope="module", params=TINY)
def network(request):
    return network_of(request.param)


@pytest.fixture(scope="module")
def mutr():
    return network_of("mutr-tiny")


def segmenter(network, frames=0, mib=4096, precision=torch.float32, sides=SMALL):
    return ReferringSegmenter(network, sides, Computing(CPU, precision), frames, mib, ids)


def predictions(news):
    return [one for one in news if isinstance(one, Prediction)]


def same(found, expected):
    assert [(one.expression, one.frame) for one in found] == [
        (one.expression, one.frame) for one in expected
    ]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one.probability, other.probability, atol=1e-5)
        assert one.confidence == pytest.approx(other.confidence, abs=1e-6)


def spied(monkeypatch, network, fail=lambda name, given: False):
    """Calls of the network, and frames of those that see; those that `fail` find the device full."""
    calls = []
    for name in ("see", "read", "answer"):
        whole = getattr(network, name)

        def call(*given, name=name, whole=whole):
            if fail(name, given):
                raise FULL
            calls.append((name, given[0].shape[1] if name == "see" else None))
            return whole(*given)

        monkeypatch.setattr(network, name, call)
    return calls


@torch.inference_mode()
def directly(network, frames, expression, sides=SMALL):
    """Probabilities and scores of the best query, without the adapter."""
    size = sides.of(*frames[0].shape[:2])
    pictures = normalised([resized(frame, size) for frame in frames])
    text = network.read(torch.tensor([ids(clean(expression))]))
    answer = network.answer(network.see(pictures[None]), text)[-1]
    scores = answer.logits[0, ..., 0].sigmoid()
    query = scores.mean(0).argmax()
    masks = F.interpolate(answer.masks[0, :, query, None], frames[0].shape[:2], mode="bilinear")
    return masks[:, 0].sigmoid().numpy(), scores[:, query].numpy()


def test_answers_are_those_of_the_network(network):
    clip = Drifting()
    found = predictions(segmenter(network).segment(clip, ASKED, range(8)))
    assert [(one.expression, one.frame) for one in found] == [
        (number, frame) for number in range(3) for frame in range(8)
    ]
    for number, expression in enumerate(ASKED):
        probabilities, scores = directly(network, clip.frames, expression)
        for one in found[8 * number : 8 * number + 8]:
            assert one.probability.dtype == np.float32
            np.testing.assert_allclose(one.probability, probabilities[one.frame], atol=1e-5)
            assert one.confidence == pytest.approx(float(scores[one.frame]), abs=3e-6)
            assert 0 < one.confidence < 1


def test_expressions_share_what_is_seen_and_are_read_once(network, monkeypatch):
    calls = spied(monkeypatch, network)
    clip = Drifting()
    list(segmenter(network, frames=4).segment(clip, ASKED, range(8)))
    assert clip.read == list(range(8))
    asked = [("answer", None)] * 3
    assert calls == [("read", None)] * 3 + [("see", 4), *asked, ("see", 4), *asked]


def test_frames_that_are_asked_for_are_one_clip(network):
    clip = Drifting()
    found = predictions(segmenter(network).segment(clip, ASKED[:1], [1, 4, 6]))
    assert clip.read == [1, 4, 6]
    probabilities, _ = directly(network, [clip.frames[number] for number in (1, 4, 6)], ASKED[0])
    for one, expected in zip(found, probabilities, strict=True):
        np.testing.assert_allclose(one.probability, expected, atol=1e-5)


def test_a_window_is_a_clip_of_its_own(network):
    clip = Drifting()
    found = predictions(segmenter(network, frames=3).segment(clip, ASKED[:1], range(8)))
    alone = segmenter(network)
    windows = [[0, 1, 2], [3, 4, 5], [6, 7]]
    same(found, [p for w in windows for p in predictions(alone.segment(clip, ASKED[:1], w))])


def test_windows_are_balanced_where_memory_counts(network, monkeypatch):
    calls = spied(monkeypatch, network)
    monkeypatch.setattr(referring_segmenter, "_MIB", 1)
    fitting = bytes_of(network, 20, SMALL.of(60, 90))
    list(segmenter(network, mib=fitting).segment(Drifting(21), ASKED[:1], range(21)))
    assert [length for name, length in calls if name == "see"] == [11, 10]
    calls.clear()
    list(segmenter(network, 21, fitting).segment(Drifting(21), ASKED[:1], range(21)))
    assert [length for name, length in calls if name == "see"] == [11, 10]
    calls.clear()
    list(segmenter(network, 20, fitting).segment(Drifting(21), ASKED[:1], range(21)))
    assert [length for name, length in calls if name == "see"] == [20, 1]


def test_what_the_network_sees(network, monkeypatch):
    clips = []
    whole = network.see
    monkeypatch.setattr(network, "see", lambda given: (clips.append(given), whole(given))[1])
    clip = Drifting(2, 150, 250)
    list(segmenter(network, sides=Sides(96, 150)).segment(clip, ASKED[:1], [0, 1]))
    expected = normalised([resized(frame, (90, 150)) for frame in clip.frames])
    assert torch.equal(clips[0][0], expected)


def test_nothing_is_asked_of_nothing(mutr):
    clip = Drifting()
    assert list(segmenter(mutr).segment(clip, [], range(8))) == []
    assert list(segmenter(mutr).segment(clip, ASKED, [])) == []
    assert clip.read == []


def test_any_words_are_answered(mutr):
    real = ReferringSegmenter(mutr, SMALL, Computing(CPU))
    asked = ["", "🚐", "方形", "z " * 900]
    assert len(predictions(real.segment(Drifting(1), asked, [0]))) == 4


def test_closing_cancels_at_the_next_step(mutr, monkeypatch):
    calls = spied(monkeypatch, mutr)
    clip = Drifting()
    work = segmenter(mutr, frames=4).segment(clip, ASKED, range(8))
    doing = []
    for news in work:
        if isinstance(news, Step):
            assert 0 <= news.done <= news.total
            doing.append(news.doing)
        if isinstance(news, Prediction):
            break
    work.close()
    assert doing == ["reading frames 0 to 3"] * 4 + [
        "looking at frames 0 to 3",
        "looking for expression 1 on frames 0 to 3",
    ]
    assert clip.read == [0, 1, 2, 3]
    assert [name for name, _ in calls] == ["read", "read", "read", "see", "answer"]


def test_a_full_device_halves_windows(mutr, monkeypatch):
    clip = Drifting()
    quietly = predictions(segmenter(mutr, frames=2).segment(clip, ASKED[:2], range(8)))
    spied(monkeypatch, mutr, lambda name, given: name == "see" and given[0].shape[1] > 3)
    news = list(segmenter(mutr).segment(clip, ASKED[:2], range(8)))
    said = [one.text for one in news if isinstance(one, Notice)]
    assert said == [
        f"the device's memory is full: going on with {n} frames at a time" for n in (4, 2)
    ]
    same(predictions(news), quietly)


def test_what_was_answered_is_not_answered_again(mutr, monkeypatch):
    clip = Drifting()
    whole = predictions(segmenter(mutr).segment(clip, ASKED[:1], range(8)))
    asked = iter(range(100))
    spied(monkeypatch, mutr, lambda name, _: name == "answer" and next(asked) == 1)
    news = list(segmenter(mutr).segment(clip, ASKED, range(8)))
    assert sum(isinstance(one, Notice) for one in news) == 1
    found = predictions(news)
    same(found[:8], whole)
    places = [(one.expression, one.frame) for one in found]
    halves = (range(4), range(4, 8))
    assert places[8:] == [(number, frame) for half in halves for number in (1, 2) for frame in half]


def test_one_frame_gets_smaller_and_then_it_ends(mutr, monkeypatch):
    def too_large(name, given):
        return name == "see" and given[0].numel() > 3 * 54 * 81

    spied(monkeypatch, mutr, too_large)
    news = list(segmenter(mutr, sides=Sides(96, 144)).segment(Drifting(2), ASKED[:1], range(2)))
    said = [one.text for one in news if isinstance(one, Notice)]
    assert len(said) == 3
    assert said[-1].endswith("smaller pictures")
    assert [one.frame for one in predictions(news)] == [0, 1]
    assert predictions(news)[0].probability.shape == (60, 90)
    spied(monkeypatch, mutr, lambda name, _: name == "see")
    with pytest.raises(DeviceTooSmall, match="not enough memory"):
        list(segmenter(mutr).segment(Drifting(2), ASKED[:1], range(2)))


def test_no_room_for_words_and_other_errors(mutr, monkeypatch):
    spied(monkeypatch, mutr, lambda name, _: name == "read")
    with pytest.raises(DeviceTooSmall):
        list(segmenter(mutr).segment(Drifting(2), ASKED[:1], range(2)))
    monkeypatch.undo()
    monkeypatch.setattr(mutr, "see", lambda _: torch.zeros(2, 3) @ torch.zeros(2, 3))
    with pytest.raises(RuntimeError, match="shapes"):
        list(segmenter(mutr).segment(Drifting(2), ASKED[:1], range(2)))


@pytest.mark.parametrize("precision", [torch.bfloat16, torch.float16])
def test_half_precision_is_near(network, precision):
    clip = Drifting()
    exact, rough = (
        predictions(segmenter(network, precision=kind).segment(clip, ASKED[:1], range(8)))
        for kind in (torch.float32, precision)
    )
    both = either = 0
    for one, other in zip(exact, rough, strict=True):
        assert other.probability.dtype == np.float32
        assert one.confidence == pytest.approx(other.confidence, abs=0.02)
        here, there = one.probability > 0.5, other.probability > 0.5
        both, either = both + np.sum(here & there), either + np.sum(here | there)
    assert both > 0.98 * either


def test_equal_scores_are_told_apart_by_masks(mutr):
    found = predictions(segmenter(mutr).segment(Drifting(), ASKED[:1], range(8)))
    sure = [one.confidence for one in found]
    assert max(sure) - min(sure) < 2e-6
    assert len(set(sure)) == 8
    firm, vague = torch.full((4, 4), 5.0), torch.full((4, 4), 0.1)
    empty = torch.full((4, 4), -5.0)
    assert confidence(0.6, firm) > confidence(0.6, vague) > confidence(0.6, empty)
    assert confidence(0.6, firm) == pytest.approx(0.6, abs=1e-6)
    assert confidence(0.6, empty) < confidence(0.60001, empty)
    assert confidence(1.0, firm) <= 1
    assert confidence(0.0, empty) == 0


@pytest.mark.parametrize(
    ("name", "frame", "picture"),
    [
        ("referformer", (480, 854), (360, 640)),
        ("referformer", (720, 1280), (360, 640)),
        ("referformer", (719, 1281), (360, 641)),
        ("referformer", (300, 1000), (360, 1200)),
        ("referformer", (1281, 719), (641, 360)),
        ("mutr", (480, 854), (432, 768)),
        ("mutr", (720, 1280), (432, 768)),
        ("soc", (300, 1000), (192, 640)),
        ("soc", (2, 5000), (1, 2500)),
    ],
)
def test_sizes_of_pictures(name, frame, picture):
    assert SIDES[name].of(*frame) == picture


def test_smaller_pictures_keep_their_shape():
    assert SIDES["soc"].of(480, 854, 0.75) == (270, 480)
    assert SIDES["referformer"].of(480, 854, 0.5625) == (202, 359)


@pytest.mark.oracle
def test_sizes_of_soc_are_those_of_its_authors(shared):
    recorded = json.loads((ORACLE / "soc" / "preprocess.json").read_text())["sizes_wh"]
    for row in recorded:
        width, height = row["in_wh"]
        assert list(SIDES["soc"].of(height, width))[::-1] == row["360_640"]
        assert list(Sides(320, 576).of(height, width))[::-1] == row["320_576"]


@pytest.mark.parametrize("name", TINY)
def test_loaded_as_the_settings_want_it(name, monkeypatch):
    monkeypatch.setattr(referring_segmenter, "state_of", state_of)
    (settings.config_folder() / "settings.toml").write_text('device = "cpu"\nwindow_frames = 2')
    clip = Drifting(3)
    loaded = load(name)
    assert loaded.sides == SIDES[name.partition("-")[0]]
    monkeypatch.setattr(loaded, "sides", SMALL)
    doing = [
        news.doing for news in loaded.segment(clip, ASKED[:1], range(3)) if isinstance(news, Step)
    ]
    assert "looking at frames 0 to 1" in doing
    assert "looking at frame 2" in doing
