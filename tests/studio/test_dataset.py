"""Folders of projects: their summaries, what is kept of them, and runs over a selection."""

import io
import shutil

import numpy as np
import pytest
from PIL import Image

from rvos_studio.fusion import find
from rvos_studio.jobs import InProcess
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance, State
from rvos_studio.studio import Session, dataset
from rvos_studio.studio.dataset import Standing, Summaries, clips_in, is_dataset, projects_in
from rvos_studio.studio.review import mark
from rvos_studio.studio.run_projects import run_projects
from tests.pictures import HEIGHT, WIDTH, truth, write_square_clip

FRAMES = 4


@pytest.fixture
def folder(tmp_path):
    """Three clips with projects; the second has answers of two models."""
    place = tmp_path / "set"
    place.mkdir()
    first = write_square_clip(place / "clip0", FRAMES)
    for k in (1, 2):
        shutil.copytree(first, place / f"clip{k}")
    for k in range(3):
        session = Session.create(place / f"clip{k}")
        if k:
            number = session.describe("the moving red square").object_id
        if k == 1:
            (expression,) = session.project.object(number).expressions
            with session.project.edit("Answers") as edit:
                for model, shift in (("a", 0), ("b", 7)):
                    answers = {f: (_beside(f, shift), 0.9) for f in range(FRAMES)}
                    made = Provenance.now(Kind.MODEL, model)
                    edit.put_predictions(expression.id, model, answers, made)
        session.close()
    return place


def _beside(frame, shift):
    return type(truth(0)).from_array(np.roll(truth(frame).array(), shift, axis=1))


def test_what_is_a_dataset(folder, tmp_path):
    assert is_dataset(folder)
    assert not is_dataset(folder / "clip0"), "that is a clip"
    assert not is_dataset(folder / "clip0.rvos")
    assert [each.name for each in projects_in(folder)] == [f"clip{k}.rvos" for k in range(3)]
    assert [each.name for each in clips_in(folder)] == [f"clip{k}" for k in range(3)]
    (tmp_path / "empty").mkdir()
    assert not is_dataset(tmp_path / "empty")
    (tmp_path / "empty" / "a.mp4").touch()
    assert is_dataset(tmp_path / "empty")


def test_a_summary_says_how_far_a_clip_is(folder):
    empty, answered, waiting = (dataset.summarise(each) for each in projects_in(folder))
    assert (empty.objects, empty.total, empty.standing) == (0, 0, Standing.TODO)
    assert answered.agreement == pytest.approx(1 / 3)
    assert waiting.agreement is None
    session = Session.open(folder / "clip2.rvos")
    mark(session, 1, range(FRAMES), State.CHECKED)
    assert dataset.summarise(folder / "clip2.rvos").standing is Standing.DONE
    mark(session, 1, [2], State.NEEDS_WORK)
    session.close()
    found = dataset.summarise(folder / "clip2.rvos")
    assert (found.standing, found.checked, found.needs_work) == (Standing.NEEDS_WORK, 3, 1)


def test_reading_leaves_nothing_in_the_folder(folder):
    before = sorted(folder.iterdir())
    for each in projects_in(folder):
        dataset.summarise(each)
        dataset.thumbnail(each)
    assert sorted(folder.iterdir()) == before


def test_what_cannot_be_read_says_so(folder):
    (folder / "broken.rvos").write_bytes(b"no database at all, just text" * 50)
    found = Summaries(folder).read(folder / "broken.rvos")
    assert "not an RVOS Studio project" in found.problem
    assert found.standing is Standing.TODO
    assert dataset.thumbnail(folder / "broken.rvos") == b""


def test_only_what_changed_is_read_again(folder, monkeypatch):
    known = Summaries(folder)
    first = [known.picture(known.read(each)) for each in projects_in(folder)]
    assert all(each.thumbnail.startswith(b"\xff\xd8") for each in first)
    known.save()
    session = Session.open(folder / "clip1.rvos")
    mark(session, 1, [0], State.CHECKED)
    read = []
    real = dataset.summarise
    monkeypatch.setattr(dataset, "summarise", lambda path: read.append(path.name) or real(path))
    again = Summaries(folder)
    found = [again.read(each) for each in projects_in(folder)]
    assert read == ["clip1.rvos"], "also while it is open"
    assert found[1].checked == 1
    assert found[1].thumbnail == first[1].thumbnail
    assert found[0] == first[0]
    session.close()


def test_the_picture_is_of_a_frame_with_a_mask(folder, tmp_path):
    def brightest(content):
        """Left of what is reddest: the square moves to the right."""
        pixels = np.asarray(Image.open(io.BytesIO(content)), int)
        return int((pixels[..., 0] - pixels[..., 1]).sum(0).argmax()) / pixels.shape[1]

    project = folder / "clip2.rvos"
    known = Summaries(folder)
    before = known.picture(known.read(project))
    session = Session.open(project)
    with session.project.edit("Fuse") as edit:
        masks = {2: truth(2), 3: truth(3)}
        edit.put_masks(1, masks, Provenance.now(Kind.FUSION, "vote"))
    assert dataset.summarise(project).telling == 2
    session.correct(1, 0, Mask.empty(HEIGHT, WIDTH))
    session.correct(1, 3, truth(3))
    session.close()
    after = known.picture(known.read(project))
    assert (before.telling, after.telling) == (0, 3), (
        "a person's frame first, if anything is drawn on it"
    )
    assert brightest(after.thumbnail) > brightest(before.thumbnail)


def test_projects_are_made_beside_clips(tmp_path):
    write_square_clip(tmp_path / "one", 2)
    write_square_clip(tmp_path / "two", 2)
    (tmp_path / "broken.mp4").write_bytes(b"nothing like a video")
    Session.create(tmp_path / "one").close()
    failed = []
    steps = list(dataset.make_projects(clips_in(tmp_path), failed))
    assert steps[-1].done == steps[-1].total == 3
    assert [each.stem for each in projects_in(tmp_path)] == ["one", "two"]
    assert len(failed) == 1
    assert "broken.mp4" in failed[0]


@pytest.mark.parametrize("recipe", [None, "majority"])
def test_a_run_answers_and_fuses_every_project(folder, recipe):
    shutil.rmtree(folder / "clip1")
    failed = []
    steps = list(
        run_projects(
            projects_in(folder), InProcess(), ["motion-words"], recipe and find(recipe), failed
        )
    )
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done == steps[-1].total
    assert len(failed) == 1, "the clip of one is gone"
    assert failed[0].startswith("clip1: ")
    session = Session.open(folder / "clip2.rvos")
    assert session.models_with_predictions(1) == ["motion-words"]
    assert (session.spans(1) == Kind.FUSION).all()
    session.close()


def test_a_run_that_is_stopped_lets_go_of_its_project(folder):
    work = run_projects(projects_in(folder)[2:], InProcess(), ["motion-words"], None, [])
    for step in work:
        if "motion-words" in step.doing:
            break
    work.close()
    Session.open(folder / "clip2.rvos").close()
