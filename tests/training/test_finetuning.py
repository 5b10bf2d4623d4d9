"""Learning from corrections: what is held out, when it stops, what is kept, what is refused."""

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import binary_cross_entropy_with_logits

from rvos_studio.errors import BadInput, CannotWrite, Refused, WeightsMissing
from rvos_studio.masks import Mask
from rvos_studio.models import catalogue, finetuned, weights
from rvos_studio.models.catalogue import Role, Status
from rvos_studio.models.protocols import Step
from rvos_studio.networks.aot.initial import initialise
from rvos_studio.networks.aot.network import Network
from rvos_studio.networks.aot.variants import LITE
from rvos_studio.studio import Session
from rvos_studio.training import finetuning, tasks
from rvos_studio.training.corrections import Carried, parted, read, turns
from rvos_studio.training.plan import Learnt
from rvos_studio.training.samples import VOID
from tests.pictures import truth, write_square_clip

MODEL = "soc-lite"


class Reddish:
    """Three weights and a bias find the red square; the base finds nothing."""

    name, bank_key = MODEL, "reddish"

    def __init__(self):
        self.module = torch.nn.Conv2d(3, 1, 1)

    def prepare(self, sample, number):
        return {
            "frames": torch.from_numpy(sample.frames).permute(0, 3, 1, 2).half() / 255,
            "labels": torch.from_numpy(sample.labels),
        }

    def loss(self, examples, step, steps):
        assert step == 0  # what masks begin with
        pictures = torch.cat([each["frames"] for each in examples])
        wanted = torch.cat([each["labels"] for each in examples]).float()
        return {"pixels": binary_cross_entropy_with_logits(self.module(pictures)[:, 0], wanted)}


def judged(state, kept, held):
    """J of the frames held out, by the same rule."""
    found = []
    for video in held:
        for frame in video.frames:
            yield
            picture = torch.from_numpy(video.clip.frame(frame).copy()).permute(2, 0, 1) / 255
            logits = torch.nn.functional.conv2d(picture, state["weight"], state["bias"])[0]
            found += [
                Mask.from_array((logits > 0).numpy()).iou(m) for m in video.masks(frame).values()
            ]
    return found


@pytest.fixture
def reddish(monkeypatch, tmp_path):
    """A network that learns in a moment, in the place of a real one; its base's file."""
    base = tmp_path / "base.safetensors"
    state = {"weight": torch.zeros(1, 3, 1, 1), "bias": torch.full((1,), -0.5)}
    save_file(state, base)
    monkeypatch.setenv(weights.PARTS[MODEL].variable, str(base))
    monkeypatch.setitem(tasks.TASKS, MODEL, "tests.training.test_finetuning:task")
    monkeypatch.setitem(finetuning.HEADS, "soc", "")
    monkeypatch.setattr(finetuning, "state_of", lambda part: dict(state))
    monkeypatch.setattr(finetuning, "of_segmenter", lambda name: judged)
    monkeypatch.setattr(finetuning, "_RATE", 0.3)
    monkeypatch.setattr(finetuning, "_EXAMPLES", 4)
    return base


def task(name):
    return Reddish()


@pytest.fixture
def project(tmp_path):
    """A function that makes a project with these frames corrected."""

    def make(frames, name="square", expression="the red square"):
        video = write_square_clip(tmp_path / name)
        session = Session.create(video, tmp_path / f"{name}.rvos")
        session.add_object("square", 1)
        if expression:
            session.add_expression(1, expression)
        for frame in frames:
            session.correct(1, frame, truth(frame))
        session.close()
        return session.project.path

    return make


def learn(project, minutes=1e-6, **options):
    *steps, learnt = finetuning.finetune([str(project)], MODEL, "square", minutes, **options)
    assert all(isinstance(each, Step) for each in steps)
    assert [each.done for each in steps] == sorted(each.done for each in steps)
    return learnt


