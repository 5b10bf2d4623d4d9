"""The commands on predictions: what they print, write and refuse."""

import csv
import json
import zipfile

import pytest

from tests.formats.layouts import made


@pytest.fixture
def truth(tmp_path):
    return made.ref_youtube_vos(tmp_path / "truth")


@pytest.fixture
def answers(tmp_path):
    return made.answers(tmp_path / "answers")


def test_evaluate_prints_a_table_and_writes_files(run, truth, answers, tmp_path):
    files = {name: tmp_path / f"scores.{name}" for name in ("csv", "json", "html")}
    options = [f"--out={path}" for path in files.values()]
    made.answers(tmp_path / "other", dict.fromkeys(made.SAID, "1"))
    members = ["--member", f"one={answers}", "--member", f"other={tmp_path / 'other'}"]
    code, out, err = run("evaluate", truth, tmp_path / "other", *options, *members)
    assert (code, out.count("Written: ")) == (0, 3), err
    assert "Ref-YouTube-VOS" in out
    assert "wrong object" in " ".join(out.split())
    assert "Members of the fusion" in out
    assert "scoring" in err
    with files["csv"].open(encoding="utf-8") as file:
        assert [line["failures"] for line in csv.DictReader(file)] == [
            "", "wrong-object", "wrong-object", "", "",
        ]  # fmt: skip
    assert json.loads(files["json"].read_text("utf-8"))["members"]["each"][1]["name"] == "other"
    assert files["html"].read_text("utf-8").startswith("<!doctype html>")


def test_evaluate_prints_json_alone(run, truth, answers, tmp_path):
    """As every command does with `--json`, also where files are written."""
    page = tmp_path / "page.html"
    code, document, err = run("evaluate", truth, answers, "--json", "--out", page)
    assert (code, err) == (0, "")
    assert document["total"]["jf"] == 1
    assert page.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--layout", "imagenet"), 3, "There is no layout 'imagenet'"),
        (("--missing", "perfect"), 3, "scored as 'empty' only"),
        (("--member", "one"), 3, "NAME=PLACE"),
        (("--member", "one=a"), 3, "One member alone"),
        (("--jobs", "0"), 3, "at least one process"),
        (("--threshold", "3"), 3, "share above 0 and at most 1; 3 is not"),
        (("--out", "nowhere/report.html"), 7, "nowhere' does not exist"),
        (("--out", "scores.txt"), 3, "is none of *.csv, *.json, *.html"),
        (("--videos", "nowhere"), 3, "'nowhere' cannot be read as a list of videos"),
    ],
)
def test_evaluate_refuses(run, truth, answers, arguments, code, sentence):
    found, out, err = run("evaluate", truth, answers, *arguments)
    assert (found, out) == (code, "")
    assert sentence in err
    assert len(err.splitlines()[-1].split(". ")) <= 2


def test_evaluate_names_what_is_not_there(run, truth, tmp_path):
    for places, sentence in (
        ((truth, tmp_path / "no"), "no folder of predictions"),
        ((tmp_path / "no", truth), "There is no truth"),
        ((tmp_path, truth), "Nothing in"),
        ((tmp_path, truth, "--layout", "mevis"), "There is no 'meta_expressions.json'"),
    ):
        code, _, err = run("evaluate", *places)
        assert code == 3
        assert sentence in err


def test_submission(run, truth, answers, tmp_path):
    out = tmp_path / "out.zip"
    arguments = ("submission", answers, truth, out, "--layout", "ref-youtube-vos")
    code, said, _ = run(*arguments)
    assert code == 0
    assert "16 pictures (4 without a pixel) of 1 videos" in said
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist()[0] == "Annotations/goats/0/00005.png"
    code, _, err = run(*arguments)
    assert code == 7
    assert "replace it with --overwrite" in err
    code, document, _ = run(*arguments, "--overwrite", "--json")
    assert (code, document["files"]) == (0, 16)
    (answers / "goats" / "10" / "00010.png").unlink()
    code, _, err = run(*arguments, "--overwrite")
    assert code == 3
    assert "1 pictures are missing, the first is 'goats/10/00010.png'" in err
    assert run("submission", answers, truth, out, "--layout", "imagenet")[0] == 3
