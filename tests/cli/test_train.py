"""The command that trains: what it writes, says and refuses."""

import json
import os
import signal
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.torch import load_file

from rvos_studio import settings
from rvos_studio.cli.train import _use, sparkline
from rvos_studio.project.lock import hold
from rvos_studio.training import tasks
from rvos_studio.training.journal import read
from tests.formats.layouts import made
from tests.training.toy import DiscTask


@pytest.fixture(autouse=True)
def toy(monkeypatch):
    monkeypatch.setitem(tasks.TASKS, "toy", "tests.training.toy:task")


@pytest.fixture
def goats(tmp_path):
    root = made.ref_youtube_vos(tmp_path / "goats")
    for k, name in enumerate(made.FRAMES):
        path = root / "JPEGImages" / "goats" / f"{name}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((*made.SHAPE, 3), 40 * k, np.uint8)).save(path)
    return root


@pytest.fixture
def begin(run, goats, tmp_path):
    """Train on the goats into the folder `out` with more options."""

    def begin(*options, out=tmp_path / "out"):
        usual = ["--model", "toy", "--data", goats, "--size", "40x24", "--frames", "2"]
        usual += ["--device", "cpu", "--batch", "2", "--checkpoint-every", "3"]
        return run("train", "--out", out, *usual, *options)

    return begin


def test_it_leaves_weights_card_log_and_curve(begin, goats, tmp_path):
    code, out, err = begin("--steps", "5", "--check", goats, "--check-examples", "2", "--half")
    assert code == 0, err
    folder = tmp_path / "out"
    assert f"rvos-studio models import {folder}/weights.safetensors --model toy" in out
    assert "training: 5/5, loss" in err
    assert load_file(folder / "weights.safetensors").keys() == DiscTask().module.state_dict().keys()
    card = tomllib.loads((folder / "card.toml").read_text("utf-8"))
    assert (card["model"], card["seed"], card["steps"]) == ("toy", 0, 5)
    assert card["data"] == [str(goats)]
    assert card["command"].startswith("rvos-studio train --out")
    assert card["loss"] > 0
    assert card["held_out_loss"] > 0
    assert len(read(folder)) == 5
    assert (folder / "curve.svg").is_file()