def test_corrections_help_on_frames_held_out(reddish, project):
    before = reddish.read_bytes()
    learnt = learn(project([0, 5, 11]), minutes=60)
    assert learnt == Learnt(MODEL, f"{MODEL}+square", 3, 3, learnt.before, learnt.after)
    assert learnt.before == 0
    assert learnt.after > 0.8
    assert reddish.read_bytes() == before
    card = finetuned.every()[f"{MODEL}+square"]
    assert card.base_sha256 == weights.locate(MODEL).sha256
    assert (card.frames, card.held_out, card.folds) == (3, 3, 3)
    assert list(card.projects.values()) == [(0, 5, 11)]
    assert card.after == round(learnt.after, 4)
    stored = load_file(finetuned.place_of(f"{MODEL}+square") / finetuned.WEIGHTS)
    assert stored.keys() == {"weight", "bias"}
    assert stored["weight"][0, 0] > stored["weight"][0, 1]


def test_the_same_seed_learns_the_same(reddish, project):
    path, found = project([0, 5, 11]), []
    for _ in range(2):
        learn(path, seed=3, keep=True)
        found.append(load_file(finetuned.place_of(f"{MODEL}+square") / finetuned.WEIGHTS))
        finetuned.remove(f"{MODEL}+square")
    assert all(torch.equal(found[0][name], found[1][name]) for name in found[0])


def test_a_cancel_keeps_the_best_so_far(reddish, project):
    work = finetuning.finetune([str(project([0, 5, 11]))], MODEL, "square", 5)
    name = f"{MODEL}+square"
    for step in work:
        if step.doing.endswith("step 19"):
            break
    assert name not in finetuned.every()
    work.close()
    card = finetuned.every()[name]
    assert card.after > card.before
    assert card.held_out == 1


def test_a_cancel_before_anything_is_gained_keeps_nothing(reddish, project):
    work = finetuning.finetune([str(project([0, 5, 11]))], MODEL, "square", 5)
    next(work)
    work.close()
    assert not finetuned.every()


def test_what_gains_nothing_is_kept_only_if_asked_for(reddish, project, monkeypatch):
    monkeypatch.setattr(finetuning, "_RATE", 1e-9)
    path = project([0, 5, 11])
    learnt = learn(path)
    assert (learnt.name, learnt.before, learnt.after) == ("", 0, 0)
    assert not finetuned.every()
    assert learn(path, keep=True).name == f"{MODEL}+square"


def test_a_name_that_is_taken_or_odd_is_refused(reddish, project):
    path = project([0, 5, 11])
    learn(path, keep=True)
    kept = (finetuned.place_of(f"{MODEL}+square") / finetuned.WEIGHTS).read_bytes()
    with pytest.raises(
        Refused, match=r"There is a model 'soc-lite\+square' already: choose another"
    ):
        learn(path, keep=True)
    assert (finetuned.place_of(f"{MODEL}+square") / finetuned.WEIGHTS).read_bytes() == kept
    with pytest.raises(BadInput, match="cannot be a model's name"):
        next(finetuning.finetune([str(path)], MODEL, "My Square", 1))


