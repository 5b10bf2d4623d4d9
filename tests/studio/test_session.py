import os
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from rvos_studio.errors import BadInput, CannotWrite, ClipMissing, Refused, WrongClip
from rvos_studio.masks import Mask
from rvos_studio.project import Kind
from rvos_studio.studio import Session, project_beside
from tests.pictures import HEIGHT, WIDTH, truth, write_square_clip


def test_starting_twice_opens_the_same_project(folder):
    with_closing = Session.start(folder)
    assert with_closing.project.path == folder.parent / "square.rvos"
    one = with_closing.add_object("square").object_id
    with_closing.close()
    again = Session.start(folder)
    assert [record.id for record in again.objects()] == [one]
    again.close()
    direct = Session.start(project_beside(folder))
    assert len(direct.clip) == 12
    direct.close()


def test_a_clip_that_moved_with_its_project_is_found(folder, tmp_path):
    Session.create(folder).close()
    there = tmp_path / "elsewhere"
    there.mkdir()
    folder.rename(there / "square")
    (tmp_path / "square.rvos").rename(there / "square.rvos")
    found = Session.open(there / "square.rvos")
    assert found.clip.path == there / "square"
    assert found.project.clip.path == str(there / "square")
    found.close()


def test_a_moved_clip_is_asked_for_and_another_one_refused(folder, tmp_path):
    Session.create(folder).close()
    project = project_beside(folder)
    moved = tmp_path / "far" / "renamed"
    moved.parent.mkdir()
    folder.rename(moved)
    with pytest.raises(ClipMissing, match="say where it is now"):
        Session.open(project)

    other = write_square_clip(tmp_path / "other")
    Image.fromarray(np.zeros((HEIGHT, WIDTH, 3), np.uint8)).save(other / "00003.png")
    with pytest.raises(WrongClip, match="its content differs"):
        Session.open(project, other)

    Session.open(project, moved).close()
    Session.open(project).close()


def test_a_clip_changed_in_place_is_refused(folder):
    Session.create(folder).close()
    Image.fromarray(np.zeros((HEIGHT, WIDTH, 3), np.uint8)).save(folder / "00003.png")
    with pytest.raises(WrongClip, match="no longer the one"):
        Session.open(project_beside(folder))


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_an_expression_needs_words(session, text):
    one = session.add_object().object_id
    with pytest.raises(BadInput, match="needs words"):
        session.add_expression(one, text)


def test_an_endless_expression_is_refused_and_nothing_is_lost(session):
    one = session.add_object().object_id
    session.add_expression(one, "the square")
    with pytest.raises(BadInput, match="10,000 characters is too long"):
        session.add_expression(one, "x" * 10_000)
    assert [e.text for e in session.objects()[0].expressions] == ["the square"]


@pytest.mark.parametrize(
    "text", ["🚐💨", "骑自行车的黑衣男子", "l'été à la plage", "DROP TABLE object; --"]
)
def test_any_script_is_an_expression(session, text):
    one = session.add_object().object_id
    session.add_expression(one, text)
    assert session.objects()[0].label == text


def test_the_same_expression_is_not_added_twice(session):
    one = session.add_object().object_id
    session.add_expression(one, "The  red square")
    with pytest.raises(Refused, match="already"):
        session.add_expression(one, "the red   square ")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_video_in_a_read_only_folder_gets_its_project_elsewhere(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("this machine mounts nothing")
    try:
        video = write_square_clip(disk / "square")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with pytest.raises(CannotWrite, match="choose another folder"):
            Session.create(video)
        session = Session.start(video)
        assert session.project.path.is_relative_to(os.environ["RVOS_STUDIO_HOME"])
        number = session.describe("the square").object_id
        session.close()
        again = Session.start(video)
        assert [record.id for record in again.objects()] == [number]
        again.close()
    finally:
        subprocess.run(["umount", disk], check=True)


def test_describing_adds_object_and_expression_in_one_step(session):
    number = session.describe("  the red   square ").object_id
    assert session.project.object(number).label == "the red square"
    with pytest.raises(BadInput, match="needs words"):
        session.describe(" ")
    assert len(session.objects()) == 1
    session.undo()
    assert session.objects() == []


def test_a_correction_is_a_persons_and_checked(session):
    one = session.add_object().object_id
    assert session.correct(one, 3, truth(3)).frames == {3}
    assert session.mask(one, 3).provenance.kind is Kind.PERSON
    assert list(np.flatnonzero(session.spans(one))) == [3]
    with pytest.raises(BadInput, match="frames 0 to 11"):
        session.correct(one, 12, truth(3))
    with pytest.raises(BadInput, match="10x10 pixels, the clip 64x48"):
        session.correct(one, 3, Mask.empty(10, 10))
    with pytest.raises(Refused, match="no object 9"):
        session.correct(9, 3, truth(3))


def test_confirming_makes_a_constraint_of_what_is_there(session):
    one = session.add_object().object_id
    with pytest.raises(Refused, match="no mask on frame 2"):
        session.confirm(one, 2)
    session.correct(one, 2, truth(2))
    session.confirm(one, 2)
    assert session.mask(one, 2).mask == truth(2)


def test_object_ids_fit_a_label_map(session):
    assert session.add_object(object_id=7).object_id == 7
    assert session.add_object().object_id == 1
    with pytest.raises(BadInput, match="1 to 255"):
        session.add_object(object_id=256)


def test_a_project_in_a_copied_folder_opens_read_only_without_its_clip_moving(folder, tmp_path):
    Session.create(folder).close()
    copy = tmp_path / "copy"
    shutil.copytree(folder.parent / "square", copy / "square")
    shutil.copy(project_beside(folder), copy)
    reader = Session.open(copy / "square.rvos", read_only=True)
    assert len(reader.clip) == 12
    reader.close()