def test_it_begins_with_weights_that_there_are(begin, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    assert begin("--steps", "3", out=first)[0] == 0
    file = first / "weights.safetensors"
    code, _, err = begin("--steps", "1", "--lr", "0", "--begin", file, out=second)
    assert code == 0, err
    begun, learnt = load_file(file), load_file(second / "weights.safetensors")
    assert all(np.array_equal(learnt[name], value) for name, value in begun.items())
    card = tomllib.loads((second / "card.toml").read_text("utf-8"))
    assert card["begin"] == "weights.safetensors"
    missing = tmp_path / "none.safetensors"
    code, _, err = begin("--steps", "1", "--begin", missing, out=tmp_path / "third")
    assert code != 0
    assert "cannot be read as weights" in err
    assert not (tmp_path / "third").exists()
    code, _, err = begin("--steps", "1", "--begin", "grounding", out=tmp_path / "third")
    assert code != 0
    assert "grounding.safetensors' are of another network" in err, "it comes with the program"


def test_trainings_of_other_seeds_may_learn_from_the_same_samples(begin, tmp_path):
    drawn = []
    for seed in ("0", "1"):
        code, _, err = begin(
            "--steps",
            "1",
            "--seed",
            seed,
            "--data-seed",
            "4",
            "--bank",
            "2",
            out=tmp_path / f"out{seed}",
        )
        assert code == 0, err
        card = tomllib.loads((tmp_path / f"out{seed}" / "card.toml").read_text("utf-8"))
        drawn.append((card["seed"], card["data_seed"]))
    assert drawn == [(0, 4), (1, 4)]
    bank = settings.cache_folder() / "bank"
    assert len(list(bank.iterdir())) == 1, "they share what is prepared"
    assert begin("--steps", "1", "--seed", "1", "--bank", "2", out=tmp_path / "own")[0] == 0
    assert len(list(bank.iterdir())) == 2


def test_a_grounding_is_put_to_use_by_training_with_it():
    said = _use(tasks.GROUNDING, Path("a b/weights.safetensors"))
    assert "--begin 'a b/weights.safetensors'" in said
    assert "models import" not in said
    assert _use("soc-lite", Path("w")) == "models import w --model soc-lite"


def test_ctrl_c_saves_and_resume_needs_nothing_but_the_folder(begin, run, tmp_path, monkeypatch):
    whole = tmp_path / "whole"
    assert begin("--steps", "8", out=whole)[0] == 0
    learn = DiscTask.loss

    def interrupted(self, examples, step, steps):
        if step == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return learn(self, examples, step, steps)

    monkeypatch.setattr(DiscTask, "loss", interrupted)
    code, _, err = begin("--steps", "8")
    monkeypatch.setattr(DiscTask, "loss", learn)
    assert code == 130
    assert "Stopped after step 4 of 8." in err
    assert f"rvos-studio train --resume --out {tmp_path / 'out'}" in err
    code, document, err = run("train", "--resume", "--out", tmp_path / "out", "--json")
    assert (code, document["steps"]) == (0, 8), err
    card = tomllib.loads((tmp_path / "out" / "card.toml").read_text("utf-8"))
    assert "--steps 8" in card["command"]  # that it was begun by, not that it was ended by
    assert [line.loss for line in read(tmp_path / "out")] == pytest.approx(
        [line.loss for line in read(whole)], abs=1e-6
    )


def test_other_options_than_those_noted_are_refused(begin, run, tmp_path):
    assert begin("--steps", "2")[0] == 0
    code, _, err = begin("--steps", "9", "--resume")
    assert code == 3
    assert "has --steps 2, not 9" in err


def test_a_folder_with_a_training_is_not_taken_for_another(begin, tmp_path):
    assert begin("--steps", "1")[0] == 0
    code, _, err = begin("--steps", "1")
    assert code == 8
    assert "holds a training already: go on with it by" in err


def test_a_folder_in_use_or_with_other_things_is_refused(begin, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    handle = hold(folder / ".lock", "")
    code, _, err = begin("--steps", "1")
    os.close(handle)
    assert (code, "Another process is training" in err) == (8, True)
    (folder / "letter.txt").touch()
    code, _, err = begin("--steps", "1")
    assert (code, "is not empty ('letter.txt')" in err) == (7, True)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--model", "none"], 3, "No model 'none' can be trained. There are: "),
        (["--data", "nowhere"], 3, "There is no training data 'nowhere'"),
        (["--device", "cuda:7"], 3, "There is no device 'cuda:7' here to train on, only"),
        (["--size", "big"], 3, "WIDTHxHEIGHT, such as 320x192, not as 'big'"),
        (["--lr", "-1"], 3, "--lr is 0 or more, not -1"),
        (["--videos", "nowhere.txt"], 3, "cannot be read as a list of videos"),
        (["--resume"], 3, "No training was begun in"),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence(
    begin, monkeypatch, tmp_path, options, code, said
):
    monkeypatch.chdir(tmp_path)
    found, _, err = begin(*options)
    assert (found, said in err) == (code, True), err
    assert not (tmp_path / "out" / "training.json").exists()
    assert "Traceback" not in err


def test_model_and_data_are_asked_for(run, tmp_path):
    code, _, err = run("train", "--out", tmp_path / "out")
    assert (code, "needs --model" in err) == (3, True)


def test_noted_paths_are_whole(begin, goats, tmp_path, monkeypatch):
    monkeypatch.chdir(goats.parent)
    Path("list.txt").write_text("goats\n")
    assert begin("--steps", "1", "--videos", "list.txt", "--check", goats.name)[0] == 0
    noted = json.loads((tmp_path / "out" / "training.json").read_text())
    assert (noted["check"], noted["videos"]) == ([str(goats)], str(goats.parent / "list.txt"))


def test_a_row_of_bars_falls_with_the_loss():
    assert sparkline([8, 4, 2, 1, 0], 5) == "█▅▃▂▁"
    assert sparkline([8.0] * 100 + [4.0] * 100, 2) == "█▅"
    assert sparkline([], 5) == ""
