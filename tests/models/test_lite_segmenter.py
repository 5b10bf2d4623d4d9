"""The small networks as segmenters, their weights, and the cards of these."""

import hashlib
import re

import numpy as np
import pytest
import safetensors.torch
import torch

from rvos_studio.errors import BadInput, WeightsMissing
from rvos_studio.models import catalogue, evidence, lite_segmenter, model_card, weights
from rvos_studio.models.computing import Computing
from rvos_studio.models.importing import import_weights
from rvos_studio.models.lite_segmenter import LiteSegmenter
from rvos_studio.models.model_card import ModelCard
from rvos_studio.training import tasks
from rvos_studio.training.checkpoints import trained
from tests.models.moving_squares import answers, assert_sound, squares

LITE = ("soc-lite", "mutr-lite", "referformer-lite", "uninext-lite")
MOVING = "the thing moving to the right"


@pytest.fixture(scope="module", params=LITE)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def learnt(name, tmp_path_factory):
    """A file as a training writes it, in half precision."""
    torch.manual_seed(0)
    file = tmp_path_factory.mktemp("training") / "weights.safetensors"
    state = {key: value.half() for key, value in trained(tasks.make(name).module).items()}
    safetensors.torch.save_file(state, file)
    return file


def imported(file, name=None):
    steps = import_weights(file, name)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


CARD = """
about = "A small network of this program; it is not the published model."
data = ["synthetic clips"]
seeds = [0]
command = "rvos-studio train --model NAME"
hours = 0.5
outlined = true
[figures."four sequences"]
J = 0.61
"""


def shipped(monkeypatch, folder, name, file, sha256=None):
    """Let a file come with the program."""
    folder.mkdir()
    (folder / f"{name}.safetensors").write_bytes(file.read_bytes())
    sha256 = sha256 or hashlib.sha256(file.read_bytes()).hexdigest()
    (folder / f"{name}.toml").write_text(f'sha256 = "{sha256}"{CARD}', "utf-8")
    monkeypatch.setattr(
        model_card, "_path", lambda one: folder / one if (folder / one).exists() else None
    )
    model_card.model_card.cache_clear()


@pytest.fixture(autouse=True)
def forgotten():
    yield
    model_card.model_card.cache_clear()


def test_a_training_s_file_is_taken_over_and_answers(name, learnt, tmp_path):
    assert imported(learnt, name).part == name
    clip = squares(20)
    segmenter = catalogue.load(name, catalogue.Role.SEGMENTER)
    found = answers(segmenter, clip, [MOVING, "a dog"], [0, 3, 19])
    assert [(one.expression, one.frame) for one in found] == [
        (expression, frame) for expression in (0, 1) for frame in (0, 3, 19)
    ]
    assert_sound(found, clip)


def believing(name, learnt, bias):
    """A network that believes so much that what it is asked for is there."""
    state = {
        k.removeprefix("network."): v.float()
        for k, v in safetensors.torch.load_file(learnt).items()
        if not k.startswith(("matches", "overlaps"))
    }
    state["evidence.grounding.present.2.bias"] = torch.tensor([bias])
    return lite_segmenter.with_weights(name, state)


def test_what_is_not_believed_to_be_there_is_not_shown(name, learnt):
    clip = squares(6)
    shown, hushed = (
        answers(
            LiteSegmenter(believing(name, learnt, bias), Computing(torch.device("cpu"))),
            clip,
            [MOVING],
        )
        for bias in (9.0, -9.0)
    )
    assert any((one.probability > 0.5).any() for one in shown)
    assert not any((one.probability > 0.5).any() for one in hushed)
    assert max(one.confidence for one in hushed) < 0.1 < min(one.confidence for one in shown)


def test_neighbours_say_whether_there_is_anything():
    flickering = torch.tensor([3.0, -3.0, 3.0, 3.0, 3.0, -5.0, -5.0, -5.0, -5.0, 1.0, -5.0])
    assert lite_segmenter.there(flickering).tolist() == [True] * 5 + [False] * 6
    assert lite_segmenter.there(torch.tensor([-3.0, 2.0])).all()
    assert not lite_segmenter.there(torch.tensor([-3.0])).any()


def test_what_is_in_doubt_is_shown():
    assert lite_segmenter.there(torch.tensor([-1.0])).all()
    assert not lite_segmenter.there(torch.tensor([-1.2])).any()


