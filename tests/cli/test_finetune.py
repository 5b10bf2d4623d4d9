"""The command that lets models learn: what it chooses, says, lists, removes and refuses."""

import pytest
import torch
from safetensors.torch import save_file

from rvos_studio.cli import console
from rvos_studio.models import finetuned, weights
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio import Session
from rvos_studio.training import finetuning
from tests.pictures import truth, write_square_clip
from tests.training.test_finetuning import judged

MODEL = "soc-lite"


@pytest.fixture(autouse=True)
def reddish(monkeypatch, tmp_path):
    """A network that learns in a moment, in the place of a real one."""
    state = {"weight": torch.zeros(1, 3, 1, 1), "bias": torch.full((1,), -0.5)}
    save_file(state, tmp_path / "base.safetensors")
    monkeypatch.setenv(weights.PARTS[MODEL].variable, str(tmp_path / "base.safetensors"))
    monkeypatch.setitem(finetuning.tasks.TASKS, MODEL, "tests.training.test_finetuning:task")
    monkeypatch.setitem(finetuning.HEADS, "soc", "")
    monkeypatch.setattr(finetuning, "state_of", lambda part: dict(state))
    monkeypatch.setattr(finetuning, "of_segmenter", lambda name: judged)
    monkeypatch.setattr(finetuning, "_LOOK", 1)
    monkeypatch.setattr(finetuning, "_EXAMPLES", 2)
    monkeypatch.setattr(console, "_EVERY", 0.0)  # a quick machine is asked for all of its progress


@pytest.fixture
def project(tmp_path):
    session = Session.create(write_square_clip(tmp_path / "square"), tmp_path / "My square.rvos")
    session.add_object("square", 1)
    session.add_expression(1, "the red square")
    for frame in (0, 5, 11):
        session.correct(1, frame, truth(frame))
    session.close()
    return session.project.path


def test_it_learns_is_listed_described_and_removed(run, project):
    code, out, err = run("finetune", project, "--model", MODEL, "--minutes", "1e-6", "--keep")
    assert code == 0, err
    name = f"{MODEL}+my-square"
    assert out.startswith(f"{name}: J 0.000 before, ")
    assert f"{MODEL}, learning, step 1" in err
    code, out, _ = run("models", "list")
    assert f"  {name} " in out
    assert "learnt here from corrections" in out
    code, out, _ = run("models", "info", name)
    assert code == 0
    assert "Learnt from 3 corrected frames of My square." in out
    assert "frames 0, 5, 11" in out
    assert "--model soc-lite --name my-square --minutes 1e-06 --seed 0" in " ".join(out.split())
    assert weights.locate(MODEL).sha256 in " ".join(out.split())
    code, found, _ = run("models", "info", name, "--json")
    assert found["finetuned"]["base"] == MODEL
    code, out, _ = run("models", "remove", name)
    assert code == 0
    assert "'soc-lite', which it learnt on, stays as it is" in out
    assert not finetuned.every()
    code, _, err = run("models", "info", name)
    assert code == 3
    assert f"There is no model called '{name}'" in err


def test_those_learn_that_the_project_uses(run, project):
    session = Session.open(project)
    expression = session.objects()[0].expressions[0].id
    with session.project.edit("Segment") as edit:
        for model in (MODEL, "motion-words"):
            made = Provenance.now(Kind.MODEL, model, "0" * 64)
            edit.put_predictions(expression, model, {1: (truth(1), 0.5)}, made)
    session.close()
    code, out, err = run(
        "finetune", project, "--name", "used", "--minutes", "1e-6", "--keep", "--json"
    )
    assert code == 0, err
    assert [each["name"] for each in out] == [f"{MODEL}+used"]
    assert "'motion-words' is a baseline without anything to train." in err


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ((), 3, "No model was used in these projects yet; say with --model"),
        (("--model", "class-prototype"), 3, "is a baseline without anything to train"),
        (("--model", "aot-b"), 3, "'aot-b' is too large to learn from corrections in minutes"),
        (("--model", "nobody"), 3, "There is no model called 'nobody'"),
        (("--model", "mutr-lite"), 5, "are not on this machine"),
        (("--model", MODEL, "--minutes", "0"), 3, "--minutes is above 0, not 0"),
        (("--model", MODEL, "--name", "No name"), 3, "'No name' cannot be a model's name"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(run, project, options, code, said, monkeypatch):
    monkeypatch.setattr(weights.model_card, "file", lambda name: None)
    found, _, err = run("finetune", project, *options)
    assert found == code
    assert said in " ".join(err.split())
    assert not finetuned.every()
