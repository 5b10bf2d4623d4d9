import json
import shutil
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO

from rvos_studio.masks import Mask, write_label_map
from rvos_studio.project import Project
from tests.pictures import HEIGHT, WIDTH, truth, write_square_clip


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A clip and the project that `segment` makes of it."""
    folder = tmp_path_factory.mktemp("commands")
    video = write_square_clip(folder / "square")
    command = [sys.executable, "-m", "rvos_studio", "segment", str(video), "--expression", "the moving red square",
               "--model", "motion-words", "--project", str(folder / "square.rvos"), "--json"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["object"] == 1
    return folder


@pytest.fixture
def work(prepared, tmp_path):
    shutil.copytree(prepared, tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def file(work):
    return work / "square.rvos"


@pytest.fixture
def png(work):
    path = work / "mask.png"
    write_label_map(path, truth(5).array().astype(np.uint8) * 3)
    return path


def test_the_whole_job_by_commands(run, file, png):
    code, result, _ = run("fuse", file, "--object", 1, "--json")
    assert (code, result["frames"]["fusion"]) == (0, 12)

    code, result, _ = run("correct", file, "--object", 1, "--frame", 5, "--mask", png, "--json")
    assert (code, result["pixels"]) == (0, truth(5).area)

    code, result, _ = run("propagate", file, "--object", 1, "--direction", "both", "--json")
    assert code == 0
    assert result["frames"]["1"] == {"fusion": 0, "propagation": 11, "person": 1}

    code, _, err = run("export", file, "--format", "coco", file.parent / "coco.json")
    assert code == 0, err
    coco = COCO(str(file.parent / "coco.json"))
    assert len(coco.imgs) == 12
    (five,) = coco.loadAnns(coco.getAnnIds(imgIds=[sorted(coco.imgs)[5]]))
    assert (coco.annToMask(five).astype(bool) == truth(5).array()).all()
    assert five["iscrowd"] == 0

    code, _, err = run("export", file, "--format", "ytvos", file.parent / "ytvos")
    assert code == 0, err
    labels = Image.open(next((file.parent / "ytvos").rglob("00005.png")))
    assert labels.mode == "P"
    assert (np.asarray(labels) == truth(5).array()).all()

    code, result, _ = run("info", file, "--json")
    assert result["objects"][0]["expressions"] == ["the moving red square"]
    assert result["objects"][0]["human_frames"] == [5]
    assert result["clip"]["frames"] == 12
    assert [title.split()[0] for title in result["history"]] == [
        "Add",
        "Add",
        "Segment",
        "Fuse",
        "Correct",
        "Propagate",
    ]


def test_only_what_a_correction_can_reach_is_propagated_again(run, work, file):
    for frame in (2, 6, 9):
        write_label_map(work / "mask.png", truth(frame).array().astype(np.uint8))
        run("correct", file, "--object", 1, "--frame", frame, "--mask", work / "mask.png")
    code, result, _ = run("propagate", file, "--object", 1, "--around", 6, "--json")
    assert code == 0
    assert result["frames"]["1"]["propagation"] == 5
    code, result, err = run("propagate", file, "--object", 1, "--memory", "published", "--json")
    assert (code, result["frames"]["1"]["propagation"]) == (0, 9), err
    after = Project.open(file, read_only=True)
    assert after.track(1)[4].provenance.recipe["memory"] == "published"
    after.close()


def test_info_is_for_people_too(run, file):
    code, out, _ = run("info", file)
    assert code == 0
    assert "12 frames of 64x48" in out
    assert "the moving red square" in out


def test_progress_goes_to_stderr_and_results_to_stdout(run, file):
    _, out, err = run("fuse", file, "--object", 1)
    assert "12 frames fused" in out
    assert "fusing: 12/12" in err


def test_segmenting_again_asks_nothing_twice_and_keeps_the_object(run, work, file):
    before = Project.open(file, read_only=True)
    old = before.history()
    before.close()
    code, result, _ = run("segment", work / "square", "--expression", "the  moving red square", "--object", 1,
                          "--model", "motion-words", "--project", file, "--json")  # fmt: skip
    assert (code, result["object"]) == (0, 1)
    after = Project.open(file, read_only=True)
    assert after.history() == old
    after.close()


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["info", "none.rvos"], 3, "There is no project"),
        (["fuse", "square.rvos", "--object", 9], 8, "no object 9"),
        (["fuse", "square.rvos", "--object", 1, "--model", "soc"], 8, "soc has not answered"),
        (["fuse", "square.rvos", "--object", 1, "--threshold", "2"], 3, "share above 0"),
        (["propagate", "square.rvos", "--object", 1], 8, "correct or confirm"),
        (
            ["propagate", "square.rvos", "--object", 1, "--model", "deaot-t"],
            5,
            "https://github.com",
        ),
        (["export", "square.rvos", "--format", "xml", "out"], 3, "coco"),
        (["models", "info", "sam9"], 3, "There are: "),
        (["models", "import", "nothing.pth"], 3, "There is no file"),
        (["info"], 2, "Missing argument"),
    ],
)
def test_failures_have_a_sentence_and_a_code(run, work, monkeypatch, arguments, code, sentence):
    monkeypatch.chdir(work)
    got, _, err = run(*arguments)
    assert sentence in err
    assert got == code
    assert "Traceback" not in err


def test_failures_are_json_for_scripts(run, work):
    code, _, err = run("info", work / "none.rvos", "--json")
    assert json.loads(err) == {"error": f"There is no project '{work / 'none.rvos'}'.", "code": 3}
    assert code == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "empty file"), (b"I am no video. " * 50, "not"), (None, "no video at")],
)
def test_bad_videos_leave_no_project_behind(run, tmp_path, content, sentence):
    video, project = tmp_path / "film.mp4", tmp_path / "film.rvos"
    if content is not None:
        video.write_bytes(content)
    code, _, err = run(
        "segment", video, "--expression", "a dog", "--model", "motion-words", "--project", project
    )
    assert code in (3, 4)
    assert sentence in err
    assert not project.exists()


def test_expressions_that_do_not_fit_are_refused(run, work, file):
    for text, sentence in (("x" * 10_000, "10,000 characters"), (" ", "needs words")):
        code, _, err = run(
            "segment", work / "square", "--expression", text, "--object", 1, "--project", file
        )
        assert code == 3
        assert sentence in err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [(("--expression", " "), "needs words"), (("--expression", "b", "--last", 99), "frames 0 to")],
)
def test_what_cannot_be_asked_adds_no_object(run, work, file, tmp_path, options, sentence):
    new = tmp_path / "new.rvos"
    _, before, _ = run("info", file, "--json")
    for project in (new, file):
        code, _, err = run("segment", work / "square", "--project", project, *options)
        assert (code, sentence in err) == (3, True)
    assert run("info", file, "--json")[1]["objects"] == before["objects"]
    assert not new.exists() or run("info", new, "--json")[1]["objects"] == []


def test_masks_that_do_not_fit_are_refused(run, work, file):
    small = work / "small.png"
    write_label_map(small, np.ones((5, 5), np.uint8))
    code, _, err = run("correct", file, "--object", 1, "--frame", 0, "--mask", small)
    assert (code, f"'{small}' is 5x5 pixels, the clip 64x48" in err) == (3, True)
    several = work / "several.png"
    labels = np.zeros((HEIGHT, WIDTH), np.uint8)
    labels[0, :5], labels[1, :9] = 2, 7
    write_label_map(several, labels)
    code, _, err = run("correct", file, "--object", 1, "--frame", 0, "--mask", several)
    assert (code, "[2, 7]" in err) == (3, True)
    (work / "text.png").write_text("hello")
    code, _, err = run("correct", file, "--object", 1, "--frame", 0, "--mask", work / "text.png")
    assert (code, "cannot be read as a mask" in err) == (3, True)


def test_one_id_of_several_is_taken_from_a_label_map(run, work, file):
    run("segment", work / "square", "--expression", "another", "--object", 7, "--model", "motion-words",
        "--project", file)  # fmt: skip
    several = work / "several.png"
    labels = np.zeros((HEIGHT, WIDTH), np.uint8)
    labels[0, :5], labels[1, :9] = 2, 7
    write_label_map(several, labels)
    code, result, _ = run("correct", file, "--object", 7, "--frame", 0, "--mask", several, "--json")
    assert (code, result["pixels"]) == (0, 9)
    project = Project.open(file, read_only=True)
    assert project.mask(7, 0).mask == Mask.from_array(labels == 7)
    project.close()


def test_a_moved_video_is_told_by_option(run, prepared, work, file, tmp_path):
    (work / "square").rename(tmp_path / "moved")
    (prepared / "square").rename(prepared / "away")
    code, _, err = run("info", file)
    assert (code, "say where it is now" in err) == (4, True)
    code, _, err = run("fuse", file, "--object", 1, "--video", tmp_path / "moved")
    assert code == 0, err
    other = write_square_clip(tmp_path / "other", frames=5)
    code, _, err = run("fuse", file, "--object", 1, "--video", other)
    assert (code, "its content differs" in err) == (4, True)
    (prepared / "away").rename(prepared / "square")


def test_a_killed_command_keeps_what_it_had_and_goes_on(work, file):
    script = textwrap.dedent(f"""
        import os, sys
        from pathlib import Path
        from rvos_studio.jobs import InProcess
        from rvos_studio.masks import Mask, read_label_map
        from rvos_studio.studio import Session, propagate
        session = Session.open(Path({str(file)!r}))
        session.correct(1, 5, Mask.from_array(read_label_map(Path({str(work / "mask.png")!r}))))
        for step in propagate(session, InProcess(), [1], "feature-ridge"):
            if step.done == 4:
                os.kill(os.getpid(), 9)
    """)
    write_label_map(work / "mask.png", truth(5).array().astype(np.uint8))
    killed = subprocess.run([sys.executable, "-c", script], capture_output=True)
    assert killed.returncode == -9, killed.stderr
    project = Project.open(file)
    kept = sorted(
        frame
        for frame, found in project.track(1).items()
        if found.provenance.model == "feature-ridge"
    )
    assert len(kept) == 4
    assert project.human_frames(1) == [5]
    assert project.undoable().title.startswith("Propagate")
    project.undo()
    assert sorted(project.track(1)) == [5]
    project.close()


def test_the_command_line_starts_without_torch_and_qt():
    script = (
        "import sys, rvos_studio.cli; print([m for m in ('torch', 'PySide6') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
