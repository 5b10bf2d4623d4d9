import json
import sys

import pytest

from rvos_studio.cli import batch, main
from tests.studio.batch.conftest import HerePool, results, write_dataset, write_learner

ASKED = ("--models", "learner,second-learner", "--recipe", "majority", "--propagator", "shifting")


@pytest.fixture
def dataset(tmp_path, plug, monkeypatch):
    plug(write_learner(tmp_path / "plugins", "learning"))
    monkeypatch.setattr(batch, "LocalPool", lambda workers: HerePool())
    return write_dataset(tmp_path / "data")


@pytest.fixture
def lines(monkeypatch, capsys):
    """Run a command and read what it says as lines of JSON."""

    def lines(*arguments):
        monkeypatch.setattr(sys, "argv", ["rvos-studio", *map(str, arguments), "--json"])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return lines


def test_a_batch_says_what_it_does_and_goes_on_where_it_was(run, dataset, tmp_path):
    code, text, said = run("batch", dataset, tmp_path / "out", *ASKED)
    assert code == 0, said
    assert "3 videos, 21 frames: results in" in text
    assert "two: done; 2 videos done, 1 left, 13 frames" in said
    before = results(tmp_path / "out")
    code, text, said = run("batch", dataset, tmp_path / "out", *ASKED)
    assert code == 0
    assert "3 videos done, 0 left" in said
    assert results(tmp_path / "out") == before


def test_news_as_lines_of_json(lines, dataset, tmp_path):
    (dataset / "JPEGImages" / "three" / "00003.png").unlink()
    code, said = lines("batch", dataset, tmp_path / "out", *ASKED)
    assert code == 1
    events = [(each["event"], each["video"]) for each in said if each["event"] != "doing"]
    assert events == [
        ("resumed", ""), ("began", "one"), ("done", "one"), ("began", "two"), ("done", "two"),
        ("began", "three"), ("failed", "three"),
    ]  # fmt: skip
    assert said[-1]["standing"] | {"seconds_left": 0} == {
        "videos": 3, "done": 2, "failed": 1, "frames": 13, "answers": 126, "answers_in_all": 126, "seconds_left": 0,
    }  # fmt: skip


def test_failures_are_told_at_the_end(run, dataset, tmp_path):
    frame = dataset / "JPEGImages" / "three" / "00003.png"
    content = frame.read_bytes()
    frame.unlink()
    code, _, said = run("batch", dataset, tmp_path / "out", *ASKED)
    assert code == 1
    assert "1 of 3 videos failed, 2 are done" in said
    frame.write_bytes(content)
    assert run("batch", dataset, tmp_path / "out", *ASKED)[0] == 1
    (tmp_path / "out" / "projects" / "three.rvos").unlink()
    assert run("batch", dataset, tmp_path / "out", *ASKED, "--retry-failed")[0] == 0


def test_what_cannot_be_is_said_before_anything_runs(run, dataset, tmp_path):
    out = tmp_path / "out"
    for options, code, sentence in (
        (("--models", "learner", "--recipe", "single:second-learner"), 3, "which --models does not name"),
        (("--models", "nobody", "--recipe", "majority"), 3, "no segmenter called 'nobody'"),
        (("--models", "learner", "--recipe", "best"), 3, "no recipe called 'best'"),
        (("--models", "soc-video-swin-t", "--recipe", "majority"), 5, "not on this machine"),
        ((*ASKED, "--no-shared-folder"), 3, "add --backend ray"),
        ((*ASKED, "--frames", tmp_path), 0, ""),
    ):  # fmt: skip
        if code:
            found = run("batch", dataset, out, *options)
            assert (found[0], sentence in found[2]) == (code, True), found
            assert not out.exists()
    assert run("batch", dataset, out, *ASKED)[0] == 0
    code, _, said = run("batch", dataset, out, "--models", "learner", "--recipe", "majority")
    assert code == 8
    assert "was begun otherwise: the models were learner, second-learner; the recipe was" in said


def test_ctrl_c_keeps_what_is_done(run, dataset, tmp_path, monkeypatch):
    def stopped(self, news):
        if news.event == "done" and news.video == "two":
            raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(batch._Lines, "show", stopped)
        code, _, said = run("batch", dataset, tmp_path / "out", *ASKED)
    assert code == 130
    assert "What was finished is kept" in said
    assert sorted(each.name for each in (tmp_path / "out" / "results").iterdir()) == ["one", "two"]
    assert run("batch", dataset, tmp_path / "out", *ASKED)[0] == 0


def test_a_terminal_gets_a_bar(dataset, tmp_path, run, monkeypatch, capsys):
    monkeypatch.setattr(batch.errors, "_force_terminal", True, raising=False)
    monkeypatch.setattr(type(batch.errors), "is_terminal", property(lambda self: True))
    code, _, said = run("batch", dataset, tmp_path / "out", *ASKED)
    assert code == 0
    assert "3 videos done, 0 left" in said
    assert "100 %" in said
