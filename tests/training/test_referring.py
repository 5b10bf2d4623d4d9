"""Questions about samples, and networks that learn to answer them: what is asked, what is right, what learns."""

import re

import numpy as np
import pytest
import torch

from rvos_studio.errors import BadInput
from rvos_studio.training import referring, tasks
from rvos_studio.training.questions import ABSENT, REFERRING, questions
from rvos_studio.training.samples import VOID, Sample, Subject
from tests.models.moving_squares import HEIGHT, SIDE, WIDTH, blue_place, red_place, squares

LITE = ("soc-lite", "mutr-lite", "referformer-lite", "uninext-lite")
GROUNDING = {"pointing", "grounding", "coarse grounding", "suits", "things", "present"}
TINY = ("soc-tiny", "mutr-tiny", "referformer-tiny", "uninext-tiny")
RED = Subject(1, "box", ("a red box moving to the right", "the red box"))
BLUE = Subject(2, "box", ("a blue box", "the blue box that stands still"))


def sample(subjects=(RED, BLUE), start=0):
    clip = squares(start + 5)
    frames = range(start, start + 5, 2)
    labels = np.zeros((3, HEIGHT, WIDTH), np.uint8)
    for row, frame in zip(labels, frames, strict=True):
        row[red_place(frame)], row[blue_place(frame)] = 1, 2
        row[:4] = VOID
    return Sample(clip.frames[list(frames)], labels, subjects)


@pytest.fixture(scope="module")
def lite():
    return referring.task("soc-lite")


@pytest.fixture(scope="module")
def examples(lite):
    return [lite.prepare(sample(start=start), start) for start in range(2)]


def test_questions_are_about_different_subjects_and_then_about_nothing():
    asked = questions(sample(), 3)
    assert [one.label for one in asked[:REFERRING]] in ([1, 2], [2, 1])
    assert asked == questions(sample(), 3)
    assert any(asked != questions(sample(), number) for number in range(9))
    for number in range(30):
        *_, nothing = questions(sample(), number)
        assert nothing.label == 0
        assert any(word in ABSENT for word in nothing.expression.split())


def test_a_single_subject_is_asked_for_in_other_words():
    first, second, _ = questions(sample((RED,)), 0)
    assert {first.expression, second.expression} == set(RED.expressions)
    (*named, _) = questions(sample((Subject(1, "box", ()),)), 0)
    assert {one.expression for one in named} == {"the box"}


def test_what_is_there_is_not_asked_for_as_if_it_were_not():
    dog = Subject(1, "puppy", ("the small puppy",))
    for number in range(60):
        assert "dog" not in questions(sample((dog,)), number)[-1].expression


@pytest.mark.parametrize("subjects", [(), (Subject(9, "box", ("a box",)),), (Subject(1, "", ()),)])
def test_a_sample_without_anything_to_ask_for_is_refused(subjects):
    with pytest.raises(BadInput, match="no subject"):
        questions(sample(subjects), 0)


def test_an_example_holds_what_is_frozen_and_what_is_right(lite, examples):
    example, asked = examples[0], questions(sample(), 0, 4, 2)
    shapes = {name: tuple(value.shape) for name, value in example.items()}
    assert shapes["map 4"] == (3, 24, 48, 80)
    assert shapes["map 32"] == (3, 320, 12, 20)
    assert shapes["evidence"] == (6, 3, 4, 24, 40)
    assert shapes["masks"] == (6, 3, 48, 80)
    assert example["map 8"].dtype == example["evidence"].dtype == torch.float16
    again = lite.prepare(sample(), 0)
    assert all(torch.equal(example[name], again[name]) for name in example)
    for question, masks, boxes in zip(asked, example["masks"], example["boxes"], strict=True):
        if not question.label:
            assert not masks.any()
            continue
        inside = red_place(0) if question.label == 1 else blue_place(0)
        assert float(masks[0].float().mean()) == pytest.approx(inside.mean(), rel=0.2)
        rows, columns = np.nonzero(inside)
        wanted = (columns.mean() / WIDTH, rows.mean() / HEIGHT, SIDE / WIDTH, SIDE / HEIGHT)
        np.testing.assert_allclose(boxes[0], wanted, atol=0.01)
    assert example["visible"].tolist() == [[True] * 3] * 4 + [[False] * 3] * 2


def test_lite_networks_share_their_examples():
    assert len({referring.task(name).bank_key for name in LITE}) == 1
    assert len({referring.task(name).bank_key for name in TINY}) == 2  # two kinds of tokens


@pytest.mark.parametrize("name", LITE)
def test_all_of_a_lite_network_learns_and_is_small(name, examples):
    torch.manual_seed(0)
    task = tasks.make(name)
    assert 1e6 < sum(one.numel() for one in task.module.parameters()) < 3e6
    moved = set()
    for step in (0, 1, 8, 8, 8, 8):  # what says nothing at first lets the rest learn only later
        task.module.zero_grad()
        sum(task.loss(examples, step, 9).values()).backward()
        with torch.no_grad():
            for key, one in task.module.named_parameters():
                if one.grad is not None and one.grad.any():
                    moved.add(key)
                    one.sub_(1e-3 * one.grad.sign())
    assert {key for key, _ in task.module.named_parameters()} - moved == set()