def test_a_write_that_fails_leaves_nothing(reddish, project, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(finetuning.msgspec.json, "format", full)
    with pytest.raises(CannotWrite, match="the disk is full"):
        learn(project([0, 5, 11]), keep=True)
    assert not finetuned.every()
    assert not list(finetuned.place_of("x").parent.iterdir())


@pytest.mark.parametrize(
    ("frames", "said"),
    [([], "There are no corrected frames .* yet"), ([4], "only one frame to learn from")],
)
def test_too_few_corrected_frames_are_refused(reddish, project, frames, said):
    with pytest.raises(BadInput, match=said):
        learn(project(frames))


def test_a_propagator_needs_three_frames_of_an_object(project):
    with pytest.raises(BadInput, match="at least three corrected frames of one object"):
        read([project([0, 5])], refers=False)


def test_missing_base_weights_are_said(project, monkeypatch):
    monkeypatch.setattr(weights.model_card, "file", lambda name: None)
    with pytest.raises(WeightsMissing, match="weights of AOT-lite are not on this machine"):
        next(finetuning.finetune([str(project([0, 5, 11]))], "aot-lite", "square", 1))


def test_few_frames_are_held_out_in_turn_and_of_many_every_fourth(project):
    few, many = (read([project(f, f"c{len(f)}")], refers=True) for f in (range(5), range(12)))
    assert turns(few) == [{(0, 0), (0, 3)}, {(0, 1), (0, 4)}, {(0, 2)}]
    assert turns(many) == [{(0, 2), (0, 6), (0, 10)}]
    kept, asked = parted(many, turns(many)[0])
    assert asked[0].frames == [2, 6, 10]
    assert set(kept[0].frames) == set(range(12)) - {2, 6, 10}


def test_masks_are_carried_from_one_correction_to_another(project):
    source = Carried(read([project([0, 6, 11])], refers=False), 0, 4)
    sample = source.sample(1)
    assert sample.frames.shape == (4, 48, 64, 3)
    known = [bool((labels != VOID).all()) for labels in sample.labels]
    assert known[0]
    assert known[-1]
    assert not known[1]
    np.testing.assert_array_equal(sample.labels, source.sample(1).labels)


@pytest.mark.parametrize("model", ["soc-lite", "mutr-lite", "uninext-lite"])
def test_the_last_layers_of_a_network_learn_on_from_the_base(model):
    module = tasks.make(model, seed=1).module
    network = module.network if model == "uninext-lite" else module
    state = {name: value.clone() for name, value in network.state_dict().items()}
    adapted = finetuning._Adapted(model, state, seed=2)
    learning = {n for n, p in adapted.module.named_parameters() if p.requires_grad}
    assert 0.1 < len(learning) / len(list(adapted.module.parameters())) < 0.9
    assert not any("level_codes" in name for name in learning)
    now = adapted.module.state_dict()
    for name, value in state.items():
        assert torch.equal(now[f"network.{name}" if model == "uninext-lite" else name], value)
    if model == "uninext-lite":
        assert torch.equal(now["overlaps.0.weight"], state["overlap.weight"])


@pytest.fixture
def overgrown(monkeypatch, tmp_path):
    """A base of AOT-lite that adds to every mask."""
    torch.manual_seed(0)
    network = initialise(Network(LITE["aot-lite"]))
    network.refinement.end.bias.data.fill_(4)
    base = tmp_path / "aot.safetensors"
    save_file(network.state_dict(), base)
    monkeypatch.setenv("RVOS_STUDIO_AOT_LITE", str(base))
    return base


def test_a_real_propagator_learns_and_runs(overgrown, project, monkeypatch):
    for name, value in (("_LOOK", 2), ("_EXAMPLES", 2), ("_BATCH", 1), ("_RATE", 1)):
        monkeypatch.setattr(finetuning, name, value)
    monkeypatch.setitem(finetuning.HEADS, "aot", r"refinement\.end\.bias")
    path = project(range(2, 10), expression="")
    *_, learnt = finetuning.finetune([str(path)], "aot-lite", "square", 1e-6, keep=True)
    assert learnt.after > learnt.before
    entry = catalogue.card("aot-lite+square", Role.PROPAGATOR)
    assert entry.status is Status.READY
    assert catalogue.digest(entry).endswith(f"+{entry.finetuned}")
    tuned = catalogue.load("aot-lite+square", Role.PROPAGATOR)._network.state_dict()
    base = catalogue.load("aot-lite", Role.PROPAGATOR)._network.state_dict()
    assert [n for n in base if not torch.equal(base[n], tuned[n])] == ["refinement.end.bias"]
    save_file({name: value + 1 for name, value in load_file(overgrown).items()}, overgrown)
    with pytest.raises(BadInput, match="learnt on other weights of 'aot-lite'"):
        catalogue.load("aot-lite+square", Role.PROPAGATOR)
