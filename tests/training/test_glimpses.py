"""Frames at a glance: what is prepared of them, what is learnt, and where it is used."""

import hashlib

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from rvos_studio.errors import BadInput
from rvos_studio.models import model_card
from rvos_studio.networks.grounding import Asked, Grounding
from rvos_studio.training import checkpoints, glimpses, tasks
from rvos_studio.training.grounding import Lesson, grounding_loss, of_examples
from rvos_studio.training.questions import ABSENT
from rvos_studio.training.samples import Sample
from tests.training.test_referring import BLUE, LITE, RED, sample

TERMS = {"pointing", "grounding", "coarse grounding", "suits", "things", "present"}


@pytest.fixture(scope="module")
def task():
    return tasks.make(tasks.GROUNDING)


@pytest.fixture(scope="module")
def example(task):
    return task.prepare(sample(), 0)


def test_an_example_is_two_frames_and_all_questions_about_them(task, example):
    shapes = {name: tuple(value.shape) for name, value in example.items()}
    assert shapes["map 4"] == (2, 24, 48, 80)
    assert shapes["evidence"] == (8, 2, 4, 24, 40)
    assert shapes["masks"] == (8, 2, 48, 80)
    assert shapes["words"] == (8, 32, 384)
    assert example["masks"][:6].amax((1, 2, 3)).all()
    assert not example["masks"][6:].any()
    again = task.prepare(sample(), 0)
    assert all(torch.equal(example[name], again[name]) for name in example)


def test_a_glance_says_nothing_of_motion(example):
    assert not example["evidence"][:, :, [0, 2, 3]].any()


def test_it_is_asked_for_what_the_sample_knows_to_be_wrong():
    from rvos_studio.training.questions import questions

    told = Sample(sample().frames, sample().labels, (RED, BLUE), ("the green box",))
    for number in range(9):
        *about, first, second = questions(told, number, 6, 2)
        assert all(one.label for one in about)
        assert (second.expression, second.label) == ("the green box", 0)
        assert first.label == 0
        assert any(word in ABSENT for word in first.expression.split())


def lesson(count=3):
    """Two frames with a bright thing each, and questions about it; the last one is about nothing."""
    generator = torch.Generator().manual_seed(3)
    sizes = ((24, 4), (40, 8), (112, 16), (320, 16))
    maps = [torch.randn(2, c, 64 // s, 96 // s, generator=generator) for c, s in sizes]
    masks = torch.zeros(count, 16, 24)
    for number in range(count - 1):
        masks[number, 4:12, 4 + 8 * (number % 2) : 12 + 8 * (number % 2)] = 1
    words = torch.randn(count, 4, 12, generator=generator)
    things = torch.stack([masks[0], masks[1]])
    evidence = torch.zeros(count, 4, 8, 12)
    frames = torch.tensor([number % 2 for number in range(count)])
    return Lesson(maps, Asked(words), frames, evidence, masks, things)


def test_it_learns_to_point_and_to_show():
    torch.manual_seed(0)
    grounding, given = Grounding(4, 12), lesson()
    optimizer = torch.optim.AdamW(grounding.parameters(), 3e-3)
    for _ in range(60):
        terms = grounding_loss(grounding, given, 0.3)
        optimizer.zero_grad()
        sum(terms.values()).backward()
        optimizer.step()
    assert terms.keys() == TERMS
    grounding.eval()
    with torch.inference_mode():
        maps = [one[given.frames] for one in given.maps]
        grounded = grounding(maps, given.asked, given.evidence)
    shown = grounded.fine[:, 0] > 0
    for mask, wanted in zip(shown[:-1], given.masks[:-1] > 0, strict=True):
        assert (mask & wanted).sum() > 0.6 * (mask | wanted).sum()
    assert (grounded.present > 0).tolist() == [True, True, False]


@torch.inference_mode()
def test_pointing_anywhere_on_the_object_is_right():
    torch.manual_seed(0)
    grounding, given = Grounding(4, 12).eval(), lesson(2)
    missed = float(grounding_loss(grounding, given, 0.3)["pointing"])
    everywhere = Lesson(
        given.maps, given.asked, given.frames, given.evidence, torch.ones(2, 16, 24), given.things
    )
    assert float(grounding_loss(grounding, everywhere, 0.3)["pointing"]) < 1e-4 < missed


@torch.inference_mode()
def test_a_question_about_nothing_has_no_place():
    grounding, given = Grounding(4, 12).eval(), lesson(2)
    nothing = Lesson(
        given.maps, given.asked, given.frames, given.evidence, torch.zeros(2, 16, 24), given.things
    )
    terms = grounding_loss(grounding, nothing, 0.3)
    assert float(terms["pointing"]) == 0
    louder = grounding_loss(grounding, nothing, 0.6)
    for name in ("grounding", "coarse grounding"):
        assert 0 < 2 * float(terms[name]) == pytest.approx(float(louder[name]))
    assert all(value.isfinite() for value in terms.values())


def test_every_question_about_every_example_is_asked(example):
    given = of_examples([example, example], forgetful=False)
    assert given.of_clip == 2
    assert given.frames.tolist() == [1] * 8 + [3] * 8, "about the middle one of each example's"
    assert len(given.maps[0]) == len(given.things) == 4
    assert len(given.masks) == len(given.evidence) == len(given.asked.words) == 16
    assert given.asked.words.shape[1] == int(example["present"].sum(1).max())
    forgotten, frames = [], set()
    torch.manual_seed(0)
    for _ in range(30):
        each = of_examples([example], forgetful=True)
        forgotten.append(not each.evidence.any())
        (frame,) = set(each.frames.tolist())
        frames.add(frame)
        assert torch.equal(each.masks, example["masks"][:, frame].float())
    assert 0 < np.mean(forgotten) < 0.5
    assert frames == {0, 1}


@pytest.mark.parametrize("name", LITE)
def test_networks_begin_with_what_was_learnt(name, task, tmp_path):
    file = tmp_path / "weights.safetensors"
    save_file({key: one.contiguous() for key, one in task.module.state_dict().items()}, file)
    network = tasks.make(name, seed=3).module
    before = {key: one.clone() for key, one in network.state_dict().items()}
    checkpoints.begin(network, file)
    changed = {
        key for key, one in network.state_dict().items() if not torch.equal(one, before[key])
    }
    assert changed
    assert all("evidence.grounding." in key for key in changed)
    found = network.state_dict()
    for key, one in load_file(file).items():
        (place,) = (each for each in found if each.endswith(f"evidence.grounding.{key}"))
        assert torch.equal(found[place], one)


def test_weights_of_something_else_are_refused(task, tmp_path):
    file = tmp_path / "weights.safetensors"
    save_file({"deep.weight": torch.zeros(3)}, file)
    with pytest.raises(BadInput, match="another network"):
        checkpoints.begin(task.module, file)
    file.write_bytes(b"none")
    with pytest.raises(BadInput, match="cannot be read as weights"):
        checkpoints.begin(task.module, file)
    assert isinstance(task, glimpses.Glimpses)


def test_the_grounding_that_comes_with_the_program_is_what_its_card_says():
    file = model_card.file(tasks.GROUNDING)
    card = model_card.model_card(tasks.GROUNDING)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == card.sha256
    grounding = tasks.make(tasks.GROUNDING).module
    checkpoints.begin(grounding, file)
    own = load_file(file)
    assert all(torch.equal(one, own[key].float()) for key, one in grounding.state_dict().items())