@pytest.mark.parametrize("name", TINY)
def test_a_network_with_an_eye_of_its_own_learns_from_pictures(name, monkeypatch):
    monkeypatch.setattr(referring, "_SIZE", (64, 96))
    torch.manual_seed(0)
    task = tasks.make(name)
    examples = [task.prepare(sample(start=start), start) for start in range(2)]
    assert examples[0]["pictures"].dtype == torch.uint8
    terms = task.loss(examples, 0, 9)
    assert all(value.dtype == torch.float32 and value.ndim == 0 for value in terms.values())
    sum(terms.values()).backward()
    reading = [
        p for key, p in task.module.named_parameters() if "text_encoder" in key or "language" in key
    ]
    assert reading
    assert all(not one.requires_grad and one.grad is None for one in reading)
    seeing = [
        p for key, p in task.module.named_parameters() if re.match("backbone|network.encoder", key)
    ]
    assert any(one.grad is not None and one.grad.any() for one in seeing)


@pytest.mark.parametrize("name", LITE[:3])  # UNINEXT counts pairs, not frames
def test_a_loss_is_the_mean_over_its_examples(name, examples):
    task = referring.task(name)
    task.module.eval()
    with torch.no_grad():
        both = task.loss(examples, 0, 9)
        each = [task.loss([one], 0, 9) for one in examples]
    for term, value in both.items():
        mean = sum(float(one[term]) for one in each) / len(each)
        assert float(value) == pytest.approx(mean, rel=1e-3)


@pytest.mark.parametrize("name", LITE)
def test_masks_of_nothing_are_to_be_empty(name, examples, monkeypatch):
    monkeypatch.setattr(referring, "_NOTHING", 1.0)
    torch.manual_seed(0)
    task = referring.task(name)

    def learnt():
        torch.manual_seed(1)  # the same frames at every step
        return task.loss(examples, 8, 9)

    terms = learnt()
    assert {key for key, value in terms.items() if value > 0} - GROUNDING <= {
        "silence", "refusal", "proposed class", "class",
    }  # fmt: skip
    assert terms["silence"] > 0.03  # what evidence says of other things is shown at first
    optimizer = torch.optim.AdamW(task.module.parameters(), 1e-3)
    for _ in range(4):
        loss = sum(learnt().values())
        assert torch.isfinite(loss)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    after = learnt()
    assert after["silence"] < 0.97 * terms["silence"]
    assert sum(after.values()) < 0.8 * sum(terms.values())


@pytest.mark.parametrize("name", LITE[:3])
def test_nothing_teaches_no_boxes(name, examples, monkeypatch):
    task = referring.task(name)
    told = {}
    for share in (0.0, 1.0):
        monkeypatch.setattr(referring, "_NOTHING", share)
        torch.manual_seed(0)
        told[share] = task.loss(examples, 8, 9)
    assert told[0.0].keys() == told[1.0].keys()
    assert told[0.0]["silence"] == told[0.0]["refusal"] == 0
    assert told[1.0]["box"] == told[1.0]["giou"] == told[1.0]["dice"] == 0


@pytest.mark.parametrize("name", LITE)
def test_what_masks_begin_with_is_learnt_first(name, examples):
    torch.manual_seed(0)
    task = referring.task(name)
    learnt = {key: one.clone() for key, one in task.module.named_parameters()}
    optimizer = torch.optim.AdamW(task.module.parameters(), 2e-3)
    losses = []
    for _ in range(12):
        terms = task.loss(examples, 0, 9)
        losses.append({key: float(one.detach()) for key, one in terms.items()})
        optimizer.zero_grad()
        sum(terms.values()).backward()
        optimizer.step()
    assert losses[0].keys() == GROUNDING
    first, last = (
        np.mean([sum(one.values()) for one in part]) for part in (losses[:3], losses[-3:])
    )
    assert last < 0.8 * first
    moved = {
        key for key, one in task.module.named_parameters() if not torch.equal(one, learnt[key])
    }
    assert any("grounding" in key for key in moved)
    assert not any("decoder" in key for key in moved)


def test_a_few_steps_help(examples):
    torch.manual_seed(0)
    task = referring.task("soc-lite")
    optimizer = torch.optim.AdamW(task.module.parameters(), 1e-3)

    def held_out():
        task.module.eval()
        with torch.no_grad():
            total = float(sum(task.loss(examples, 0, 9).values()))
        task.module.train()
        return total

    before = held_out()
    for _ in range(8):
        loss = sum(task.loss(examples, 8, 9).values())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(task.module.parameters(), 1)
        optimizer.step()
    assert held_out() < 0.9 * before
