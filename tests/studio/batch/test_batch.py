import json
import shutil

import msgspec
import numpy as np
import pytest
from PIL import Image

from rvos_studio import settings
from rvos_studio.errors import BadInput, CannotWrite, Refused, WeightsMissing
from rvos_studio.formats.layouts import LAYOUTS, PictureFolder
from rvos_studio.fusion import find
from rvos_studio.project import Project
from rvos_studio.studio import batch_video
from rvos_studio.studio.batch_dataset import BatchDataset
from rvos_studio.studio.batch_folder import BatchFolder
from rvos_studio.studio.batch_plan import plan
from tests.studio.batch.conftest import FRAMES, asked, begin, finish, results, tracks

pytestmark = pytest.mark.usefixtures("learner")


def test_a_data_set_becomes_projects_and_results(dataset, tmp_path):
    out = tmp_path / "out"
    standing = finish(begin(dataset, out))
    assert (standing.videos, standing.done, standing.failed, standing.left) == (3, 3, 0, 0)
    assert standing.answers == standing.answers_in_all == 2 * 3 * (3 * FRAMES + 3)
    assert sorted(each.name for each in out.iterdir()) == [
        ".lock", "batch.json", "projects", "results", "videos",
    ]  # fmt: skip
    layout = LAYOUTS["ref-youtube-vos"]
    listing = layout.listing(dataset)
    predictions = PictureFolder(out / "results", layout.answer)
    for name in listing.names:
        video = listing.outline(name)
        assert predictions.missing(video, "") == []
        project = Project.open(out / "projects" / f"{name}.rvos", read_only=True)
        assert [(o.id, len(o.expressions)) for o in project.objects()] == [(1, 2), (2, 1)]
        for number, key in ((1, "0"), (2, "1"), (1, "2")):
            track = project.track(number)
            for frame, label in enumerate(video.frame_names):
                picture = Image.open(out / "results" / name / key / f"{label}.png")
                assert picture.mode == "L"
                np.testing.assert_array_equal(
                    np.array(picture), track[frame].mask.array().astype(np.uint8) * 255
                )
                assert track[frame].provenance.model == "shifting"
        assert any(track[frame].mask for frame in track)
        project.close()
        record = BatchFolder(out).record(name)
        assert (record.state, record.expressions) == ("done", 3)
        assert set(record.seconds) == {
            "learner", "second-learner", "shifting", "storing", "fusing", "writing",
        }  # fmt: skip


@pytest.mark.parametrize("signs", [1, 2, 11, 23, 38, 45, 52, 60, 75, 90])
def test_where_it_was_stopped_makes_no_difference(dataset, tmp_path, monkeypatch, signs):
    monkeypatch.setattr(batch_video, "_EVERY_S", 0.0)
    whole, out = tmp_path / "whole", tmp_path / "out"
    finish(begin(dataset, whole))
    for _ in range(3):
        work = begin(dataset, out)
        for said, _ in enumerate(work):
            if said == signs:
                break
        work.close()
        assert not (out / "unfinished").exists()
        for name in (each.name for each in (out / "results").iterdir()):
            assert len(list((out / "results" / name).rglob("*.png"))) >= 3 * FRAMES
    assert finish(begin(dataset, out)).done == 3
    assert results(out) == results(whole)
    assert tracks(out) == tracks(whole)


def test_nothing_is_done_twice(dataset, tmp_path, monkeypatch):
    out = tmp_path / "out"
    finish(begin(dataset, out))
    before = {file: file.stat().st_mtime_ns for file in out.rglob("*") if file.is_file()}
    news = list(begin(dataset, out))
    assert [each.event for each in news] == ["resumed"]
    assert {f: f.stat().st_mtime_ns for f in out.rglob("*") if f.is_file()} == before
    # Without its record a video is looked at again, but no model is asked.
    (out / "videos" / "two.json").unlink()
    monkeypatch.setattr(batch_video, "segment", None)
    monkeypatch.setattr(batch_video, "apply_recipe", None)
    assert finish(begin(dataset, out)).done == 3


def test_a_failure_is_written_down_and_the_others_go_on(dataset, tmp_path):
    out, frame = tmp_path / "out", dataset / "JPEGImages" / "two" / "00002.png"
    aside = shutil.copy(frame, tmp_path)
    frame.unlink()
    news = list(begin(dataset, out))
    (failed,) = [each for each in news if each.event == "failed"]
    assert failed.video == "two"
    assert "1 of the 7 frames of 'two' are missing" in failed.text
    assert "'00002'" in failed.text
    assert news[-1].standing.done == 2
    assert json.loads((out / "videos" / "two.json").read_text())["sentence"] == failed.text
    assert not (out / "results" / "two").exists()
    shutil.copy(aside, frame)
    assert finish(begin(dataset, out)).failed == 1
    # The project knows the clip without the frame, and does not take it for the same.
    again = finish(begin(dataset, out, retry_failed=True))
    assert again.failed == 1
    assert "differs" in BatchFolder(out).record("two").sentence
    (out / "projects" / "two.rvos").unlink()
    assert finish(begin(dataset, out, retry_failed=True)).done == 3