class Hesitating:
    """Gives the left half of each frame less doubt than the right one; both are below even."""

    network = torch.nn.Identity()

    def answer(self, shown):
        height, width = (side // 4 for side in shown.size)
        logits = torch.full((len(shown.evidence), height, width), -0.6)
        logits[:, :, width // 2 :] = -1.4
        sure = torch.ones(len(logits))
        return lite_segmenter.Said(logits, sure, sure)


def test_masks_lean_towards_more():
    segmenter = LiteSegmenter(Hesitating(), Computing(torch.device("cpu")))
    for one in answers(segmenter, squares(3), [MOVING]):
        shown = one.probability > 0.5
        quarter = shown.shape[1] // 4
        assert shown[:, :quarter].all()
        assert not shown[:, -quarter:].any()


class Evident:
    """Says how surely a class is seen on each frame."""

    def __init__(self, *surely):
        self.surely = surely

    def evidence(self, expression, frame):
        maps = np.full((evidence.CHANNELS, 24, 40), -1, np.float16)
        maps[evidence.CLASSES, 3, frame] = self.surely[frame]
        return maps


@pytest.mark.parametrize(
    ("surely", "known"),
    [
        ((0.3, 1.9, 1.4, 0.2, 1.3), True),
        ((0.3, 1.9, 1.9, 0.2, 1.0), False),
        ((1.9,), True),
        ((1.9, 0.5), False),
    ],
)
def test_a_class_is_recognised_on_some_frames(surely, known):
    assert lite_segmenter.recognised(Evident(*surely), "a dog", range(len(surely))) is known


def test_what_is_recognised_is_shown_whatever_a_network_believes(name, learnt, monkeypatch):
    monkeypatch.setattr(
        lite_segmenter, "recognised", lambda seen, expression, frames: expression == MOVING
    )
    segmenter = LiteSegmenter(
        believing(name, learnt, -9.0), Computing(torch.device("cpu")), window=3
    )
    found = answers(segmenter, squares(6), ["a dog", MOVING])
    shown = {(one.expression, one.frame // 3) for one in found if (one.probability > 0.5).any()}
    assert shown == {(1, 0), (1, 1)}


def test_outlines_bring_nothing_back(name, learnt):
    believes_nothing = believing(name, learnt, -9.0)
    segmenter = LiteSegmenter(believes_nothing, Computing(torch.device("cpu")), outlined=True)
    assert not any(
        (one.probability > 0.5).any() for one in answers(segmenter, squares(6), [MOVING])
    )


def test_windows_and_company_change_little(name, learnt):
    answering = believing(name, learnt, 9.0)
    computing = Computing(torch.device("cpu"))
    clip = squares(6)
    together = LiteSegmenter(answering, computing)
    first = answers(together, clip, ["a dog", MOVING])[6:]
    alone = answers(together, clip, [MOVING])
    for one, other in zip(first, alone, strict=True):
        assert np.array_equal(one.probability, other.probability)
    apart = answers(LiteSegmenter(answering, computing, window=3), clip, [MOVING])
    assert [one.frame for one in apart] == list(range(6))
    outlined = answers(LiteSegmenter(answering, computing, outlined=True), clip, [MOVING])
    assert_sound(outlined, clip)
    assert not np.array_equal(outlined[0].probability, alone[0].probability)


def test_networks_share_what_is_seen():
    assert evidence.shared() is evidence.shared()


def test_a_file_of_another_network_is_refused(tmp_path):
    file = tmp_path / "weights.safetensors"
    state = {key: value.half() for key, value in trained(tasks.make("soc-lite").module).items()}
    safetensors.torch.save_file(state, file)
    with pytest.raises(BadInput, match="does not fit MUTR lite"):
        imported(file, "mutr-lite")
    assert imported(file).part == "soc-lite"


def test_without_weights_it_says_how_to_train_some(monkeypatch):
    card = catalogue.card("soc-lite")
    assert card.title == "SOC lite (ours)"
    monkeypatch.setattr(model_card, "file", lambda name: None)
    with pytest.raises(WeightsMissing, match="rvos-studio train --model soc-lite"):
        catalogue.load("soc-lite", catalogue.Role.SEGMENTER)


def test_weights_that_come_with_the_program(learnt, name, monkeypatch, tmp_path):
    shipped(monkeypatch, tmp_path / "weights", name, learnt)
    assert catalogue.card(name).status is catalogue.Status.READY
    found = weights.locate(name)
    assert (found.origin, found.licence) == ("this program", "Apache-2.0")
    assert catalogue.load(name, catalogue.Role.SEGMENTER)._outlined
    card = model_card.model_card(name)
    assert isinstance(card, ModelCard)
    assert ("held out", "four sequences: J 0.61") in card.lines()


def test_a_file_that_is_not_the_card_s_is_refused(monkeypatch, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"something")
    shipped(monkeypatch, tmp_path / "weights", "soc-lite", file, sha256="0" * 64)
    with pytest.raises(BadInput, match="reinstall rvos-studio"):
        weights.locate("soc-lite")
    (tmp_path / "weights" / "soc-lite.toml").unlink()
    model_card.model_card.cache_clear()
    assert weights.find("soc-lite") is None


@pytest.mark.parametrize("name", weights.LITE)
def test_the_program_s_own_weights_are_whole(name):
    card, file = model_card.model_card(name), model_card.file(name)
    assert card
    assert file
    assert file.stat().st_size <= 6_000_000
    assert weights.locate(name).sha256 == card.sha256
    assert "not the published model" in card.about
    assert card.figures
    assert card.weaknesses
    told = " ".join([*card.data, card.command])
    assert not re.search(r"(^|\s)/", told), "paths of a machine"
    entry = catalogue.card(name)
    assert entry.status is catalogue.Status.READY
    catalogue.load(name, entry.role)  # every name and shape fits, or it raises