@pytest.mark.parametrize("damage", ["text", "size", "folder"])
def test_bad_frames_fail_their_video_only(dataset, tmp_path, damage):
    folder = dataset / "JPEGImages" / "one"
    if damage == "text":
        (folder / "00001.png").write_text("no picture")
    elif damage == "size":
        Image.new("RGB", (10, 10)).save(folder / "00001.png")
    else:
        shutil.rmtree(folder)
    standing = finish(begin(dataset, tmp_path / "out"))
    assert (standing.done, standing.failed) == (2, 1)
    assert "one" in BatchFolder(tmp_path / "out").record("one").sentence


def test_another_request_is_refused(dataset, tmp_path):
    out = tmp_path / "out"
    begun = begin(dataset, out)
    next(begun)
    begun.close()
    refused = {
        "the recipe was 'majority, propagated'": asked(dataset, "mean"),
        "the models were learner, second-learner": asked(dataset, models=("second-learner",)),
        "the recipe was": asked(dataset, propagator="feature-ridge"),
    }
    (settings.config_folder() / "settings.toml").write_text("memory_frames = 3")
    refused["the setting memory_frames was 16"] = asked(dataset)
    for sentence, asks in refused.items():
        with pytest.raises(Refused, match=sentence):
            next(begin(dataset, out, asks=asks))
    (settings.config_folder() / "settings.toml").write_text("frame_cache_mib = 99\nthreads = 7")
    assert finish(begin(dataset, out)).done == 3
    assert json.loads((out / "batch.json").read_text())["settings"]["threads"] == 1
    meta = dataset / "meta_expressions.json"
    meta.write_text(meta.read_text().replace("red thing", "blue thing"))
    with pytest.raises(Refused, match="the dataset was another one"):
        next(begin(dataset, out))


def test_other_weights_are_refused(dataset, tmp_path):
    asks = asked(dataset)
    other = msgspec.structs.replace(asks, models=asks.models | {"learner": "others"})
    finish(begin(dataset, tmp_path / "out", asks=asks))
    with pytest.raises(Refused, match="the weights of learner were others"):
        next(begin(dataset, tmp_path / "out", asks=other))
    with pytest.raises(WeightsMissing, match="other weights of learner"):
        finish(begin(dataset, tmp_path / "elsewhere", asks=other))


def test_two_batches_on_one_folder_are_refused(dataset, tmp_path):
    work = begin(dataset, tmp_path / "out")
    next(work)
    with pytest.raises(Refused, match="Another batch works on"):
        next(begin(dataset, tmp_path / "out"))
    work.close()
    assert finish(begin(dataset, tmp_path / "out")).done == 3


def test_a_folder_of_other_things_is_left_alone(dataset, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("")
    with pytest.raises(BadInput, match="holds 'thesis.tex' and no batch"):
        next(begin(dataset, tmp_path / "out"))
    with pytest.raises(CannotWrite, match="cannot be a folder"):
        next(begin(dataset, tmp_path / "out" / "thesis.tex"))


def test_a_full_disk_stops_all(dataset, tmp_path, monkeypatch):
    def full(*_, **__):
        raise CannotWrite("The disk is full.")

    monkeypatch.setattr(batch_video, "segment", full)
    with pytest.raises(CannotWrite, match="disk is full"):
        finish(begin(dataset, tmp_path / "out"))
    assert list((tmp_path / "out" / "videos").iterdir()) == []


def test_without_a_shared_folder_results_come_back_the_same(dataset, tmp_path):
    finish(begin(dataset, tmp_path / "whole"))
    finish(begin(dataset, tmp_path / "sent", shared=False))
    assert results(tmp_path / "sent") == results(tmp_path / "whole")
    assert tracks(tmp_path / "sent") == tracks(tmp_path / "whole")
    assert not (tmp_path / "sent" / "unfinished").exists()


def test_expressions_that_disagree_are_told(dataset, tmp_path):
    meta = dataset / "meta_expressions.json"
    meta.write_text(meta.read_text().replace('"a red thing"', '"a red thing seen from far away"'))
    finish(begin(dataset, tmp_path / "out"))
    (remark,) = BatchFolder(tmp_path / "out").record("one").remarks
    assert "seem to mean different things" in remark


def test_a_project_of_other_expressions_fails(dataset, tmp_path):
    out = tmp_path / "out"
    finish(begin(dataset, out))
    (out / "videos" / "one.json").unlink()
    project = Project.open(out / "projects" / "one.rvos")
    with project.edit("Mine") as edit:
        edit.add_expression(1, "mine")
    project.close()
    assert finish(begin(dataset, out)).failed == 1
    assert "has other expressions" in BatchFolder(out).record("one").sentence


def test_what_a_plan_needs(dataset):
    with pytest.raises(BadInput, match="Name the models"):
        asked(dataset, models=())
    with pytest.raises(BadInput, match="takes answers of learner, which --models does not name"):
        asked(dataset, "single:learner", models=("second-learner",))
    with pytest.raises(WeightsMissing):
        asked(dataset, models=("learner", "soc-video-swin-t"))
    names = {"uninext-vit-h": "learner", "uninext-convnext-l": "", "soc-video-swin-b": "learner",
             "mutr-video-swin-b": "learner", "referformer-video-swin-b": "second-learner"}  # fmt: skip
    recipe = find("winner-paper").bind(
        {name: own for name, own in names.items() if name in find("winner-paper").models}
    )
    made = plan(BatchDataset(dataset), ("learner", "second-learner"), recipe, "shifting")
    assert made.propagators == {"shifting": made.propagators["shifting"]}
    assert made.recipe.propagators == ("shifting",)
